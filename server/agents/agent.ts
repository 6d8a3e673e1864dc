import type { z } from "zod";
import type { AgentRole, Operation } from "../contract/roles.ts";

/** What an agent is asked to do, as pure text and data. Whom to ask, and with which model, is decided elsewhere. */
interface Assignment<Input> {
  readonly operation: Operation;
  readonly role: AgentRole;
  /** Who the agent is and by which rules it works; the same for every project. */
  readonly system: string;
  /** This assignment's question, with all material that it rests on. */
  readonly prompt: (input: Input) => string;
}

/** Answers one question in a demanded structure, without tools. */
export interface AnalysisAssignment<Input, Schema extends z.ZodType> extends Assignment<Input> {
  readonly kind: "analysis";
  readonly outputSchema: Schema;
  readonly maxOutputTokens: number;
}

/** Works with tools in the workspace; what it hands in is the workspace and a summary in words. */
export interface WorkAssignment<Input> extends Assignment<Input> {
  readonly kind: "work";
  /** Claude Code's tool names. */
  readonly allowedTools: readonly string[];
}
