import type { z } from "zod";
import {
  EvaluateOutput,
  PlanOutput,
  ReportOutput,
  ReviewOutput,
  type PlanChange,
  type VerdictOutput,
} from "../../contract/outputs.ts";
import type { Operation } from "../../contract/roles.ts";
import { ToolAssessment, type ToolRequest } from "../../contract/tool-requests.ts";
import type { FaultName } from "./faults.ts";

/** A story that the scripted model tells: data, and small functions where a step must look at what happened before. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly brief: string;
  /** One sentence: what it shows or tests. */
  readonly description: string;
  readonly plan: PlanOutput;
  readonly phases: readonly PhaseScript[];
  readonly report: ReportOutput;
  /** What the PM says of the tools that are asked for, in their order; improvised where nothing is written. */
  readonly assessments?: readonly ToolAssessment[];
  readonly disturbances?: readonly Disturbance[];
  /** Milliseconds between the Developer's chunks that even a server without pace keeps: for stories about waiting. */
  readonly developerPaceMs?: number;
}

export interface PhaseScript {
  /** The first go and its refinements; the last one repeats for further refinements. */
  readonly rounds: readonly [RoundScript, ...RoundScript[]];
}

export interface RoundScript {
  readonly implement: DeveloperScript;
  readonly review: ReviewOutput;
  /** QA asks for this tool before it reviews. */
  readonly reviewAsksFor?: ToolRequest;
  readonly evaluate: VerdictOutput;
  /** What the PM changes of the phases to come, with its acceptance. */
  readonly planChange?: PlanChange;
}

export interface DeveloperScript {
  readonly steps: readonly Step[];
  /** The final text, which ends the Developer's turn. */
  readonly closing: Line;
}

/** What a step may look at: only the conversation itself, so that it works after any crash. */
export interface ScriptView {
  /** An absolute path for one relative to the workspace; as given where the conversation does not name a directory. */
  path(relative: string): string;
  /** The id that Claude Code gave to the task with this subject; null if it was never created. */
  taskId(subject: string): string | null;
  /** The conversation began with a hand-over: what stands before this step was done in another one. */
  readonly handedOver: boolean;
  /** What people have said to the agent in the conversation so far, oldest first. */
  readonly messages: readonly string[];
  /** The result of the last tool call of this round. */
  readonly lastResult: { readonly text: string; readonly isError: boolean } | null;
}

export type Line = string | ((view: ScriptView) => string);

/** One answer of the Developer that asks for tools; the next step follows when all of its calls have results. */
export interface Step {
  /** Shown as thinking, where the request allows thinking. */
  readonly think?: string;
  readonly say?: Line;
  readonly calls: readonly [Call, ...Call[]];
}

export interface Call {
  readonly tool: string;
  /** Null where the conversation shows that the call makes no sense; it is left out then. */
  readonly input: (view: ScriptView) => Record<string, unknown> | null;
  /** Left out silently where the client does not offer the tool; otherwise the story ends there and says so. */
  readonly optional: boolean;
}

/** Something that goes wrong at one of the story's calls. */
export interface Disturbance {
  readonly operation: Operation | "any";
  /** Whose calls it concerns; Claude's unless told. */
  readonly of?: "claude" | "local";
  readonly phaseIndex?: number;
  readonly fault: FaultName;
  /** Calls of this operation that go well before it begins; 0 unless told. */
  readonly after?: number;
  /** `until_reset`: as long as the window that the first such call opened lasts (Tuning.quotaWindowMs). */
  readonly times: number | "always" | "until_reset";
  /** How long the window lasts that the first such call opens, in milliseconds; Tuning.quotaWindowMs unless told. */
  readonly windowMs?: number;
}

/** Schemas of what the analysing operations hand in. */
export const analysisSchemas = {
  PLAN: PlanOutput,
  REVIEW: ReviewOutput,
  EVALUATE: EvaluateOutput,
  REPORT: ReportOutput,
  ASSESS_TOOL: ToolAssessment,
} as const satisfies Partial<Record<Operation, z.ZodObject>>;
export type AnalysisOperation = keyof typeof analysisSchemas;

const call = (tool: string, input: Call["input"]): Call => ({ tool, input, optional: false });

export const write = (path: string, content: string): Call =>
  call("Write", (view) => ({ file_path: view.path(path), content }));

/** As `write`, with what the conversation has brought by then. */
export const writeBy = (path: string, content: (view: ScriptView) => string): Call =>
  call("Write", (view) => ({ file_path: view.path(path), content: content(view) }));

/** By the name under which Claude Code offers it. */
export const requestTool = (request: ToolRequest): Call => call("mcp__spiral__request_tool", () => ({ ...request }));

/** A tool that was asked for, where it is there by now. */
export const useTool = (name: string, input: Readonly<Record<string, unknown>>): Call => ({
  tool: `mcp__spiral__${name}`,
  input: () => ({ ...input }),
  optional: true,
});

export const read = (path: string): Call => call("Read", (view) => ({ file_path: view.path(path) }));

export const edit = (path: string, oldText: string, newText: string): Call =>
  call("Edit", (view) => ({ file_path: view.path(path), old_string: oldText, new_string: newText }));

export const bash = (command: string, description: string): Call => call("Bash", () => ({ command, description }));

/** A new entry of the to-do list. */
export const task = (subject: string, activeForm: string): Call => ({
  tool: "TaskCreate",
  input: () => ({ subject, description: subject, activeForm }),
  optional: true,
});

/** Moves an entry of the to-do list, if it was created: in an earlier step than this one. */
export const progress = (subject: string, status: "in_progress" | "completed"): Call => ({
  tool: "TaskUpdate",
  input: (view) => {
    const taskId = view.taskId(subject);
    return taskId === null ? null : { taskId, status };
  },
  optional: true,
});

export const sayLine = (line: Line, view: ScriptView): string => (typeof line === "string" ? line : line(view));
