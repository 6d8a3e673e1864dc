import type { Phase, Project } from "../domain/projects/index.ts";
import type { AttemptReport, Lease } from "../domain/runs/index.ts";
import type { AttemptRoom } from "./attempt-room.ts";
import type { RunLog } from "./run-log.ts";
import type { RunnerContext } from "./runner-context.ts";

/** What a step works with: the runner, and the one run that it carries out. */
export interface StepContext extends RunnerContext {
  readonly lease: Lease;
  /** Aborts with a StopReason. */
  readonly signal: AbortSignal;
  readonly runLog: RunLog;
  readonly project: Project;
  /** The plan's phases of this cycle, in order. */
  readonly phases: readonly Phase[];
  readonly room: AttemptRoom;
}

/** Carries out one attempt of a run. Throws only defects and FencedError; whatever can go wrong is in the report. */
export type Step = (context: StepContext) => Promise<AttemptReport>;

/** The phase that a run belongs to, with its place. Runs of phase operations always have one. */
export const phaseOf = ({ lease, phases }: StepContext): { phase: Phase; phaseIndex: number } => {
  const phaseIndex = phases.findIndex(({ id }) => id === lease.phaseId);
  const phase = phases[phaseIndex];
  if (phase === undefined) throw new Error(`Run ${lease.runId} (${lease.operation}) has no phase in the current plan.`);
  return { phase, phaseIndex };
};
