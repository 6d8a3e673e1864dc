import { z } from "zod";

/** Agent roles at work today; the other three of R1 join this list when they are built. */
export const agentRoles = ["PROJECT_MANAGER", "DEVELOPER", "QUALITY_ASSURANCE"] as const;
export const AgentRole = z.enum(agentRoles);
export type AgentRole = z.infer<typeof AgentRole>;

/** `who`: within a sentence. */
export const roleLabels = {
  PROJECT_MANAGER: { name: "Project Manager", short: "PM", who: "the Project Manager" },
  DEVELOPER: { name: "Developer", short: "Dev", who: "the Developer" },
  QUALITY_ASSURANCE: { name: "Quality Assurance", short: "QA", who: "Quality Assurance" },
} as const satisfies Record<AgentRole, { name: string; short: string; who: string }>;

/**
 * What a run does. `role` is the agent whose assignment it is; null means that the runner does it itself,
 * because evidence and commits must not depend on an agent's word (R8).
 */
export const operations = {
  IMPORT: { role: null, label: "Import", doing: "Importing" },
  PLAN: { role: "PROJECT_MANAGER", label: "Plan", doing: "Planning" },
  IMPLEMENT: { role: "DEVELOPER", label: "Implement", doing: "Implementing" },
  CHECK: { role: null, label: "Check", doing: "Checking" },
  REVIEW: { role: "QUALITY_ASSURANCE", label: "Review", doing: "Reviewing" },
  EVALUATE: { role: "PROJECT_MANAGER", label: "Evaluate", doing: "Evaluating" },
  ACCEPT: { role: null, label: "Accept", doing: "Committing" },
  RESTORE: { role: null, label: "Restore", doing: "Putting the files back for" },
  REPORT: { role: "PROJECT_MANAGER", label: "Report", doing: "Writing the report" },
  ASSESS_TOOL: { role: "PROJECT_MANAGER", label: "Assess a tool", doing: "Assessing a tool" },
} as const satisfies Record<string, { role: AgentRole | null; label: string; doing: string }>;
export type Operation = keyof typeof operations;
export const Operation = z.enum([
  "IMPORT",
  "PLAN",
  "IMPLEMENT",
  "CHECK",
  "REVIEW",
  "EVALUATE",
  "ACCEPT",
  "RESTORE",
  "REPORT",
  "ASSESS_TOOL",
] satisfies Operation[]);

/**
 * Whether a run goes on beside its project's line of work, which it neither moves nor waits for: also while the project
 * waits for a person.
 */
export const goesBeside = (operation: Operation): boolean => operation === "ASSESS_TOOL";
