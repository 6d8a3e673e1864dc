import { query, type Options, type Query } from "@anthropic-ai/claude-agent-sdk";
import type { Logger } from "../../platform/logger.ts";
import type { ProcessExit, Sandbox } from "../../sandbox/sandbox.ts";
import { attachToCli, type CliProcess, type UnreadKind } from "./cli-process.ts";
import type { CliLine, ResultLine } from "./cli-lines.ts";
import { createConversationInput } from "./conversation-input.ts";
import { createWatchdog } from "./watchdog.ts";

export interface SessionOptions {
  readonly sandbox: Sandbox;
  readonly log: Pick<Logger, "debug" | "warn">;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Everything about the conversation; where and how its process runs is decided here. */
  readonly sdk: Omit<Options, "cwd" | "env" | "spawnClaudeCodeProcess" | "abortController">;
  /** Null says nothing: a deferred tool call goes on by itself. */
  readonly message: string | null;
  readonly onLine: (line: CliLine) => Promise<void>;
  /** A line was too long to be kept, and is lost. */
  readonly onLineDropped?: (bytes: number) => Promise<void>;
  /** Asked at a result that is a failure: with what the same process goes on. Null: it ends with that result. */
  readonly goesOnWith?: (failure: ResultLine) => Promise<Continuation | null>;
  readonly signal: AbortSignal;
  readonly idleTimeoutMs: number;
  readonly totalTimeoutMs: number;
}

/** The model that a living process names from its next request on; its address stays. */
export interface OtherModel {
  readonly model: string;
  /** What the process must know of that model. */
  readonly env: Readonly<Record<string, string>>;
}

/** With what a living process goes on after a failure. */
export interface Continuation extends OtherModel {
  readonly message: string;
}

/** Whether a result is none that was asked for; the subtype alone does not say. */
export const isFailure = ({ is_error: isError, subtype }: ResultLine): boolean => isError || subtype !== "success";

/** How the one process of a session ended. It is gone, with everything it had started, when this is known. */
export type SessionEnd =
  | { readonly type: "result"; readonly result: ResultLine }
  | { readonly type: "aborted" }
  | { readonly type: "timed_out"; readonly which: "idle" | "total" }
  | { readonly type: "died"; readonly exit: ProcessExit; readonly stderr: string; readonly unread: Unread };

/** What was not received of it: `line`, perhaps its result; `garbage`, nothing that Claude Code says. Null: nothing was lost. */
type Unread = "line" | "garbage" | null;

/** What the callbacks that the SDK calls (hooks, permissions) need of the session. */
export interface SessionControl {
  /** Waits for our own side: such time is no silence. An error ends the session and is thrown by `runSession`. */
  readonly waitFor: <Result>(work: () => Promise<Result>, otherwise: Result) => Promise<Result>;
  /** Between two turns: the next one is another model's. Whoever cannot be switched is ended; the next process begins with it. */
  readonly changeModel: (next: OtherModel) => Promise<void>;
}

/** How long a process may take to go by itself after its result; it saves its totals then. */
const farewellMs = 3_000;

interface State {
  end: SessionEnd | null;
  failure: { readonly error: unknown } | null;
  unread: Unread;
  cli: CliProcess | null;
  conversation: Query | null;
  farewell: NodeJS.Timeout | null;
  endProcess: () => void;
}

/**
 * Runs one Claude Code process from start to end, through the SDK's `query()`. Throws only what `onLine` or a callback
 * threw; the process is gone then as well.
 */
