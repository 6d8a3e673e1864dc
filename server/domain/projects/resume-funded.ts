import { hasRoom, readBudgets } from "../budgets/index.ts";
import type { Domain } from "../domain.ts";
import { letAllGoOn } from "./let-go-on.ts";

/**
 * Lets projects go on that wait for a budget and have room again in every budget that they count in: one was raised or
 * taken away, or its day or month has ended. Returns how many.
 */
export const resumeFundedProjects = async (domain: Domain): Promise<number> => {
  const waiting = await domain.prisma.project.findMany({
    where: { status: "WAITING", hold: { path: ["reason"], equals: "budget" } },
    select: { id: true, ownerId: true },
  });
  return letAllGoOn(domain, waiting, async ({ id: projectId, ownerId }) =>
    (await readBudgets(domain, { projectId, ownerId })).every(hasRoom) ? ({ reason }) => reason === "budget" : null,
  );
};
