import { AskAnswer, AskContent, decisionOf, missingInAnswer } from "../../contract/asks.ts";
import type { Hold } from "../../contract/statuses.ts";
import { editedInput } from "../../contract/permissions.ts";
import { DomainError, unreachable } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, storable, storableObject } from "../events/index.ts";
import { leaveMessage } from "../messages/index.ts";
import { rememberPermission } from "../permissions/index.ts";
import { screenAnswer } from "../screening/index.ts";
import { applySignal, grantRequests, raiseBudget, revisePlan, type Signal } from "../projects/index.ts";
import { answerToolRequest, decisionText } from "../tool-requests/index.ts";
import { beginToolBuild, decideToolVersion } from "../tools/index.ts";
import { ringForAnswer, waitsFor } from "./let-go-on.ts";

/**
 * Answers an ask exactly once and lets its project go on, in one transaction. The update is conditional on the ask
 * being pending and on the hash of what was shown, so that of any number of answers one takes effect.
 * Errors: not_found; invalid (incomplete, of another kind, or refused by the screening); conflict (with who answered and when, or changed content).
 */
export const answerAsk = async (
  domain: Domain,
  options: { askId: string; contentHash: string; answer: AskAnswer; actorId: string },
): Promise<void> => {
  const { askId, contentHash, actorId } = options;
  const answer = AskAnswer.parse(storable(options.answer));
  const missing = missingInAnswer(answer);
  if (missing !== null) throw new DomainError("invalid", missing);
  await screenAnswer(domain, { askId, answer, actorId });

  await domain.prisma.$transaction(async (tx) => {
    const ask = await tx.ask.findUnique({ where: { id: askId } });
    if (ask === null) throw new DomainError("not_found", "This request does not exist, or you may not see it.");
    if (ask.kind !== answer.kind) throw new DomainError("invalid", "The answer is of another kind than the request.");
    const { projectId } = ask;
    const content = AskContent.parse(ask.content);
    if (content.kind === "permission" && answer.kind === "permission" && answer.edited !== undefined) {
      if (answer.decision !== "allow" || editedInput(content.input, answer.edited) === null) {
        throw new DomainError(
          "invalid",
          "Only texts of what is asked can be changed; nothing can be added or left out.",
        );
      }
    }
    // The project first: lock order everywhere.
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;

    const { count } = await tx.ask.updateMany({
      where: { id: askId, status: "PENDING", contentHash },
      data: {
        status: "ANSWERED",
        answer: storableObject(answer),
        answeredById: actorId,
        answeredAt: domain.clock.now(),
      },
    });
    if (count === 0) throw new DomainError("conflict", await whyNot(tx, askId, contentHash));

    const by = await tx.user.findUniqueOrThrow({ where: { id: actorId }, select: { name: true, role: true } });
    await appendEvents(tx, {
      projectId,
      fence: null,
      events: [{ runId: ask.runId, payload: { type: "ask.answered", askId, answer, by: by.name } }],
    });
    let awaited: Extract<Hold, { reason: "tool_build" }> | null = null;
    const waitsForIt = await waitsFor(tx, { projectId, askId });
    if (content.kind === "tool_request" && answer.kind === "tool_request") {
      const { requestId } = content;
      const { verdict } = answer;
      const { name } = await answerToolRequest(domain, tx, { requestId, verdict, actorId });
      if (verdict.decision === "approve") {
        const build = await beginToolBuild(domain, tx, { requestId, verdict, actorId });
        if (verdict.waits === true) awaited = { reason: "tool_build", requestId, ...build };
      }
      // Whoever waits for it has it as the result of the call; whoever went on is told.
      if (!waitsForIt) {
        const text = `About the tool ${name} that was asked for. ${decisionText(name, verdict, null)}`;
        await leaveMessage(domain, tx, { projectId, authorId: actorId, text });
      }
    }
    if (content.kind === "tool_acceptance" && answer.kind === "tool_acceptance") {
      await decideToolVersion(domain, tx, {
        proposal: content.proposal,
        answer,
        actor: { id: actorId, role: by.role },
      });
    }
    if (content.kind === "permission" && answer.kind === "permission" && answer.remember !== undefined) {
      const { toolName, input } = content;
      await rememberPermission(tx, { scope: answer.remember, projectId, runId: ask.runId, toolName, input, actorId });
    }
    if (answer.kind === "plan_approval" && answer.decision !== "approve_changed") {
      await tx.planRevision.update({
        where: { id: ask.subject },
        data:
          answer.decision === "approve"
            ? { approvedAt: domain.clock.now(), approvedBy: actorId }
            : { comment: answer.comment },
      });
    }
    await appendAudit(tx, {
      actorId,
      action: "ask.answered",
      subjectId: askId,
      detail: {
        projectId,
        kind: answer.kind,
        decision: decisionOf(answer),
        ...(answer.kind === "permission" && answer.edited !== undefined && { edited: true }),
      },
    });
    if (answer.kind === "plan_approval" && answer.decision === "approve_changed") {
      const { comment, phases } = answer;
      const author = { id: actorId, name: by.name };
      await revisePlan(domain, tx, { projectId, author, reason: comment || null, phases: phases ?? [] });
    }
    if (content.kind === "allocation" && answer.kind === "allocation" && answer.decision === "grant") {
      await grantRequests(tx, { projectId, role: content.role, requests: answer.requests ?? content.grant });
    }
    if (content.kind === "budget_raise" && answer.kind === "budget_raise" && answer.decision === "raise") {
      const actor = { id: actorId, isAdmin: by.role === "ADMIN" };
      const limitMicros = answer.limitMicros ?? content.stop.limitMicros;
      await raiseBudget(domain, tx, { projectId, stop: content.stop, limitMicros, actor });
    }
    // The agent's process waits for it, or whoever takes up its work finds the answer.
    if (answer.kind === "permission" && !waitsForIt) return ringForAnswer(tx);
    // A tool that the agent goes on without holds up nobody, and no project waits for its own tool to be accepted.
    if (answer.kind === "tool_acceptance" || (answer.kind === "tool_request" && !waitsForIt)) return;
    const signal: Signal = awaited === null ? signalOf(answer) : { type: "tool_awaited", hold: awaited };
    await applySignal(domain, tx, { projectId, signal, actorId });
  });
};

