import { setTimeout as pause } from "node:timers/promises";
import type { ProviderError } from "../contract/errors.ts";
import { operations } from "../contract/roles.ts";
import { claimRun, runTiming, type AttemptReport, type Lease } from "../domain/runs/index.ts";
import { settleRun } from "../domain/progress/index.ts";
import { projectWithPhases } from "../domain/projects/index.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { FencedError, RunLog } from "./run-log.ts";
import type { RunnerContext } from "./runner-context.ts";
import { steps } from "./steps/index.ts";

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
  try {
    const report = await attempt({ ...context, log }, lease, runLog, held.signal);
    await runLog.close();
    const processesLeft = await context.sandbox.endProcessTree(lease.attemptId);
    const settled = await settle({ ...context, log }, lease, { ...report, processesLeft });
    log.debug({ result: report.result.type, settled }, "Attempt ended");
  } finally {
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
): Promise<AttemptReport> => {
  const nothing = { usage: [], provider: null, accountKind: null, processesLeft: null };
  try {
    // One process per session: whatever an attempt before has started on this machine goes first.
    for (const attemptId of lease.openAttemptIds) await context.sandbox.endProcessTree(attemptId);
    if (lease.failures >= runTiming.lostAttempts)
      return { ...nothing, result: { type: "failed", error: keepsFailing(lease) } };
    const { project, phases } = await projectWithPhases(context.domain, lease.projectId);
    const workspace = workspacePaths(context.env.SPIRAL_DATA_DIR, lease.projectId);
    const { operation } = lease;
    // Agents' steps say it themselves, once they know who works with which model.
    if (operations[operation].role === null) {
      await runLog.append({
        type: "attempt.started",
        operation,
        number: lease.attemptNumber,
        provider: null,
        model: null,
        resumed: false,
      });
    }
    return await steps[lease.operation]({ ...context, lease, signal, runLog, project, phases, workspace });
  } catch (error) {
    // Whoever took the run has written what it becomes; "released" only closes this attempt.
    if (error instanceof FencedError || signal.aborted) return { ...nothing, result: { type: "released" } };
    context.log.error({ err: error }, "A step failed unexpectedly");
    return {
      ...nothing,
      result: { type: "failed", error: plainFailure(`The runner could not carry out this step: ${messageOf(error)}`) },
    };
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const plainFailure = (message: string): ProviderError => ({
  class: "process_died",
  message,
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
});

const keepsFailing = ({ failures }: Lease): ProviderError =>
  plainFailure(`Runners died or failed ${failures} times in a row over this step, so it is not tried again by itself.`);
