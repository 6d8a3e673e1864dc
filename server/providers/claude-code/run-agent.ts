import type { PermissionMode } from "../../contract/statuses.ts";
import type { AgentEvent, AgentResult, AgentSessionOptions, StandIn } from "../provider.ts";
import type { CliLine, ResultLine } from "./cli-lines.ts";
import type { ClaudeCodeDeps } from "./deps.ts";
import { claudeEnvironment, claudeHome, localModelVariables } from "./environment.ts";
import { createTranslator } from "./events.ts";
import { FailureContext, providerError } from "./failure.ts";
import { errorWithoutResult, noBinary, withoutSecret } from "./outcome.ts";
import {
  isFailure,
  runSession,
  type Continuation,
  type OtherModel,
  type SessionControl,
  type SessionEnd,
} from "./session.ts";
import { goOn, openingOf } from "./opening.ts";
import { hooksFor } from "./hooks.ts";
import { ownToolServers, plainToolName } from "./own-tools.ts";
import { createMailbox } from "./mailbox.ts";
import { createShellTail } from "./shell-tail.ts";
import { createToolGate } from "./tool-gate.ts";
import { UsageTally, usageSince } from "./usage.ts";

/** A call inside a subagent cannot be deferred, so subagents are for projects whose agents ask nothing. */
const withSubagents = (tools: readonly string[], mode: PermissionMode): string[] => [
  ...tools,
  ...(mode === "autonomous" ? ["Agent"] : []),
];

const shellTailLimits = { maxBytes: 256 * 1024, pollMs: 100 };

