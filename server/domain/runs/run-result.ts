import type { BudgetStop } from "../../contract/budgets.ts";
import type { ProviderError } from "../../contract/errors.ts";
import type { EvaluateOutput, Evidence, PlanOutput, ReportOutput, ReviewOutput } from "../../contract/outputs.ts";
import type { ImportOutput } from "../../contract/sources.ts";
import type { ToolAssessment, ToolRequest } from "../../contract/tool-requests.ts";
import type { TokenUsage } from "../../contract/usage.ts";

/** What the Developer hands in: words only; what counts is the evidence that the next run collects. */
export interface ImplementOutput {
  readonly summary: string;
  readonly turns: number;
}

export interface AcceptOutput {
  readonly commit: string;
  readonly files: number;
}

export interface RestoreOutput {
  /** Where the workspace stands now. */
  readonly commit: string;
  /** The tag of what was there before; null where that is in the accepted history anyway. */
  readonly kept: string | null;
}

/** A run's product, by operation. */
export type RunOutput =
  | { readonly operation: "IMPORT"; readonly output: ImportOutput }
  | { readonly operation: "PLAN"; readonly output: PlanOutput }
  | { readonly operation: "IMPLEMENT"; readonly output: ImplementOutput }
  | { readonly operation: "CHECK"; readonly output: Evidence }
  | { readonly operation: "REVIEW"; readonly output: ReviewOutput }
  | { readonly operation: "EVALUATE"; readonly output: EvaluateOutput }
  | { readonly operation: "ACCEPT"; readonly output: AcceptOutput }
  | { readonly operation: "RESTORE"; readonly output: RestoreOutput }
  | { readonly operation: "REPORT"; readonly output: ReportOutput }
  | { readonly operation: "ASSESS_TOOL"; readonly output: ToolAssessment };

/** How an attempt ended, as the runner saw it. */
export type AttemptResult =
  | ({ readonly type: "succeeded" } & RunOutput)
  | { readonly type: "failed"; readonly error: ProviderError }
  | { readonly type: "asks_permission"; readonly toolUseId: string; readonly toolName: string; readonly input: unknown }
  /** The agent cannot go on without a tool that it lacks. */
  | { readonly type: "asks_for_tool"; readonly toolUseId: string; readonly request: ToolRequest }
  /** A call was refused because a budget is used up; said by who admits calls, never by an agent. */
  | { readonly type: "out_of_budget"; readonly stop: BudgetStop }
  /** The runner stops in good order: somebody else goes on at once. */
  | {
      readonly type: "released";
      /** Its next attempt is the one that tries Claude: it is on its way back to it. */
      readonly returns?: boolean;
    };

export interface AttemptReport {
  readonly result: AttemptResult;
  /**
   * What the agent's program, or the client, says of itself: held against the ledger, which the gateway has written call
   * by call, and never added to it.
   */
  readonly usage: readonly TokenUsage[];
  /** Whether that is its final account; false: as far as it had come. */
  readonly usageIsWhole: boolean;
  /** The account of Claude's and the model that were asked, as the breakers know them; null where it was neither. */
  readonly asked: { readonly account: string; readonly model: string } | null;
  /** Of one that waits for Claude without having asked it: what it would ask, as the breakers know it. */
  readonly waitsFor?: { readonly account: string; readonly model: string };
  /** People's messages that stood in what an agent without a session was asked: it has them with its answer. */
  readonly messageIds?: readonly string[];
  /** Counted after the end; null where the attempt starts no process. */
  readonly processesLeft: number | null;
}
