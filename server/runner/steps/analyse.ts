import type { z } from "zod";
import type { AnalysisAssignment } from "../../agents/agent.ts";
import { paragraphs } from "../../agents/material.ts";
import { describeMessages } from "../../agents/messages.ts";
import { earlierMessages, waitingMessages } from "../../domain/messages/index.ts";
import { ToolRequest } from "../../contract/tool-requests.ts";
import { useSession } from "../../domain/sessions/index.ts";
import type { Operation } from "../../contract/roles.ts";
import type { AttemptReport, RunOutput } from "../../domain/runs/index.ts";
import { unreachable } from "../../platform/errors.ts";
import type { AnalysisProvider, ProviderAccount, ToolDecision, ToolUse } from "../../providers/provider.ts";
import { isStandIn, noteServing } from "../../domain/fallback/index.ts";
import { accountForRun, breakerKeyOf, type RunAccount } from "../account-for-run.ts";
import { clientCallsOf } from "../client-calls.ts";
import type { AttemptRoom } from "../attempt-room.ts";
import { noteAway } from "../note-away.ts";
import type { RunnerContext } from "../runner-context.ts";
import type { StepContext } from "../step-context.ts";
import { readableAnswer } from "../readable-answer.ts";
import { decideOwnTool, ownToolsFor } from "./own-tools.ts";
import { failed, nobodyWorks } from "./reports.ts";
import { saysOfService } from "./says-of-service.ts";

/** Longest wait for one answer, retries excluded. */
const answerTimeoutMs = 10 * 60_000;

/**
 * Asks an agent one question in its demanded structure, and reports the answer. PM and QA go this way: no tools but the
 * one that asks for tools, no workspace, only the material in the prompt.
 */
export const analyse = async <Input, Schema extends z.ZodType>(
  context: StepContext,
  options: {
    readonly assignment: AnalysisAssignment<Input, Schema>;
    readonly input: Input;
    readonly phaseIndex: number;
    readonly toOutput: (output: z.infer<Schema>) => RunOutput;
  },
): Promise<AttemptReport> => {
  const { domain, lease, runLog, room, signal } = context;
  const { assignment, input, phaseIndex, toOutput } = options;
  const { operation } = assignment;
  const { round, runId } = lease;
  const phase = context.phases.find(({ id }) => id === lease.phaseId) ?? null;
  const who = await accountForRun(domain, { ...context, operation, phaseIndex, round, runId, phase });
  if (who.provider === null) return nobodyWorks(who);
  await noteServing(domain, { lease, serving: who.serving });
  await useSession(domain, {
    attemptId: lease.attemptId,
    sessionId: null,
    provider: who.provider,
    model: who.model,
    standIn: isStandIn(who.serving),
  });
  const of = { projectId: lease.projectId, cycle: context.project.cycle };
  const waiting = await waitingMessages(domain, of);
  const said = describeMessages(await earlierMessages(domain, of), waiting);
  const prompt = paragraphs(assignment.prompt(input), said);
  await runLog.append(
    {
      type: "attempt.started",
      operation,
      number: lease.attemptNumber,
      provider: who.provider,
      model: who.model,
      resumed: false,
      sandboxed: await room.walled(),
    },
    { type: "agent.instructed", prompt },
  );
  const throughClaudeCode = who.account.kind === "subscription";
  const result = await providerFor(context, who).analyse({
    account: await accountOf(room, who),
    model: who.model,
    system: assignment.system,
    prompt,
    schema: assignment.outputSchema,
    maxOutputTokens: assignment.maxOutputTokens,
    signal,
    timeoutMs: answerTimeoutMs,
    ownTools: await toolsFor(context, operation),
    sandbox: throughClaudeCode ? await room.sandbox() : null,
    ...(who.account.kind === "local" ? { calls: clientCallsOf({ domain, lease, who }) } : {}),
    onDelta: showAsWritten(context),
  });
  const reportOf = ({ result: ended }: Pick<AttemptReport, "result">): AttemptReport => ({
    usage: result.usage,
    usageIsWhole: result.outcome === "completed",
    asked: who.serving.side !== "local" && saysOfService(ended, room) ? breakerKeyOf(context.project, who) : null,
    processesLeft: null,
    result: ended,
  });
  switch (result.outcome) {
    case "completed": {
      const ended = { type: "succeeded", ...toOutput(result.output) } as const;
      return { ...reportOf({ result: ended }), messageIds: waiting.map(({ id }) => id) };
    }
    case "deferred":
      return reportOf(waitsForTool(result.toolUse));
    case "failed": {
      // Between whoever asks and the service stands the gateway, which has met the failure itself, with all its headers.
      const error = room.lastError() ?? result.error;
      await noteAway(context, who, error);
      return reportOf(failed(error));
    }
    case "aborted":
      return reportOf({ result: { type: "released" } });
    default:
      return unreachable(result);
  }
};

/** Whoever assesses a tool, or has none, is given none. */
const toolsFor = async (context: StepContext, operation: Operation) => {
  const tools = operation === "ASSESS_TOOL" ? [] : await ownToolsFor(context);
  return tools.length === 0 ? null : { tools, decide: (toolUse: ToolUse) => decide(context, toolUse) };
};

/** A call of one of our own tools, and what it gives back, as the log shows an agent's calls. */
const decide = async (context: StepContext, toolUse: ToolUse): Promise<ToolDecision> => {
  const { runLog } = context;
  const { toolUseId, name, input } = toolUse;
  await runLog.append({ type: "tool.called", toolUseId, name, input, parentToolUseId: null });
  const began = performance.now();
  const decision = (await decideOwnTool(context, toolUse)) ?? { decision: "deny", message: "There is no such tool." };
  if (decision.decision === "answer" || decision.decision === "deny") {
    const isError = decision.decision === "deny";
    const output = isError ? decision.message : decision.text;
    const durationMs = Math.round(performance.now() - began);
    await runLog.append({ type: "tool.finished", toolUseId, isError, output, truncated: false, durationMs });
  }
  return decision;
};

/** It is asked anew when somebody has decided: what it calls for then is known. */
const waitsForTool = ({ toolUseId, input }: ToolUse): Pick<AttemptReport, "result"> => ({
  result: { type: "asks_for_tool", toolUseId, request: ToolRequest.parse(input) },
});

/** Shows the answer's sentences as they come; a retry begins a new block. */
const showAsWritten = ({ lease, runLog }: StepContext): ((text: string) => Promise<void>) => {
  let json = "";
  let shown = "";
  return async (text) => {
    json += text;
    const readable = readableAnswer(json);
    const added = readable.startsWith(shown) ? readable.slice(shown.length) : "";
    if (added === "") return;
    shown = readable;
    await runLog.grow(`answer-${lease.attemptId}`, "text", added);
  };
};

/** What the provider calls: the gateway, which admits and meters; a local model itself, which costs nothing. */
const accountOf = (room: AttemptRoom, who: RunAccount): Promise<ProviderAccount> => {
  const { account } = who;
  switch (account.kind) {
    case "subscription":
      return room.accountInside(who);
    case "api_key":
    case "scripted":
      return room.accountBeside(account);
    case "local":
      return Promise.resolve(account);
    default:
      return unreachable(account.kind);
  }
};

const providerFor = ({ analysisProviders }: RunnerContext, { account }: RunAccount): AnalysisProvider => {
  switch (account.kind) {
    case "api_key":
    case "scripted":
      return analysisProviders.messagesApi;
    case "local":
      return analysisProviders.ollama;
    case "subscription":
      return analysisProviders.claudeCode;
    default:
      return unreachable(account.kind);
  }
};
