import { assignments } from "../../agents/registry.ts";
import { RunInput } from "../../domain/runs/index.ts";
import { phaseOf, type Step, type StepContext } from "../step-context.ts";
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
      refinementsLeft: Math.max(0, context.project.maxRefinements - round),
      humanAnswer: await humanAnswer(context, phase.id),
    },
    toOutput: (output) => ({ operation: "EVALUATE", output }),
  });
};

/** What the human said to an escalation of this phase, if it became the Developer's instruction. */
const humanAnswer = async ({ domain }: StepContext, phaseId: string): Promise<string | null> => {
  const runs = await domain.prisma.run.findMany({
    where: { phaseId, operation: "IMPLEMENT" },
    orderBy: { round: "desc" },
    select: { input: true },
  });
  return runs.map(({ input }) => RunInput.parse(input).instruction).find((instruction) => instruction?.from === "user")?.text ?? null;
};
