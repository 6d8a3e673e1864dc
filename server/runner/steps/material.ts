import { z } from "zod";
import { Evidence, PlannedPhase, ReviewOutput, VerdictOutput } from "../../contract/outputs.ts";
import type { Operation } from "../../contract/roles.ts";
import type { Phase } from "../../db/generated/client.ts";
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

/** What a phase's run handed in: of one round, or of the newest that succeeded. Null where there is none. */
const outputOf = async (
  { domain }: StepContext,
  { phaseId, operation, round }: { phaseId: string; operation: Operation; round?: number },
): Promise<unknown> => {
  const run = await domain.prisma.run.findFirst({
    where: { phaseId, operation, status: "SUCCEEDED", ...(round !== undefined && { round }) },
    orderBy: { round: "desc" },
    select: { output: true },
  });
  return run?.output ?? null;
};

const Summary = z.object({ summary: z.string() });

/** What the runner found in a round. The machine lets nobody review or evaluate before there is evidence. */
export const evidenceOf = async (context: StepContext, phaseId: string, round: number): Promise<Evidence> =>
  Evidence.parse(await outputOf(context, { phaseId, operation: "CHECK", round }));

export const reviewOf = async (context: StepContext, phaseId: string, round: number): Promise<ReviewOutput> =>
  ReviewOutput.parse(await outputOf(context, { phaseId, operation: "REVIEW", round }));

/** The Developer's closing words. */
export const developerSummary = async (context: StepContext, phaseId: string, round?: number): Promise<string | null> => {
  const output = await outputOf(context, { phaseId, operation: "IMPLEMENT", ...(round !== undefined && { round }) });
  return Summary.nullable().parse(output)?.summary ?? null;
};

/** Accepted phases with what was done in each, oldest first. */
export const acceptedPhases = async (context: StepContext): Promise<{ title: string; summary: string }[]> => {
  const accepted = context.phases.filter(({ status }) => status === "ACCEPTED");
  const found: { title: string; summary: string }[] = [];
  for (const { id, title } of accepted) {
    found.push({ title, summary: (await developerSummary(context, id)) ?? "No summary." });
  }
  return found;
};

/** A phase as the report's writer needs it: the newest round's evidence, findings and verdict. */
export const reportedPhase = async (context: StepContext, phase: Phase) => {
  const evidence = Evidence.nullable().parse(await outputOf(context, { phaseId: phase.id, operation: "CHECK" }));
  const review = ReviewOutput.nullable().parse(await outputOf(context, { phaseId: phase.id, operation: "REVIEW" }));
  const verdict = VerdictOutput.nullable().parse(await outputOf(context, { phaseId: phase.id, operation: "EVALUATE" }));
  return {
    phase: plannedPhase(phase),
    accepted: phase.status === "ACCEPTED",
    refinements: phase.round,
    verdict,
    openFindings: review?.findings ?? [],
    developerSummary: await developerSummary(context, phase.id),
    changedFiles: evidence?.changedFiles.map(({ path }) => path) ?? [],
    checks: evidence?.checks.map(({ command, outcome }) => ({ command, outcome })) ?? [],
  };
};
