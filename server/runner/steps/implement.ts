import { randomUUID } from "node:crypto";
import type { ProviderError } from "../../contract/errors.ts";
import type { Operation } from "../../contract/roles.ts";
import { PermissionMode } from "../../contract/statuses.ts";
import { ToolRequest } from "../../contract/tool-requests.ts";
import { requestTool } from "../../contract/tools.ts";
import { paragraphs } from "../../agents/material.ts";
import { describeMessages, describeMissed } from "../../agents/messages.ts";
import { assignments } from "../../agents/registry.ts";
import { importOutput } from "../../domain/imports/index.ts";
import { earlierMessages } from "../../domain/messages/index.ts";
import {
  cutCalls,
  previousAttempt,
  sessionForPhase,
  markSessionStarted,
  setPhaseBase,
  useSession,
  type SessionForPhase,
} from "../../domain/sessions/index.ts";
import { limitInForce, limitsOf, readSettings } from "../../domain/settings/index.ts";
import type { AgentEvent, AgentResult } from "../../providers/provider.ts";
import { isStandIn, noteServing } from "../../domain/fallback/index.ts";
import { accountForRun, breakerKeyOf } from "../account-for-run.ts";
import { toLogged } from "../agent-events.ts";
import { createLiveSwitch } from "../live-switch.ts";
import { mailboxOf } from "../mailbox.ts";
import { noteAway } from "../note-away.ts";
import { noteLimit } from "../note-limit.ts";
import { phaseOf, type Step, type StepContext } from "../step-context.ts";
import { conventionsFor } from "./conventions.ts";
import { handOverText } from "./hand-over.ts";
import { faultOfLocalAnswer } from "./local-answer.ts";
import { acceptedPhases, plannedPhase } from "./material.ts";
import { decideOwnTool, ownToolsFor } from "./own-tools.ts";
import { permission } from "./permission.ts";
import { failed, nobodyWorks } from "./reports.ts";
import { saysOfService } from "./says-of-service.ts";
import { openWorkspace } from "./workspace-tools.ts";

const operation: Operation = "IMPLEMENT";

/**
 * Has the Developer carry out a phase through Claude Code in the project's workspace: one process per attempt, one
 * conversation per phase. The session's id is stored before its first request, so that after a crash, an answered
 * permission or a verdict "refine" the same conversation goes on.
 */
export const implement: Step = async (context) => {
  const { domain, lease, project, runLog, room, signal, env } = context;
  const { phase, phaseIndex } = phaseOf(context);
  const git = await openWorkspace(context);
  if (phase.baseCommit === null) {
    // What an earlier cycle left without an acceptance is there to be built on, and is no work of this phase.
    if (project.cycle > 1 && phaseIndex === 0)
      await git.commitAll({ message: `Begin cycle ${project.cycle} with what is there`, trailers: {} });
    await setPhaseBase(domain, { phaseId: phase.id, commit: await git.head() });
  }

  const { round, runId } = lease;
  const question = { ...context, operation, phaseIndex, round, runId, phase };
  const who = await accountForRun(domain, question);
  if (who.provider === null) return nobodyWorks(who);
  await noteServing(domain, { lease, serving: who.serving });
  const contextTokens = who.serving.side === "local" ? (who.account.contextTokens ?? null) : null;
  const { session, handOver } = await sessionForPhase(domain, {
    phaseId: phase.id,
    goRound: phase.goRound,
    provider: who.provider,
    contextTokens,
    newId: randomUUID,
  });
  const before = await previousAttempt(domain, { runId: lease.runId, attemptId: lease.attemptId });
  await useSession(domain, {
    attemptId: lease.attemptId,
    sessionId: session.id,
    provider: who.provider,
    model: who.model,
    standIn: isStandIn(who.serving),
  });

  const resume = session.startedAt !== null;
  // After an answered permission the deferred tool call goes on by itself; saying something would begin a new turn.
  const told = handOver === null ? null : await handOverText(context, { git, handOver, contextTokens });
  const back = handOver?.kind === "back";
  const prompt =
    resume && before?.outcome === "DEFERRED" && !back
      ? null
      : resume
        ? paragraphs(
            await promptFor(context, before !== null),
            back ? await missedBy(context, handOver) : null,
            back ? told : null,
          )
        : await freshPrompt(context, told);
  await runLog.append(
    {
      type: "attempt.started",
      operation,
      number: lease.attemptNumber,
      provider: who.provider,
      model: who.model,
      resumed: resume,
      ...(handOver !== null && (back || !resume) && { handOver: handOver.kind }),
      sandboxed: await room.walled(),
    },
    ...(prompt === null ? [] : [{ type: "agent.instructed" as const, prompt }]),
  );
  const limits = limitsOf(await readSettings(domain), env);
  const live = createLiveSwitch(context, { question, who });
  const result = await context.agentProvider.run({
    account: await room.accountInside(who),
    model: who.model,
    providerSessionId: session.providerSessionId,
    resume,
    prompt,
    freshPrompt: await freshPrompt(context, told),
    mailbox: mailboxOf(context),
    appendSystemPrompt: assignments.IMPLEMENT.system,
    sandbox: await room.sandbox(),
    tools: assignments.IMPLEMENT.allowedTools,
    ownTools: await ownToolsFor(context),
    permissionMode: PermissionMode.parse(project.permissionMode),
    decideToolUse: async (toolUse, ended) =>
      (await decideOwnTool(context, toolUse)) ?? permission(context, toolUse, ended),
    onEvent: async (event) => {
      if (event.type === "session_started") await markSessionStarted(domain, { sessionId: session.id });
      if (event.type === "rate_limit") await noteLimit(context, live.working, event);
      await record(context, event);
    },
    standIn: live.standIn,
    betweenTurns: live.betweenTurns,
    signal,
    idleTimeoutMs: limitInForce(limits, "runIdleSeconds") * 1_000,
    totalTimeoutMs: limitInForce(limits, "runTotalSeconds") * 1_000,
    maxTurns: limitInForce(limits, "turnsPerRun"),
  });
  const { working } = live;
  const written =
    working.serving.side === "local" && result.outcome === "completed"
      ? faultOfLocalAnswer(result.text, working.model)
      : null;
  const returns = live.returns && result.outcome === "failed";
  const ended = returns ? goesBack : written === null ? resultOf(result, room.lastError()) : failed(misfit(written));
  if (ended.result.type === "failed") await noteAway(context, working, ended.result.error);
  const isAsked = working.serving.side !== "local" && !returns && saysOfService(ended.result, room);
  return {
    ...ended,
    usage: result.usage,
    usageIsWhole: result.outcome === "completed" || result.outcome === "deferred",
    asked: isAsked ? breakerKeyOf(context.project, working) : null,
    processesLeft: null,
  };
};

