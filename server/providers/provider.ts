import type { z } from "zod";
import type { ProviderError } from "../contract/errors.ts";
import type { TokenUsage } from "../contract/usage.ts";
import type { PermissionMode } from "../contract/statuses.ts";
import type { AddressAllowance } from "../platform/public-address.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";

/**
 * The port between the runner and whoever does the thinking. A provider knows nothing of projects, phases or the
 * database: it gets a prompt, a directory and credentials, and gives back normalised events and a result.
 */

/**
 * Whose service is called, and with what. A provider whose processes run in a sandbox is given the gateway's address
 * and a run token instead of the real ones; its kind says only how it is to present itself.
 */
export interface ProviderAccount {
  readonly kind: "scripted" | "api_key" | "subscription" | "local";
  readonly baseUrl: string | null;
  /**
   * How far `baseUrl` may lead, for whoever connects to it. Absent: to public addresses only; the scripted model's to
   * this machine.
   */
  readonly addresses?: AddressAllowance;
  /** A key or token. Never logged. */
  readonly credential: string | null;
  /**
   * Tokens of context that a local model has for Claude Code, whose interface takes what there is; a provider whose models
   * say it themselves leaves it out.
   */
  readonly contextTokens?: number;
  /** Those that an analysis may ask it for: it says itself how much it needs, and the server loads the model with that. */
  readonly analysisTokens?: number;
}

/** One normalised event of an agent's session, in the order in which it happened. */
export type AgentEvent =
  | { type: "session_started"; providerSessionId: string; model: string; cliVersion: string; tools: readonly string[] }
  | { type: "text_delta"; blockId: string; text: string }
  /** A finished block; replaces the deltas that carried the same blockId. */
  | { type: "text"; blockId: string; text: string }
  | { type: "thinking"; blockId: string; text: string }
  | { type: "tool_called"; toolUseId: string; name: string; input: unknown; parentToolUseId: string | null }
  /** Output of a running shell command, as it comes. */
  | { type: "tool_output_delta"; toolUseId: string; text: string }
  | { type: "tool_finished"; toolUseId: string; isError: boolean; output: string; durationMs: number }
  | { type: "todos"; items: readonly { text: string; status: "pending" | "in_progress" | "completed" }[] }
  /** The call was not carried out; takes the place of its tool_finished. */
  | { type: "permission_denied"; toolUseId: string; toolName: string; message: string }
  | { type: "retrying"; attempt: number; delayMs: number; httpStatus: number | null }
  | {
      type: "rate_limit";
      status: "allowed" | "warning" | "rejected";
      window: string | null;
      /** 0-1; null where not reported. */
      utilisation: number | null;
      resetsAt: string | null;
    }
  | { type: "compacted" }
  /** A line of so many bytes was too long to be kept: what stood in it is lost. */
  | { type: "line_dropped"; bytes: number };

export interface ToolUse {
  readonly toolUseId: string;
  /** Claude Code's name of it; one of our own tools (OwnTool) by its plain name. */
  readonly name: string;
  readonly input: unknown;
}

export type ToolDecision =
  /** `input`: what is carried out in place of what the agent wanted; a person has changed it. */
  | { decision: "allow"; input?: Readonly<Record<string, unknown>> }
  | { decision: "deny"; message: string }
  /** For one of our own tools (OwnTool): what it gives back. */
  | { decision: "answer"; text: string }
  /** End the process; the session is resumed with an answer later. A wait holds no process (architecture, rule 7). */
  | { decision: "defer" };

export type AgentResult = { readonly usage: readonly TokenUsage[] } & (
  | { outcome: "completed"; text: string; turns: number; durationMs: number }
  | { outcome: "deferred"; toolUse: ToolUse }
  | { outcome: "failed"; error: ProviderError }
  /** Our own signal ended it. */
  | { outcome: "aborted" }
);

/** What a person says to an agent that is at work. */
export interface AgentMessage {
  /** Unlike any other text, so that a conversation shows whether it holds the message. */
  readonly id: string;
  /** As the agent is to read it: fenced, with who says it, and holding `message="<id>"`. */
  readonly text: string;
}

/** Where messages for the agent wait. Both may throw, which ends the session. */
export interface AgentMailbox {
  /** Those that no conversation is known to hold, oldest first. Asked before the first prompt and between turns. */
  readonly waiting: () => Promise<readonly AgentMessage[]>;
  /** The conversation holds these for good. */
  readonly received: (ids: readonly string[]) => Promise<void>;
}

/** A tool of Spiral's own in an agent's hands: what it gives back is decided call by call, by `decideToolUse`. */
export interface OwnTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its input. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

