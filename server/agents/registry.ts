import type { operations } from "../contract/roles.ts";
import { implement } from "./developer/implement.ts";
import { assessTool } from "./pm/assess-tool.ts";
import { evaluate } from "./pm/evaluate.ts";
import { plan } from "./pm/plan.ts";
import { report } from "./pm/report.ts";
import { review } from "./qa/review.ts";

/** Operations that an agent carries out; the others are the runner's own. */
export type AgentOperation = {
  [Name in keyof typeof operations]: (typeof operations)[Name]["role"] extends null ? never : Name;
}[keyof typeof operations];

/** Every assignment there is. A new operation with a role does not compile until it has one. */
export const assignments = {
  PLAN: plan,
  IMPLEMENT: implement,
  REVIEW: review,
  EVALUATE: evaluate,
  REPORT: report,
  ASSESS_TOOL: assessTool,
} as const satisfies Record<AgentOperation, { readonly operation: string }>;
