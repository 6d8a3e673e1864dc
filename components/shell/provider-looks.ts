import { Cpu, Hourglass, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ClaudeWords } from "./provider-words.ts";

/** The sign of Claude's not working now. */
export const awayIcons = {
  stands_in: Cpu,
  waits: Hourglass,
  needs: TriangleAlert,
} as const satisfies Record<Exclude<ClaudeWords["state"], "ok">, LucideIcon>;