/** Carries out one assignment, or the next part of one, with one Claude Code process. */
export const runAgent = async (deps: ClaudeCodeDeps, options: AgentSessionOptions): Promise<AgentResult> => {
  if (options.signal.aborted) return { outcome: "aborted", usage: [] };
  if (deps.binaryPath === null) return { outcome: "failed", error: noBinary, usage: [] };
  const { sandbox } = options;
  const home = claudeHome(sandbox.host.homePath);
  const opening = await openingOf(options, home.configPath);
  if (opening === null) {
    const error = providerError("invalid_request", "There is no session to continue, and nothing to begin one with.");
    return { outcome: "failed", error, usage: [] };
  }

  const mailbox = createMailbox(options.mailbox, opening.afterTool);
  const message = await mailbox.open(opening.message, opening.holds);
  const own = new Set(options.ownTools.map(({ name }) => name));
  const over = new AbortController();
  const ended = AbortSignal.any([options.signal, over.signal]);
  const gate = createToolGate(options.permissionMode, (toolUse) => options.decideToolUse(toolUse, ended), own);
  const failures = new FailureContext();
  const tally = new UsageTally();
  const sessionId = options.providerSessionId;
  const translator = createTranslator({
    configPath: home.configPath,
    sessionId,
    refusalOf: gate.refusalOf,
    now: () => performance.now(),
  });
  // Events come from lines and from the tail of a running command: one at a time, in the order in which they came.
  let last: Promise<void> = Promise.resolve();
  const emit = (event: AgentEvent): Promise<void> => {
    const mine = last.then(() => options.onEvent(event));
    last = mine.catch(() => undefined);
    return mine;
  };
  const controlled: { waitFor: SessionControl["waitFor"] | null } = { waitFor: null };
  const tail = createShellTail({
    ...shellTailLimits,
    temporaryPath: home.temporaryPath,
    sessionId,
    onText: async (toolUseId, text) => {
      await controlled.waitFor?.(() => emit({ type: "tool_output_delta", toolUseId, text }), undefined);
    },
  });
  const onLine = async (line: CliLine): Promise<void> => {
    failures.see(line);
    tally.see(line);
    await mailbox.see(line);
    for (const event of await translator.translate(line)) {
      if (event.type === "tool_finished") await tail.finish(event.toolUseId);
      await emit(event);
    }
  };

  const goesOnWith = async (failure: ResultLine): Promise<Continuation | null> => {
    const error = withoutSecret(failures.of(failure), options.account.credential);
    const standIn = (await options.standIn?.(error)) ?? null;
    return standIn === null ? null : { ...otherModel(standIn), message: goOn };
  };
  const nextModel = async (): Promise<OtherModel | null> => {
    const standIn = (await options.betweenTurns?.()) ?? null;
    return standIn === null ? null : otherModel(standIn);
  };

  try {
    const end = await runSession(
      {
        ...deps,
        sandbox,
        cwd: sandbox.inside.workspacePath,
        env: claudeEnvironment({ ...options, maxOutputTokens: null }),
        sdk: {
          pathToClaudeCodeExecutable: sandbox.inside.program(deps.binaryPath),
          model: options.model,
          ...(opening.resumes ? { resume: sessionId } : { sessionId }),
          systemPrompt: { type: "preset", preset: "claude_code", append: options.appendSystemPrompt },
          // Nothing of the repository and nothing of the owner's own set-up.
          settingSources: [],
          strictMcpConfig: true,
          mcpServers: ownToolServers(options.ownTools),
          // Nothing secret is in it, and a Claude Code older than the SDK cannot read it from stdin.
          mcpServersDelivery: "argv",
          tools: withSubagents(options.tools, options.permissionMode),
          permissionMode: "default",
          includePartialMessages: true,
          // Briefs and instructions are data: no file mentions, no slash commands in them.
          verbatimPrompts: true,
          maxTurns: options.maxTurns,
          // Or a resumed process may go on with a deferred tool call before its hooks are registered.
          extraArgs: { "await-initialize": null },
        },
        message,
        onLine,
        onLineDropped: (bytes) => emit({ type: "line_dropped", bytes }),
        goesOnWith,
        signal: options.signal,
        idleTimeoutMs: options.idleTimeoutMs,
        totalTimeoutMs: options.totalTimeoutMs,
      },
      (control) => {
        controlled.waitFor = control.waitFor;
        const begins = (toolUseId: string, name: string, input: unknown): void => {
          translator.toolBegins(toolUseId, name, input);
          if (name === "Bash") tail.begin(toolUseId);
        };
        return hooksFor({ ...control, gate, begins, mailbox, nextModel, longestWaitMs: options.totalTimeoutMs });
      },
    );
    const usage =
      end.type === "result"
        ? usageSince(opening.usage, end.result.modelUsage, options.account.kind !== "scripted")
        : tally.totals();
    return { ...outcomeOf(end, failures, options), usage };
  } finally {
    over.abort();
    await tail.stop();
  }
};

const otherModel = ({ model, contextTokens }: StandIn): OtherModel => ({
  model,
  env: contextTokens === null ? {} : localModelVariables(model, contextTokens),
});

const outcomeOf = (end: SessionEnd, failures: FailureContext, { account }: AgentSessionOptions) => {
  switch (end.type) {
    case "aborted":
      return { outcome: "aborted" } as const;
    case "timed_out":
    case "died":
      return {
        outcome: "failed",
        error: withoutSecret(errorWithoutResult(end, { total: "run_limit" }), account.credential),
      } as const;
    case "result":
      return outcomeOfResult(end.result, failures, account.credential);
  }
};

const outcomeOfResult = (result: ResultLine, failures: FailureContext, credential: string | null) => {
  if (isFailure(result)) {
    return { outcome: "failed", error: withoutSecret(failures.of(result), credential) } as const;
  }
  if (result.deferred_tool_use) {
    const { id, name, input } = result.deferred_tool_use;
    return { outcome: "deferred", toolUse: { toolUseId: id, name: plainToolName(name) ?? name, input } } as const;
  }
  return {
    outcome: "completed",
    text: result.result ?? "",
    turns: result.num_turns,
    durationMs: result.duration_ms,
  } as const;
};
