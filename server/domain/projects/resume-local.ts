import { awaitsLocalModel } from "../../contract/statuses.ts";
import type { Domain } from "../domain.ts";
import { localFor } from "../fallback/index.ts";
import { letGoOn } from "./let-go-on.ts";

/** Lets projects go on that wait for a local model, where one that may work on them is ready. Returns how many. */
export const resumeLocalProjects = async (domain: Domain): Promise<number> => {
  const waiting = await domain.prisma.project.findMany({
    where: { status: "WAITING", hold: { path: ["class"], equals: "no_local_model" } },
  });
  let resumed = 0;
  for (const project of waiting) {
    const { id: projectId } = project;
    const run = await domain.prisma.run.findFirst({
      where: { projectId, status: "WAITING" },
      orderBy: { createdAt: "desc" },
      select: { id: true, phase: true },
    });
    const local = await localFor(domain, { project, phase: run?.phase ?? null, runId: run?.id ?? "" });
    if (local === null) continue;
    const goesOn = await domain.prisma.$transaction((tx) => letGoOn(domain, tx, { projectId, from: awaitsLocalModel }));
    resumed += Number(goesOn);
  }
  return resumed;
};
