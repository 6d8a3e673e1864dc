import type { PlannedPhase, PlanOutput, ReviewOutput } from "../../../../contract/outputs.ts";
import { plainPlan } from "../parts.ts";

/** Building blocks of the stories whose evidence is a document, about the repository that comes with the product. */

export const documentPlan = (title: string, summary: string, phases: PlanOutput["phases"]): PlanOutput => ({
  ...plainPlan(title, phases),
  summary,
  language: "Markdown, about JavaScript (Node.js)",
  complexity: { score: 2, reason: "A small repository, read as a whole." },
});

export const documentPhase = (
  title: string,
  acceptanceCriteria: readonly string[],
  expectedArtefacts: readonly string[],
): PlannedPhase => ({
  title,
  kind: "analysis",
  goal: `${title}, and write it down. No code is changed.`,
  acceptanceCriteria: [...acceptanceCriteria],
  expectedArtefacts: [...expectedArtefacts],
});

/** Every criterion is met by the document. */
export const documentReview = (criteria: readonly string[], summary: string, file: string): ReviewOutput => ({
  summary,
  findings: [],
  strengths: ["Statements name the file or the measurement that they rest on."],
  criteria: criteria.map((criterion) => ({ criterion, met: true, evidence: file })),
});