/** As the answer of an analysis that does not fit: the next model may do better. */
const misfit = (message: string): ProviderError => ({
  class: "malformed_response",
  message,
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
});

/** What people said while another conversation was at it: only whoever was at work then has heard it. */
const missedBy = async (
  { domain, project }: StepContext,
  { since }: NonNullable<SessionForPhase["handOver"]>,
): Promise<string | null> =>
  describeMissed(await earlierMessages(domain, { projectId: project.id, cycle: project.cycle, since }));

/** For a conversation that knows nothing yet. `told`: of one that went before it. */
const freshPrompt = async (context: StepContext, told: string | null): Promise<string> => {
  const { domain, project } = context;
  const said = await earlierMessages(domain, { projectId: project.id, cycle: project.cycle });
  return paragraphs(await promptFor(context, told !== null), describeMessages(said, []), told);
};

const promptFor = async (context: StepContext, cutOff: boolean): Promise<string> => {
  const { project, lease } = context;
  const { phase, phaseIndex } = phaseOf(context);
  return assignments.IMPLEMENT.prompt({
    project: { title: project.title, brief: project.brief, summary: project.summary ?? "" },
    conventions: await conventionsFor(context, phase),
    phase: plannedPhase(phase),
    phaseIndex,
    phaseCount: context.phases.length,
    repository: await importOutput(context.domain, project.id),
    previousPhases: await acceptedPhases(context),
    instruction: lease.input.instruction,
    redo: lease.input.redo,
    cutOff: cutOff ? await cutCalls(context.domain, { projectId: project.id, runId: lease.runId }) : null,
  });
};

const record = async ({ runLog }: StepContext, event: AgentEvent): Promise<void> => {
  const logged = toLogged(event);
  switch (logged.type) {
    case "session_started":
      return;
    case "grow":
      return runLog.grow(logged.blockId, logged.kind, logged.text);
    case "append":
      if (logged.finishes !== null) await runLog.finish(logged.finishes);
      return runLog.append(logged.payload);
  }
};

/** Its next attempt is Claude's. */
const goesBack = { result: { type: "released", returns: true } } as const;

/** @param seen what the gateway has met as the last failure, with the headers that Claude Code does not pass on */
const resultOf = (result: AgentResult, seen: ProviderError | null) => {
  switch (result.outcome) {
    case "completed":
      return {
        result: { type: "succeeded", operation, output: { summary: result.text, turns: result.turns } } as const,
      };
    case "deferred": {
      const { toolUseId, name, input } = result.toolUse;
      const request = name === requestTool ? ToolRequest.safeParse(input).data : undefined;
      if (request !== undefined) return { result: { type: "asks_for_tool", toolUseId, request } as const };
      return { result: { type: "asks_permission", toolUseId, toolName: name, input } as const };
    }
    case "failed":
      return failed(seen ?? result.error);
    case "aborted":
      return { result: { type: "released" } as const };
  }
};
