import { DomainError } from "../../platform/errors.ts";
import { hasRoom, readBudgets } from "../budgets/index.ts";
import type { Domain } from "../domain.ts";
import { applySignal } from "./apply-signal.ts";

/**
 * Lets projects go on that wait for a budget and have room again in every budget that they count in: one was raised or
 * taken away, or its day or month has ended. Returns how many.
 */
export const resumeFundedProjects = async (domain: Domain): Promise<number> => {
  const waiting = await domain.prisma.project.findMany({
    where: { status: "WAITING", hold: { path: ["reason"], equals: "budget" } },
    select: { id: true, ownerId: true },
  });
  let resumed = 0;
  for (const { id: projectId, ownerId } of waiting) {
    if (!(await readBudgets(domain, { projectId, ownerId })).every(hasRoom)) continue;
    try {
      await domain.prisma.$transaction((tx) => applySignal(domain, tx, { projectId, signal: { type: "retried" } }));
      resumed += 1;
    } catch (error) {
      // Somebody else let it go on (or paused it) in between: that is as good.
      if (!(error instanceof DomainError && error.code === "conflict")) throw error;
    }
  }
  return resumed;
};