const signalOf = (answer: Exclude<AskAnswer, { kind: "tool_acceptance" }>): Signal => {
  switch (answer.kind) {
    case "plan_approval":
      return answer.decision === "send_back"
        ? { type: "plan_sent_back", comment: answer.comment }
        : { type: "plan_approved" };
    case "permission":
      return { type: "permission_answered" };
    case "question":
      return { type: "question_answered", decision: answer.decision, text: answer.text };
    case "allocation":
      return { type: allocationSignals[answer.decision] };
    case "tool_request":
      return { type: "tool_decided" };
    case "budget_raise":
      return { type: answer.decision === "raise" ? "retried" : "paused" };
    default:
      return unreachable(answer);
  }
};

const allocationSignals = { grant: "requests_raised", keep_paused: "paused", stop: "cancelled" } as const;

const whyNot = async (tx: Tx, askId: string, shownHash: string): Promise<string> => {
  const ask = await tx.ask.findUniqueOrThrow({ where: { id: askId } });
  if (ask.status === "WITHDRAWN") return "This request was withdrawn: the project no longer needs an answer.";
  if (ask.status === "ANSWERED") {
    const by = ask.answeredById === null ? null : await tx.user.findUnique({ where: { id: ask.answeredById } });
    return `Already answered by ${by?.name ?? "somebody"} at ${ask.answeredAt?.toISOString().slice(0, 16).replace("T", " ") ?? "an unknown time"} UTC: ${decisionOf(AskAnswer.parse(ask.answer))}.`;
  }
  return ask.contentHash === shownHash
    ? "This request cannot be answered now. Reload the page and look again."
    : "What is asked has changed since you saw it. Reload the page and look again.";
};
