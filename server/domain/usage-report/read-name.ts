import type { UsageNameInput } from "../../contract/usage-query.ts";
import type { Domain } from "../domain.ts";
import { visibleTo } from "../projects/index.ts";
import { labelsOf } from "./group-labels.ts";
import type { UsageQuestion } from "./usage-scope.ts";

/** What a project, phase or user is called; null for who may not see it, and where there is none. */
export const readName = async (
  { prisma }: Pick<Domain, "prisma">,
  { viewer, group, key }: UsageNameInput & { viewer: UsageQuestion["viewer"] },
): Promise<string | null> => {
  const project = visibleTo(viewer);
  const isVisible = {
    project: () => prisma.project.count({ where: { id: key, ...project } }),
    phase: () => prisma.phase.count({ where: { id: key, project } }),
    user: async () =>
      viewer.role !== "MEMBER" || viewer.id === key ? 1 : prisma.project.count({ where: { ownerId: key, ...project } }),
  }[group];
  if ((await isVisible()) === 0) return null;
  return (await labelsOf({ prisma }, { group, keys: [key] })).get(key) ?? null;
};
