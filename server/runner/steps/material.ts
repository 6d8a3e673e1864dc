import { z } from "zod";
import { Evidence, PlannedPhase, ReviewOutput, VerdictOutput } from "../../contract/outputs.ts";
import type { Operation } from "../../contract/roles.ts";
import type { Phase } from "../../domain/projects/index.ts";
import { runOutput } from "../../domain/runs/index.ts";
import type { StepContext } from "../step-context.ts";

/** A phase as it was planned. */
export const plannedPhase = (phase: Phase): PlannedPhase =>
  PlannedPhase.parse({
    title: phase.title,
    kind: phase.kind,
    goal: phase.goal,
    acceptanceCriteria: phase.acceptanceCriteria,
    expectedArtefacts: phase.expectedArtefacts,
  });

const Summary = z.object({ summary: z.string() });

/** What the runner found in a round. The machine lets nobody review or evaluate before there is evidence. */
export const evidenceOf = async (context: StepContext, phaseId: string, round: number): Promise<Evidence> =>
  Evidence.parse(await runOutput(context.domain, { phaseId, operation: "CHECK", round }));

export const reviewOf = async (context: StepContext, phaseId: string, round: number): Promise<ReviewOutput> =>
  ReviewOutput.parse(await runOutput(context.domain, { phaseId, operation: "REVIEW", round }));

/** The Developer's closing words, of one round or (null) of the newest. */
export const developerSummary = async (
  context: StepContext,
  phaseId: string,
  round: number | null,
): Promise<string | null> => {
  const output = await runOutput(context.domain, { phaseId, operation: "IMPLEMENT", round });
  return Summary.nullable().parse(output)?.summary ?? null;
};

/** Accepted phases with what was done in each, oldest first. */
export const acceptedPhases = async (context: StepContext): Promise<{ title: string; summary: string }[]> => {
  const accepted = context.phases.filter(({ status }) => status === "ACCEPTED");
  const found: { title: string; summary: string }[] = [];
  for (const { id, title } of accepted) {
    found.push({ title, summary: (await developerSummary(context, id, null)) ?? "No summary." });
  }
  return found;
};

/** A phase as the report's writer needs it: the newest round's evidence, findings and verdict. */
export const reportedPhase = async (context: StepContext, phase: Phase) => {
  // What was done of a skipped phase was put back: of its work there is nothing to report.
  const skipped = phase.status === "SKIPPED";
  const newest = async (operation: Operation) =>
    skipped ? null : runOutput(context.domain, { phaseId: phase.id, operation, round: null });
  const evidence = Evidence.nullable().parse(await newest("CHECK"));
  const review = ReviewOutput.nullable().parse(await newest("REVIEW"));
  const verdict = VerdictOutput.nullable().parse(await newest("EVALUATE"));
  return {
    phase: plannedPhase(phase),
    accepted: phase.status === "ACCEPTED",
    skipReason: phase.skipReason,
    refinements: phase.round - phase.goRound,
    verdict,
    openFindings: review?.findings ?? [],
    developerSummary: skipped ? null : await developerSummary(context, phase.id, null),
    changedFiles: evidence?.changedFiles.map(({ path }) => path) ?? [],
    checks: evidence?.checks.map(({ command, outcome }) => ({ command, outcome })) ?? [],
  };
};
