import { Evidence, ReviewOutput } from "../../contract/outputs.ts";
import { PhaseKind } from "../../contract/statuses.ts";
import { unreachable } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, storableObject } from "../events/index.ts";
import { gateVerdict } from "../phases/index.ts";
import { applySignal, storePlan, type Signal } from "../projects/index.ts";
import type { Lease, RunOutput } from "../runs/index.ts";

/** Saves what a run handed in, shows it in the log, and lets the project take its next step. */
export const settleSuccess = async (
  domain: Domain,
  tx: Tx,
  { lease, result, startedAt }: { lease: Lease; result: RunOutput; startedAt: Date | null },
): Promise<void> => {
  const { projectId, runId, phaseId, attemptId, operation } = lease;
  const now = domain.clock.now();
  await tx.run.update({
    where: { id: runId },
    data: {
      status: "SUCCEEDED",
      output: storableObject(result.output),
      failures: 0,
      finishedAt: now,
      runnerId: null,
      leaseExpiresAt: null,
    },
  });
  await tx.liveBlock.deleteMany({ where: { runId } });
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: [
      {
        phaseId,
        runId,
        attemptId,
        payload: { type: "run.succeeded", operation, durationMs: now.getTime() - (startedAt ?? now).getTime() },
      },
    ],
  });
  await applySignal(domain, tx, { projectId, signal: await signalFor(tx, lease, result) });
};

const signalFor = async (tx: Tx, lease: Lease, result: RunOutput): Promise<Signal> => {
  const { projectId, runId, phaseId, attemptId } = lease;
  const log = (payload: Parameters<typeof appendEvents>[1]["events"][number]["payload"]) =>
    appendEvents(tx, { projectId, fence: null, events: [{ phaseId, runId, attemptId, payload }] });

  switch (result.operation) {
    case "PLAN": {
      const { phaseIds, revision } = await storePlan(tx, { projectId, plan: result.output });
      await log({ type: "plan.proposed", revision, plan: result.output });
      return { type: "planned", phaseIds };
    }
    case "IMPLEMENT":
      return { type: "implemented" };
    case "CHECK":
      return { type: "checked" };
    case "REVIEW":
      await log({ type: "review.finished", review: result.output });
      return { type: "reviewed" };
    case "EVALUATE": {
      const { gated, refinementsLeft } = await judge(tx, lease, result);
      await log({ type: "verdict.given", ...gated, refinementsLeft });
      return { type: "verdict_given", verdict: gated.verdict, askId: newId("ask") };
    }
    case "ACCEPT":
      await tx.phase.update({ where: { id: phaseId ?? "" }, data: { commit: result.output.commit } });
      await log({ type: "phase.committed", ...result.output });
      return { type: "committed" };
    case "REPORT":
      await tx.project.update({ where: { id: projectId }, data: { report: result.output } });
      await log({ type: "report.written", report: result.output });
      return { type: "reported" };
    default:
      return unreachable(result);
  }
};

/** Holds the PM's word against the evidence of the same round; the runs that collected it are rows of this phase. */
const judge = async (tx: Tx, lease: Lease, result: Extract<RunOutput, { operation: "EVALUATE" }>) => {
  const { projectId, phaseId, round } = lease;
  const phase = await tx.phase.findUniqueOrThrow({ where: { id: phaseId ?? "" } });
  const project = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
  const evidence = await tx.run.findFirstOrThrow({
    where: { phaseId, round, operation: "CHECK", status: "SUCCEEDED" },
  });
  const review = await tx.run.findFirstOrThrow({ where: { phaseId, round, operation: "REVIEW", status: "SUCCEEDED" } });
  return {
    refinementsLeft: Math.max(0, project.maxRefinements - round),
    gated: gateVerdict({
      kind: PhaseKind.parse(phase.kind),
      evidence: Evidence.parse(evidence.output),
      review: ReviewOutput.parse(review.output),
      verdict: result.output,
    }),
  };
};
