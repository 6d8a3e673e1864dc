import { assignments } from "../../agents/registry.ts";
import { userInstruction } from "../../domain/runs/index.ts";
import { phaseOf, type Step } from "../step-context.ts";
import { analyse } from "./analyse.ts";
import { evidenceOf, plannedPhase, reviewOf } from "./material.ts";

/** The PM's verdict on a round. What takes effect is decided by the acceptance gate when the run is settled. */
export const evaluate: Step = async (context) => {
  const { phase, phaseIndex } = phaseOf(context);
  const { round } = context.lease;
  return analyse(context, {
    assignment: assignments.EVALUATE,
    phaseIndex,
    input: {
      phase: plannedPhase(phase),
      evidence: await evidenceOf(context, phase.id, round),
      review: await reviewOf(context, phase.id, round),
      refinementsLeft: Math.max(0, context.project.maxRefinements - (round - phase.goRound)),
      humanAnswer: await userInstruction(context.domain, { phaseId: phase.id }),
      remainingPhases: context.phases.filter(({ status }) => status === "PENDING").map(plannedPhase),
    },
    toOutput: (output) => ({ operation: "EVALUATE", output }),
  });
};
