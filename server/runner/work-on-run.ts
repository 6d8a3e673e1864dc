import { setTimeout as pause } from "node:timers/promises";
import type { ProviderError, ProviderErrorClass } from "../contract/errors.ts";
import { operations } from "../contract/roles.ts";
import { claimRun, runTiming, type AttemptReport, type Lease } from "../domain/runs/index.ts";
import { settleRun } from "../domain/progress/index.ts";
import { projectWithPhases } from "../domain/projects/index.ts";
import { rememberSecrets } from "../domain/secrets/index.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { createAttemptRoom, NoSandboxError, type AttemptRoom } from "./attempt-room.ts";
import { createBudgetGuard } from "./budget-guard.ts";
import { FencedError, RunLog } from "./run-log.ts";
import type { RunnerContext } from "./runner-context.ts";
import { steps } from "./steps/index.ts";
import { failed, nothingUsed } from "./steps/reports.ts";
import { createWorkspaceGuard, noFreeSpace } from "./workspace-guard.ts";

const settleAgainMs = 500;

/**
 * Claims a run, carries out its step and settles it. Called for every job; a job for a run that is not to be had does
 * nothing. The attempt's processes are ended and counted before the settlement, so that what comes next never meets them.
 */
export const workOnRun = async (context: RunnerContext, { runId }: { runId: string }): Promise<void> => {
  const { domain, leases, runnerId } = context;
  // The run stays queued; the next runner to start (or another one's sweeper) finds it.
  if (leases.stopping) return;
  const lease = await claimRun(domain, { runId, runnerId });
  if (lease === null) return;
  const held = leases.hold(lease);
  const log = context.log.child({ runId, projectId: lease.projectId, operation: lease.operation });
  const runLog = new RunLog(domain, lease);
  const rooms: AttemptRoom[] = [];
  try {
    const report = await attempt({ ...context, log }, lease, runLog, held.signal, (room) => void rooms.push(room));
    await runLog.close();
    const processesLeft = (await Promise.all(rooms.map((room) => room.close()))).reduce((sum, left) => sum + left, 0);
    const settled = await settle({ ...context, log }, lease, { ...report, processesLeft });
    log.debug({ result: report.result.type, settled }, "Attempt ended");
  } finally {
    for (const room of rooms) room.forget();
    leases.release(held);
  }
};

/**
 * Settles, again and again while the database is away: the settlement is all or nothing and checks the lease, so a
 * repetition after a lost answer changes nothing. Gives up after a lease's time; then the run is taken over.
 */
const settle = async (context: RunnerContext, lease: Lease, report: AttemptReport): Promise<"settled" | "fenced"> => {
  const { domain, random, log } = context;
  const deadline = domain.clock.now().getTime() + runTiming.leaseMs;
  for (;;) {
    try {
      return await settleRun(domain, { lease, report, random });
    } catch (error) {
      if (domain.clock.now().getTime() >= deadline) throw error;
      log.warn({ err: error }, "Could not settle a run; trying again");
      await pause(settleAgainMs);
    }
  }
};

const attempt = async (
  context: RunnerContext,
  lease: Lease,
  runLog: RunLog,
  signal: AbortSignal,
  onRoom: (room: AttemptRoom) => void,
): Promise<AttemptReport> => {
  const { SPIRAL_DATA_DIR: dataDir, SPIRAL_SANDBOX_WORKSPACE_MB: limitMb } = context.env;
  const money = createBudgetGuard(signal);
  const guard = createWorkspaceGuard({ workspace: workspacePaths(dataDir, lease.projectId), dataDir, limitMb });
  try {
    // One process per session: whatever an attempt before has started on this machine goes first.
    for (const attemptId of lease.openAttemptIds) await context.endProcessTree(attemptId);
    if (lease.failures >= runTiming.lostAttempts) return { ...nothingUsed, ...failed(keepsFailing(lease)) };
    const noSpace = await noFreeSpace(dataDir);
    if (noSpace !== null) return { ...nothingUsed, ...failed(noSpace) };
    // One that was entered meanwhile is known before anything is said in which it could stand.
    await rememberSecrets(context.domain);
    const { project, phases } = await projectWithPhases(context.domain, lease.projectId);
    const { operation } = lease;
    const room = createAttemptRoom(context, {
      lease,
      project,
      phases,
      money,
      onOpened: () => guard.watch(),
      onHostRefused: (refused) => runLog.append({ type: "network.refused", ...refused }),
    });
    onRoom(room);
    // Agents' steps say it themselves, once they know who works with which model.
    if (operations[operation].role === null) {
      await runLog.append({
        type: "attempt.started",
        operation,
        number: lease.attemptNumber,
        provider: null,
        model: null,
        resumed: false,
        sandboxed: await room.walled(),
      });
    }
    const stopping = AbortSignal.any([signal, guard.signal, money.signal]);
    const step = steps[lease.operation];
    const report = await step({ ...context, lease, runLog, project, phases, room, signal: stopping });
    // What the refused call did to the agent says nothing any more; what it had finished counts.
    if (money.stop !== null && report.result.type !== "succeeded" && !signal.aborted)
      return { ...report, result: { type: "out_of_budget", stop: money.stop } };
    // Why its processes were ended says more than that they were.
    const endedByGuard = report.result.type === "released" && !signal.aborted;
    return endedByGuard && guard.error !== null ? { ...report, ...failed(guard.error) } : report;
  } catch (error) {
    // Whoever took the run has written what it becomes; "released" only closes this attempt.
    if (error instanceof FencedError || signal.aborted) return { ...nothingUsed, result: { type: "released" } };
    if (guard.error !== null) return { ...nothingUsed, ...failed(guard.error) };
    if (error instanceof NoSandboxError)
      return { ...nothingUsed, ...failed(plainFailure("no_sandbox", error.message)) };
    context.log.error({ err: error }, "A step failed unexpectedly");
    const message = `The runner could not carry out this step: ${messageOf(error)}`;
    return { ...nothingUsed, ...failed(plainFailure("process_died", message)) };
  } finally {
    await guard.stop();
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const plainFailure = (cls: ProviderErrorClass, message: string): ProviderError => ({
  class: cls,
  message,
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
});

const keepsFailing = ({ failures }: Lease): ProviderError =>
  plainFailure(
    "process_died",
    `Runners died or failed ${failures} times in a row over this step, so it is not tried again by itself.`,
  );