export const runSession = async (
  options: SessionOptions,
  callbacks: (control: SessionControl) => Pick<Options, "hooks" | "canUseTool">,
): Promise<SessionEnd> => {
  if (options.signal.aborted) return { type: "aborted" };
  const state: State = {
    end: null,
    failure: null,
    unread: null,
    cli: null,
    conversation: null,
    farewell: null,
    endProcess: () => undefined,
  };
  const input = createConversationInput(options.message);
  const stop = (how: SessionEnd): void => {
    state.end ??= how;
    state.endProcess();
  };
  const fail = (error: unknown): void => {
    state.failure ??= { error };
    state.endProcess();
  };
  const watchdog = createWatchdog(options, (which) => stop({ type: "timed_out", which }));
  const onAbort = (): void => stop({ type: "aborted" });
  options.signal.addEventListener("abort", onAbort, { once: true });

  const onLine = async (line: CliLine): Promise<void> => {
    await watchdog.pausedDuring(() => options.onLine(line));
    if (line.type !== "result") return;
    // Not awaited: what the process answers to a switch comes through these very lines.
    if (isFailure(line)) void waitFor(() => goOnOrEnd(line), undefined);
    else endWith(line);
  };
  const endWith = (result: ResultLine): void => {
    state.end ??= { type: "result", result };
    // Its stdin ends, and with it the process.
    input.end();
    state.farewell = setTimeout(() => state.endProcess(), farewellMs);
  };
  const goOnOrEnd = async (failure: ResultLine): Promise<void> => {
    const next = state.end === null ? ((await options.goesOnWith?.(failure)) ?? null) : null;
    if (next === null) return endWith(failure);
    await changeModel(next);
    input.say(next.message);
  };
  const changeModel: SessionControl["changeModel"] = async ({ model, env }) => {
    try {
      await state.conversation?.applyFlagSettings({ model, env: { ...env } });
    } catch (error) {
      // Whoever stands in is known already; the next process begins with it.
      options.log.warn({ err: error }, "A living Claude Code could not be switched to another model");
      state.endProcess();
    }
  };
  const onUnread = (kind: UnreadKind, detail: string): void => {
    if (kind === "garbage") state.unread ??= "garbage";
    if (kind === "broken_result") {
      state.unread = "line";
      state.endProcess();
    }
    options.log[kind === "unknown" ? "debug" : "warn"]({ kind, detail }, "Claude Code wrote a line that is not read");
  };
  const onTooLong = async (bytes: number): Promise<void> => {
    state.unread = "line";
    options.log.warn({ bytes }, "Claude Code wrote a line that is too long to be read");
    await watchdog.pausedDuring(async () => options.onLineDropped?.(bytes));
  };
  const waitFor: SessionControl["waitFor"] = async (work, otherwise) => {
    try {
      return await watchdog.pausedDuring(work);
    } catch (error) {
      fail(error);
      return otherwise;
    }
  };
  const spawnClaudeCodeProcess: NonNullable<Options["spawnClaudeCodeProcess"]> = ({ command, args, env }) => {
    const process = options.sandbox.start({
      command,
      args,
      cwd: options.cwd,
      env: defined(env),
      doors: ["gateway", "egress"],
    });
    state.endProcess = () => void process.end();
    // Stopped in the very moment of its start.
    if (state.end !== null) state.endProcess();
    state.cli = attachToCli({ process, onLine, onBytes: () => watchdog.touch(), onUnread, onTooLong });
    state.cli.done.catch(fail);
    return state.cli.forSdk;
  };

  try {
    state.conversation = query({
      prompt: input.messages,
      options: {
        ...options.sdk,
        ...callbacks({ waitFor, changeModel }),
        cwd: options.cwd,
        env: { ...options.env },
        spawnClaudeCodeProcess,
      },
    });
    const sdkError = await drain(state.conversation);
    const exit = await exitOf(state.cli, sdkError);
    if (state.failure !== null) throw state.failure.error;
    return state.end ?? { type: "died", exit, stderr: state.cli?.stderr() || sdkError, unread: state.unread };
  } finally {
    if (state.farewell !== null) clearTimeout(state.farewell);
    watchdog.stop();
    options.signal.removeEventListener("abort", onAbort);
    input.end();
    state.endProcess();
  }
};

/**
 * Lets the SDK drive the process to its end. Its messages were received before it saw them, and its errors (an error
 * result is thrown, too) add nothing to what is known from the process.
 */
const drain = async (conversation: AsyncIterable<unknown>): Promise<string> => {
  try {
    for await (const message of conversation) void message;
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const exitOf = async (cli: CliProcess | null, sdkError: string): Promise<ProcessExit> => {
  if (cli === null) return { status: null, signal: null, startError: sdkError };
  return cli.done.catch(() => ({ status: null, signal: "SIGKILL", startError: null }));
};

const defined = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