export interface AgentSessionOptions {
  readonly account: ProviderAccount;
  readonly model: string;
  /** Chosen and stored by the caller before the first request, so that a crash can never lose a session. */
  readonly providerSessionId: string;
  /** False for the first process of this session, true afterwards. */
  readonly resume: boolean;
  /** Null continues a deferred tool call without saying anything. */
  readonly prompt: string | null;
  /**
   * Said instead of `prompt` when a session that should be resumed was never written down (its process was killed
   * before its first request): it then begins anew under the same id, and "continue" would mean nothing to it.
   */
  readonly freshPrompt?: string;
  readonly mailbox: AgentMailbox;
  /** Appended to Claude Code's own system prompt. Fixed at the session's first prompt. */
  readonly appendSystemPrompt: string;
  /** The attempt's: the agent works in its workspace, and all it writes for itself goes into its home. */
  readonly sandbox: Sandbox;
  readonly permissionMode: PermissionMode;
  /** By Claude Code's names; nothing else is offered to the agent but subagents where nothing is asked. */
  readonly tools: readonly string[];
  /** Put before `decideToolUse` in every mode. */
  readonly ownTools: readonly OwnTool[];
  /**
   * Asked before every tool use that the mode does not allow by itself. `ended` aborts when the process is at its end,
   * so that nothing that is decided can reach it.
   */
  readonly decideToolUse: (toolUse: ToolUse, ended: AbortSignal) => Promise<ToolDecision>;
  /** Awaited one after the other: backpressure reaches the process. */
  readonly onEvent: (event: AgentEvent) => Promise<void>;
  /**
   * Asked when the session has failed: who goes on in its living process, at the same address, with all that was said and
   * done. Null: nobody, it ends with that error. Time in which it is waited for does not count as silence.
   */
  readonly standIn?: (error: ProviderError) => Promise<StandIn | null>;
  /**
   * Asked between two turns, when all tools of the last one have ended: who takes the next one, in the same process and
   * with the same history. Null: whoever took the last.
   */
  readonly betweenTurns?: () => Promise<StandIn | null>;
  readonly signal: AbortSignal;
  /**
   * Milliseconds without any output after which the session counts as hung. Time in which `decideToolUse` or
   * `onEvent` is waited for does not count. Claude Code gives a sign of life every 30 s while a tool runs.
   */
  readonly idleTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly maxTurns: number;
}

/** Who goes on in a session in the place of whoever began it. */
export interface StandIn {
  readonly model: string;
  /** Tokens of context that a local model has; null: it is one of Claude's, which Claude Code knows itself. */
  readonly contextTokens: number | null;
}

/** Carries out an assignment with tools in a workspace. */
export interface AgentProvider {
  run(options: AgentSessionOptions): Promise<AgentResult>;
}

/** What became of a call that a client of ours has made itself. */
export interface ClientCallEnd {
  /** As far as the service reported it. */
  readonly usage: TokenUsage | null;
  /** The service's own counters, in its own words; null: it reported none. */
  readonly rawUsage: Readonly<Record<string, number>> | null;
  /** Null where the answer came whole, and where we ended the call ourselves. */
  readonly error: ProviderError | null;
  /** Ended before its answer had, because nobody wants that any more: like a child of the gateway's that has gone. */
  readonly stopped: boolean;
  readonly durationMs: number;
}

/** Where a client writes its calls down, when they pass no gateway that would. */
export interface ClientCalls {
  /** Before each call. Null: it must not be made, the run is somebody else's by now. */
  begin(): Promise<string | null>;
  end(callId: string, end: ClientCallEnd): Promise<void>;
}

/** What an analysis may do besides answering. */
export interface AnalysisTools {
  readonly tools: readonly OwnTool[];
  /** Asked before every call; "answer" is what the call gives back, "defer" ends the analysis. */
  readonly decide: (toolUse: ToolUse) => Promise<ToolDecision>;
}

export interface AnalysisOptions<Schema extends z.ZodType> {
  readonly account: ProviderAccount;
  readonly model: string;
  readonly system: string;
  readonly prompt: string;
  readonly schema: Schema;
  readonly maxOutputTokens: number;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Null: it has none, it answers. */
  readonly ownTools: AnalysisTools | null;
  /** The attempt's; for a provider that starts a process. */
  readonly sandbox: Sandbox | null;
  /** For a provider whose calls pass no gateway. */
  readonly calls?: ClientCalls;
  /** Called with the answer's text as it is written; for showing only. */
  readonly onDelta: (text: string) => Promise<void>;
}

export type AnalysisResult<Output> = { readonly usage: readonly TokenUsage[] } & (
  | { outcome: "completed"; output: Output; durationMs: number }
  /** A person decides first; then it is asked anew. */
  | { outcome: "deferred"; toolUse: ToolUse }
  | { outcome: "failed"; error: ProviderError }
  | { outcome: "aborted" }
);

/** Answers one question in a demanded structure, with no tools but our own. */
export interface AnalysisProvider {
  analyse<Schema extends z.ZodType>(options: AnalysisOptions<Schema>): Promise<AnalysisResult<z.infer<Schema>>>;
}
