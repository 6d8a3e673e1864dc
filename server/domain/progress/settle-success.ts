import { Evidence, PlannedPhase, ReviewOutput } from "../../contract/outputs.ts";
import { reviewedPhase } from "../../contract/tool-builds.ts";
import { PhaseKind } from "../../contract/statuses.ts";
import { unreachable } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { withdrawAsks } from "../asks/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, storableObject } from "../events/index.ts";
import { gateVerdict, type GatedVerdict } from "../phases/index.ts";
import { applySignal, noteWorkspaceLanguage, revisePlan, storePlan, type Signal } from "../projects/index.ts";
import type { Lease, RunOutput } from "../runs/index.ts";
import { assessToolRequest } from "../tool-requests/index.ts";

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
  // After a crash the agent has gone another way, and nobody waits for it any more.
  await withdrawAsks(tx, { projectId, where: { runId, kind: "permission" } });
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
  if (result.operation === "ASSESS_TOOL") return assessToolRequest(tx, { lease, assessment: result.output });
  await applySignal(domain, tx, { projectId, signal: await signalFor(domain, tx, lease, result) });
};

const signalFor = async (
  domain: Domain,
  tx: Tx,
  lease: Lease,
  result: Exclude<RunOutput, { operation: "ASSESS_TOOL" }>,
): Promise<Signal> => {
  const { projectId, runId, phaseId, attemptId } = lease;
  const log = (payload: Parameters<typeof appendEvents>[1]["events"][number]["payload"]) =>
    appendEvents(tx, { projectId, fence: null, events: [{ phaseId, runId, attemptId, payload }] });

  switch (result.operation) {
    case "IMPORT": {
      const { documents: _documents, language, ...figures } = result.output;
      await noteWorkspaceLanguage(tx, { projectId, guess: language });
      await log({ type: "import.finished", figures });
      return { type: "imported" };
    }
    case "PLAN": {
      const { phases, revision, plan } = await storePlan(tx, { projectId, plan: result.output, author: null });
      await log({ type: "plan.proposed", revision, plan, by: null, reason: null });
      return { type: "planned", phases };
    }
    case "IMPLEMENT":
      return { type: "implemented" };
    case "CHECK":
      return checkedSignal(tx, lease, result.output, (gated) => log({ type: "verdict.given", ...gated }));
    case "REVIEW":
      await log({ type: "review.finished", review: result.output });
      return { type: "reviewed" };
    case "EVALUATE": {
      const { gated, refinementsLeft } = await judge(tx, lease, result);
      await log({ type: "verdict.given", ...gated, refinementsLeft });
      // The PM has learned something from the phase that it accepts: what is still to come becomes the next revision.
      if (gated.verdict.verdict === "accept" && result.output.planChange !== null) {
        const origin = { runId, phaseId, attemptId };
        await revisePlan(domain, tx, { projectId, author: null, ...result.output.planChange, origin });
      }
      return { type: "verdict_given", verdict: gated.verdict, askId: newId("ask") };
    }
    case "ACCEPT":
      await tx.phase.update({ where: { id: phaseId ?? "" }, data: { commit: result.output.commit } });
      await log({ type: "phase.committed", ...result.output });
      return { type: "committed" };
    case "RESTORE": {
      const { commit, kept } = result.output;
      await tx.phase.update({ where: { id: phaseId ?? "" }, data: { baseCommit: commit } });
      await log({ type: "workspace.restored", commit, kept });
      return { type: "restored", instruction: lease.input.instruction };
    }
    case "REPORT":
      await tx.project.update({ where: { id: projectId }, data: { report: result.output } });
      await log({ type: "report.written", report: result.output });
      return { type: "reported" };
    default:
      return unreachable(result);
  }
};

/**
 * Of a build of a tool, only one phase is reviewed: of the others the gate decides by the evidence alone, as if the PM
 * had accepted it.
 */
const checkedSignal = async (
  tx: Tx,
  { projectId, phaseId, round }: Lease,
  evidence: Evidence,
  onGated: (gated: GatedVerdict & { refinementsLeft: number }) => Promise<unknown>,
): Promise<Signal> => {
  const project = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
  const phase = await tx.phase.findUniqueOrThrow({ where: { id: phaseId ?? "" } });
  // What fails its gate goes back at once, whoever would have reviewed it.
  const isReviewed = phase.title === reviewedPhase && evidence.checks.every(({ outcome }) => outcome === "passed");
  if (project.buildsRequestId === null || isReviewed) return { type: "checked" };
  const gated = gateVerdict({
    kind: PhaseKind.parse(phase.kind),
    expectedArtefacts: PlannedPhase.shape.expectedArtefacts.parse(phase.expectedArtefacts),
    evidence,
    review: { summary: "Not reviewed.", findings: [], strengths: [], criteria: [] },
    verdict: {
      verdict: "accept",
      reason: "Everything that this phase is to bring is there, and every check of it has passed.",
      instruction: null,
      question: null,
      noCheckReason: null,
    },
  });
  await onGated({ ...gated, refinementsLeft: Math.max(0, project.maxRefinements - (round - phase.goRound)) });
  return { type: "checked", gate: { verdict: gated.verdict, askId: newId("ask") } };
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
    refinementsLeft: Math.max(0, project.maxRefinements - (round - phase.goRound)),
    gated: gateVerdict({
      kind: PhaseKind.parse(phase.kind),
      expectedArtefacts: PlannedPhase.shape.expectedArtefacts.parse(phase.expectedArtefacts),
      evidence: Evidence.parse(evidence.output),
      review: ReviewOutput.parse(review.output),
      verdict: result.output,
    }),
  };
};
