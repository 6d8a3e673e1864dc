import type { Viewer } from "../../contract/views.ts";
import type { Domain } from "../domain.ts";

/** What somebody may do with a project. Deny by default. */
export type ProjectAccess = "steer" | "view" | "none";

/** Owners and admins steer; viewers see everything and steer nothing; members see only what is theirs. */
export const accessOf = (viewer: Pick<Viewer, "id" | "role">, project: { readonly ownerId: string }): ProjectAccess => {
  switch (viewer.role) {
    case "ADMIN":
      return "steer";
    case "VIEWER":
      return "view";
    case "MEMBER":
      return project.ownerId === viewer.id ? "steer" : "none";
  }
};

/** The projects that somebody may see, as a condition for queries. */
export const visibleTo = (viewer: Pick<Viewer, "id" | "role">): { ownerId?: string } =>
  viewer.role === "MEMBER" ? { ownerId: viewer.id } : {};

/** Access by id; a project that does not exist and one that may not be seen look the same. */
export const projectAccess = async (
  { prisma }: Pick<Domain, "prisma">,
  { viewer, projectId }: { viewer: Pick<Viewer, "id" | "role">; projectId: string },
): Promise<ProjectAccess> => {
  const project = await prisma.project.findUnique({ where: { id: projectId }, select: { ownerId: true } });
  return project === null ? "none" : accessOf(viewer, project);
};
