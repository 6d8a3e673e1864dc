import { assignments } from "../../agents/registry.ts";
import { importOutput } from "../../domain/imports/index.ts";
import { phaseOf, type Step } from "../step-context.ts";
import { conventionsFor } from "./conventions.ts";
import { analyse } from "./analyse.ts";
import { developerSummary, evidenceOf, plannedPhase } from "./material.ts";

/** QA reviews a round by its evidence. */
export const review: Step = async (context) => {
  const { phase, phaseIndex } = phaseOf(context);
  const { round } = context.lease;
  return analyse(context, {
    assignment: assignments.REVIEW,
    phaseIndex,
    input: {
      phase: plannedPhase(phase),
      conventions: await conventionsFor(context, phase),
      evidence: await evidenceOf(context, phase.id, round),
      repository: await importOutput(context.domain, context.project.id),
      developerSummary: await developerSummary(context, phase.id, round),
    },
    toOutput: (output) => ({ operation: "REVIEW", output }),
  });
};
