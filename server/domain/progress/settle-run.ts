import { goesBeside, operations } from "../../contract/roles.ts";
import type { ProviderError } from "../../contract/errors.ts";
import type { AttemptOutcome, Hold } from "../../contract/statuses.ts";
import type { ToolRequest } from "../../contract/tool-requests.ts";
import type { TokenUsage } from "../../contract/usage.ts";
import { unreachable } from "../../platform/errors.ts";
import { askBudgetRaise, findPermissionAsk, openPermissionAsk, type AskedToolUse } from "../asks/index.ts";
import { markReceived } from "../messages/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, storableText, type NewEvent } from "../events/index.ts";
import {
  canFallBack,
  endOfWait,
  giveUpProbe,
  hasNextModel,
  hasOtherModel,
  isModelsFault,
  tellBreakers,
  waitsForClaude,
  type Trip,
} from "../fallback/index.ts";
import { applySignal } from "../projects/index.ts";
import { reactTo, type AttemptReport, type Lease } from "../runs/index.ts";
import { fileToolRequest, findToolRequest, giveUpAssessment } from "../tool-requests/index.ts";
import { reconcileAttempt } from "../usage/index.ts";
import { settleSuccess } from "./settle-success.ts";

/**
 * Ends an attempt: usage, result, the project's next state and the next job, all or nothing. Only for the holder of
 * the run's lease; "fenced" means that somebody else has taken over (or a person paused), and nothing was written but
 * the end of this attempt itself and the tokens it cost.
 */
