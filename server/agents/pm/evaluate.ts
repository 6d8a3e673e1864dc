import { EvaluateOutput, type Evidence, type PlannedPhase, type ReviewOutput } from "../../contract/outputs.ts";
import type { AnalysisAssignment } from "../agent.ts";
import { describeEvidence, describePhase } from "../evidence.ts";
import { caps, data, paragraphs } from "../material.ts";
import { projectManager } from "./persona.ts";

export interface EvaluateInput {
  readonly phase: PlannedPhase;
  readonly evidence: Evidence;
  readonly review: ReviewOutput;
  /** Refinements that this phase still has after the current go. */
  readonly refinementsLeft: number;
  /** What the user answered to an earlier escalation of this phase; null if there was none. */
  readonly humanAnswer: string | null;
  /** What is still to come by the plan, after this phase. */
  readonly remainingPhases: readonly PlannedPhase[];
}

const task = `Your assignment: decide whether a phase is complete. There are three verdicts.

accept – every acceptance criterion is met by the evidence, no finding of severity high is open, and the checks that the runner ran are green. An agent's word is no evidence, not even QA's: where the review and the evidence differ, the evidence counts. Without any changed file nothing was done. A build phase without a runnable check may be accepted only if there is truly nothing that could be run; then noCheckReason says why, because the user will read it. An analysis phase needs its document and no check.

refine – the work can be finished by the Developer without the user. instruction says exactly what to do: which file, which behaviour, which example, how the result will be judged. Order it by importance, leave out what is not worth another go, and do not ask for what the brief does not want.

escalate – only the user can decide: the brief contradicts itself, a choice changes what they get, or no refinement is left and the phase is still not acceptable. question is one clear question that can be answered in a sentence, with the options and what follows from each.

reason is always there: the deciding facts in two to four sentences, for a reader who has not seen the rest. Fields that do not belong to the verdict are null.

planChange – null, unless what this phase has shown makes the rest of the plan wrong: a phase that is not needed any more, one that is missing, another order. It counts with accept only. Then reason tells the user in a sentence or two what was learned and what it changes, and phases lists all phases that are still to come, changed or not; an unchanged one keeps its exact title. Accepted phases cannot change. Improving the words of a plan is no reason.`;

/** R7-R9: the verdict rests on what the runner found. */
export const evaluate: AnalysisAssignment<EvaluateInput, typeof EvaluateOutput> = {
  kind: "analysis",
  operation: "EVALUATE",
  role: "PROJECT_MANAGER",
  system: projectManager(task),
  prompt: ({ phase, evidence, review, refinementsLeft, humanAnswer, remainingPhases }) =>
    paragraphs(
      describePhase(phase),
      "What the runner found:",
      describeEvidence(evidence),
      data("QA's review", JSON.stringify(review, null, 2), caps.review),
      humanAnswer === null ? null : data("the user's newest words about this phase", humanAnswer, caps.instruction),
      remainingPhases.length === 0
        ? "No phase comes after this one."
        : data("phases still to come", JSON.stringify(remainingPhases, null, 2), caps.plan),
      refinementsLeft === 0 ? "No refinement is left: accept or escalate." : `Refinements left: ${refinementsLeft}.`,
      "Give your verdict on this phase.",
    ),
  outputSchema: EvaluateOutput,
  maxOutputTokens: 6_000,
};
