import type { Operation } from "../../contract/roles.ts";
import type { Step } from "../step-context.ts";
import { accept } from "./accept.ts";
import { assessTool } from "./assess-tool.ts";
import { check } from "./check.ts";
import { evaluate } from "./evaluate.ts";
import { importSource } from "./import.ts";
import { implement } from "./implement.ts";
import { plan } from "./plan.ts";
import { restore } from "./restore.ts";
import { report } from "./report.ts";
import { review } from "./review.ts";

/** How each operation is carried out. A new operation does not compile until it has its step. */
export const steps = {
  IMPORT: importSource,
  PLAN: plan,
  IMPLEMENT: implement,
  CHECK: check,
  REVIEW: review,
  EVALUATE: evaluate,
  ACCEPT: accept,
  RESTORE: restore,
  REPORT: report,
  ASSESS_TOOL: assessTool,
} as const satisfies Record<Operation, Step>;