export const settleRun = async (
  domain: Domain,
  { lease, report: given, random }: { lease: Lease; report: AttemptReport; random: () => number },
): Promise<"settled" | "fenced"> =>
  domain.prisma.$transaction(async (tx) => {
    const report = withStorableWords(given);
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${lease.projectId} FOR NO KEY UPDATE`;
    const held = await tx.run.findFirst({
      where: { id: lease.runId, leaseToken: lease.leaseToken, status: "RUNNING" },
      select: { failures: true, startedAt: true },
    });
    const usage = await reconcileAttempt(tx, { lease, report });
    await endAttempt(domain, tx, { lease, report, usage, outcome: held === null ? "STOPPED" : outcomeOf(report) });
    if (held === null) {
      // Whoever has taken it over goes on with what it tries; after a pause or its end nobody does.
      if ((await tx.run.count({ where: { id: lease.runId, status: { not: "RUNNING" } } })) > 0)
        await giveUpProbe(tx, { runId: lease.runId, now: domain.clock.now() });
      return "fenced";
    }

    const { result } = report;
    const failures = held.failures + 1;
    const elsewhere =
      result.type === "released" ? nowhere : await lookElsewhere(domain, tx, { lease, report, failures, random });
    switch (result.type) {
      case "succeeded":
        await markReceived(tx, domain, { lease, ids: report.messageIds ?? [], settling: true });
        await settleSuccess(domain, tx, { lease, result, startedAt: held.startedAt });
        break;
      case "failed":
        await settleFailure(domain, tx, { lease, error: result.error, failures, random, elsewhere });
        break;
      case "asks_permission":
        await settlePermission(domain, tx, { lease, toolUse: result, failures: held.failures });
        break;
      case "asks_for_tool":
        await settleToolRequest(domain, tx, { lease, ...result, failures: held.failures });
        break;
      case "out_of_budget":
        if (await endBeside(tx, domain, lease, "There is no money for it.")) break;
        await askBudgetRaise(domain, tx, { ...lease, stop: result.stop });
        await applySignal(domain, tx, {
          projectId: lease.projectId,
          signal: { type: "held", hold: { reason: "budget", stop: result.stop } },
        });
        break;
      case "released":
        // It tries again when it begins again, which may be much later; on its way back to Claude it is at once.
        if (result.returns !== true) await giveUpProbe(tx, { runId: lease.runId, now: domain.clock.now() });
        await requeue(domain, tx, { lease, failures: held.failures, notBefore: null });
        break;
      default:
        unreachable(result);
    }
    return "settled";
  });

/** A failure's words are a service's own, and a service may repeat the key that it refuses. */
const withStorableWords = (report: AttemptReport): AttemptReport => {
  const { result } = report;
  if (result.type !== "failed") return report;
  const message = storableText(result.error.message);
  return { ...report, result: { ...result, error: { ...result.error, message } } };
};

const outcomeOf = ({ result }: AttemptReport): AttemptOutcome => {
  switch (result.type) {
    case "succeeded":
      return "COMPLETED";
    case "failed":
      return "FAILED";
    case "asks_permission":
    case "asks_for_tool":
      return "DEFERRED";
    case "out_of_budget":
    case "released":
      return "STOPPED";
    default:
      return unreachable(result);
  }
};

const endAttempt = async (
  { clock }: Domain,
  tx: Tx,
  {
    lease,
    report,
    usage,
    outcome,
  }: { lease: Lease; report: AttemptReport; usage: TokenUsage[]; outcome: AttemptOutcome },
): Promise<void> => {
  const { projectId, runId, phaseId, attemptId } = lease;
  const { count } = await tx.attempt.updateMany({
    where: { id: attemptId, OR: [{ endedAt: null }, { outcome: "LOST" }] },
    data: {
      endedAt: clock.now(),
      outcome,
      ...(report.result.type === "failed" && { error: report.result.error }),
    },
  });
  if (count === 0) return;
  const events: NewEvent[] = [
    { phaseId, runId, attemptId, payload: { type: "attempt.ended", outcome, processesLeft: report.processesLeft } },
  ];
  if (usage.length > 0) events.unshift({ phaseId, runId, attemptId, payload: { type: "usage.recorded", usage } });
  await appendEvents(tx, { projectId, fence: null, events });
};

const requeue = async (
  { queue }: Domain,
  tx: Tx,
  { lease, failures, notBefore }: { lease: Lease; failures: number; notBefore: Date | null },
): Promise<void> => {
  await tx.run.update({
    where: { id: lease.runId },
    data: { status: "QUEUED", runnerId: null, leaseExpiresAt: null, failures, notBefore },
  });
  await queue.enqueueRun(tx, { runId: lease.runId }, notBefore === null ? {} : { startAfter: notBefore });
};

/** What the breakers make of how it went. */
interface Elsewhere {
  /** Somebody else carries it out at once: what failed says nothing about them. */
  readonly goesOn: boolean;
  /** Where nobody does: what is waited for until Claude is asked again. */
  readonly waits: Extract<Hold, { reason: "quota" }> | null;
  /** A local model has failed. */
  readonly isLocal: boolean;
}

const nowhere: Elsewhere = { goesOn: false, waits: null, isLocal: false };

/** Work goes on when Claude is asked again: a little after its window has begun anew, or when an outage may be over. */
const waitFor = (
  met: { readonly reason: Trip["reason"]; readonly message: string },
  { until, tried, why }: Awaited<ReturnType<typeof endOfWait>>,
): Elsewhere["waits"] => {
  // What it has met itself may not be what keeps it waiting for longest.
  const { reason, message } = why ?? met;
  const isOutage = reason !== "quota";
  return {
    reason: "quota",
    until: until.toISOString(),
    message,
    ...(isOutage && { outage: true }),
    ...(tried && { tried }),
  };
};

/**
 * Tells the breakers how it went, and whether the run goes on with somebody else at once: another model where Claude
 * cannot, another local model where one has failed.
 */
const lookElsewhere = async (
  domain: Domain,
  tx: Tx,
  outcome: { lease: Lease; report: AttemptReport; failures: number; random: () => number },
): Promise<Elsewhere> => {
  const { lease, report, failures, random } = outcome;
  const error = report.result.type === "failed" ? report.result.error : null;
  const { runId, projectId, phaseId } = lease;
  const inside = { ...domain, prisma: tx };
  const now = domain.clock.now();
  if (report.asked === null || report.result.type === "out_of_budget") {
    // Nobody has asked Claude, or not until it answered.
    await giveUpProbe(tx, { runId, now, failed: true });
    if (error === null) return nowhere;
  }
  if (report.waitsFor !== undefined && error?.class === "quota") {
    const { message, outage = false } = error;
    const end = await endOfWait(tx, report.waitsFor, { runId, now });
    return { ...nowhere, waits: waitFor({ reason: outage ? "network" : "quota", message }, end) };
  }
  const project = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
  const phase = phaseId === null ? null : await tx.phase.findUnique({ where: { id: phaseId } });
  const { provider, standIn } = await tx.attempt.findUniqueOrThrow({
    where: { id: lease.attemptId },
    select: { provider: true, standIn: true },
  });
  // Whoever began it may not answer any more: who goes on is asked anew. Where nobody began it, that was asked just now.
  const goesAnew = error?.class === "no_account" && provider !== null;
  if (report.asked !== null) {
    const run = { project, phase, runId };
    const { asked } = report;
    const hasWayOut =
      error !== null && ((await canFallBack(inside, run)) || (await hasOtherModel(inside, run, { error, asked })));
    const trip = await tellBreakers(tx, asked, { runId, error, failures, hasWayOut, now, random });
    if (goesAnew) return { ...nowhere, goesOn: true };
    if (trip === null || error === null) return nowhere;
    if (hasWayOut) return { ...nowhere, goesOn: true };
    return {
      ...nowhere,
      waits: waitFor({ reason: trip.reason, message: error.message }, await endOfWait(tx, asked, { runId, now })),
    };
  }
  if (goesAnew) return { ...nowhere, goesOn: true };
  if (error === null || provider !== "ollama") return nowhere;
  if (!isModelsFault(error.class, failures)) return { ...nowhere, isLocal: true };
  const run = { project, phase, runId };
  const goesOn = (await hasNextModel(inside, run)) || (await waitsForClaude(inside, { ...run, standIn }));
  return { goesOn, waits: null, isLocal: true };
};

const settleFailure = async (
  domain: Domain,
  tx: Tx,
  options: {
    lease: Lease;
    error: ProviderError;
    failures: number;
    random: () => number;
    elsewhere: Elsewhere;
  },
): Promise<void> => {
  const { lease, error, failures, random, elsewhere } = options;
  const { goesOn: goesOnElsewhere, waits, isLocal } = elsewhere;
  const { projectId, runId, phaseId, attemptId, operation } = lease;
  const now = domain.clock.now();
  const reaction = goesOnElsewhere
    ? ({ type: "retry", delayMs: 0 } as const)
    : waits !== null
      ? ({ type: "hold", hold: waits } as const)
      : reactTo(error, { failures, now, random, isLocal });
  const notBefore = reaction.type === "retry" ? new Date(now.getTime() + reaction.delayMs) : null;
  await tx.run.update({ where: { id: runId }, data: { error, failures } });
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: [
      {
        phaseId,
        runId,
        attemptId,
        payload: { type: "run.failed", operation, error, retryAt: notBefore?.toISOString() ?? null },
      },
    ],
  });
  if (reaction.type === "retry") {
    await requeue(domain, tx, {
      lease,
      failures: goesOnElsewhere ? 0 : failures,
      notBefore: goesOnElsewhere ? null : notBefore,
    });
    return;
  }
  if (await endBeside(tx, domain, lease, error.message)) return;
  await applySignal(domain, tx, { projectId, signal: { type: "held", hold: reaction.hold } });
};

/** What goes on beside the project's line of work holds nobody up: it ends, and says why. */
const endBeside = async (tx: Tx, { clock }: Domain, lease: Lease, reason: string): Promise<boolean> => {
  if (!goesBeside(lease.operation)) return false;
  await tx.run.update({
    where: { id: lease.runId },
    data: { status: "FAILED", finishedAt: clock.now(), runnerId: null, leaseExpiresAt: null },
  });
  await giveUpAssessment(tx, { lease, reason });
  return true;
};

/** The request is put before the human, and the project waits; unless somebody has decided in this very moment. */
const settleToolRequest = async (
  domain: Domain,
  tx: Tx,
  options: { lease: Lease; toolUseId: string; request: ToolRequest; failures: number },
): Promise<void> => {
  const { lease, toolUseId, request, failures } = options;
  const { projectId, runId } = lease;
  const { cycle } = await tx.project.findUniqueOrThrow({ where: { id: projectId }, select: { cycle: true } });
  const { name } = request;
  const known = await findToolRequest({ prisma: tx }, { projectId, cycle, runId, toolUseId, name });
  if (known !== null && known.outcome !== null) return requeue(domain, tx, { lease, failures, notBefore: null });
  if (known !== null && known.awaits !== null) {
    await applySignal(domain, tx, { projectId, signal: { type: "tool_awaited", hold: known.awaits } });
    return;
  }
  const role = operations[lease.operation].role ?? "DEVELOPER";
  const { askId } = await fileToolRequest(domain, tx, { lease, role, toolUseId, request });
  await applySignal(domain, tx, { projectId, signal: { type: "tool_requested", askId } });
};

/** The project waits for a person's word about a tool call; unless it has come before the process had ended. */
const settlePermission = async (
  domain: Domain,
  tx: Tx,
  { lease, toolUse, failures }: { lease: Lease; toolUse: AskedToolUse; failures: number },
): Promise<void> => {
  const { projectId, runId } = lease;
  const { askId, answer } =
    (await findPermissionAsk(tx, { projectId, runId, toolUse })) ??
    (await openPermissionAsk(domain, tx, { lease, toolUse }));
  if (answer !== null) return requeue(domain, tx, { lease, failures, notBefore: null });
  await applySignal(domain, tx, { projectId, signal: { type: "permission_asked", askId } });
};
