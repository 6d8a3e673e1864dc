import { leastAgentContext } from "../../contract/local-models.ts";
import type { Domain } from "../domain.ts";
import { wantedModels } from "./wanted-models.ts";

/**
 * A model that agents would use and of which it is not known what context its server gives it where nobody asks for any,
 * as Claude Code cannot. Null: of all it is known. What another machine runs has none here. One that was given enough is
 * seen anew only when it is the first: to see it is to load it, which may put the first one out of memory.
 */
export const nextToMeasure = async (
  domain: Pick<Domain, "prisma" | "environment">,
): Promise<{ readonly hostUrl: string; readonly model: string } | null> => {
  const ready = (await wantedModels(domain)).filter(({ check, runsAt }) => check === "passed" && runsAt === null);
  const next = ready.find(
    (model) => !model.isMeasured && (model === ready[0] || (model.servedContext ?? 0) < leastAgentContext),
  );
  return next === undefined ? null : { hostUrl: next.hostUrl, model: next.name };
};

/**
 * Writes down what a model had right after a load that asked for no context; null: its server does not say, and what was
 * known of this version holds.
 */
export const recordServedContext = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { hostUrl, model, context }: { hostUrl: string; model: string; context: number | null },
): Promise<void> => {
  await prisma.ollamaModel.updateMany({
    where: { hostUrl, name: model },
    data: { ...(context !== null && { servedContext: context }), servedContextAt: clock.now() },
  });
};
