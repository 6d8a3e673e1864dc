import { accessGuards } from "./access-guards.ts";
import { agentGuards } from "./agent-guards.ts";
import { fileGuards } from "./file-guards.ts";
import type { Guard } from "./guard.ts";
import { moneyGuards } from "./money-guards.ts";
import { networkGuards } from "./network-guards.ts";
import { sandboxGuards } from "./sandbox-guards.ts";
import { secretGuards } from "./secret-guards.ts";
import { toolGuards } from "./tool-guards.ts";
import { transferGuards } from "./transfer-guards.ts";
import { usageGuards } from "./usage-guards.ts";

/** Every guard that scripts/check-guards.ts switches off in turn. */
export const guards: readonly Guard[] = [
  ...agentGuards,
  ...sandboxGuards,
  ...fileGuards,
  ...moneyGuards,
  ...networkGuards,
  ...secretGuards,
  ...usageGuards,
  ...accessGuards,
  ...transferGuards,
  ...toolGuards,
];
