import type { Viewer } from "../../contract/views.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";

/** What somebody may do with a project. Deny by default. */
export type ProjectAccess = "steer" | "view" | "none";

type Asking = Pick<Viewer, "id" | "role">;

/** What has to be read of a project to know it. */
export const accessColumns = {
  ownerId: true,
  members: { select: { userId: true, access: true } },
} as const satisfies Prisma.ProjectSelect;
type AccessRow = Prisma.ProjectGetPayload<{ select: typeof accessColumns }>;

/**
 * Owners and admins steer, and so does whom a project is shared with to steer it; viewers see everything and steer
 * nothing, whatever is shared with them; members see what is theirs and what is shared with them.
 */
export const accessOf = (viewer: Asking, { ownerId, members }: AccessRow): ProjectAccess => {
  switch (viewer.role) {
    case "ADMIN":
      return "steer";
    case "VIEWER":
      return "view";
    case "MEMBER": {
      if (ownerId === viewer.id) return "steer";
      const membership = members.find(({ userId }) => userId === viewer.id);
      if (membership === undefined) return "none";
      return membership.access === "STEER" ? "steer" : "view";
    }
  }
};

/** Whether somebody may share a project and put it away: its owner and admins. */
export const managesProject = (viewer: Asking, { ownerId }: Pick<AccessRow, "ownerId">): boolean =>
  viewer.role === "ADMIN" || (viewer.role === "MEMBER" && viewer.id === ownerId);

/**
 * The projects that somebody may see, as a condition for queries. As AND, so that a query that spreads it and has an OR
 * of its own does not do away with it.
 */
export const visibleTo = (viewer: Asking): Prisma.ProjectWhereInput =>
  viewer.role === "MEMBER" ? { AND: [{ OR: [{ ownerId: viewer.id }, sharedWith(viewer)] }] } : {};

const sharedWith = ({ id }: Asking): Prisma.ProjectWhereInput => ({ members: { some: { userId: id } } });

/** The same for SQL over rows that name their project and its owner; empty where nothing is hidden. */
export const visibleRows = (
  viewer: Asking,
  { owner, project }: { readonly owner: Prisma.Sql; readonly project: Prisma.Sql },
): Prisma.Sql[] =>
  viewer.role === "MEMBER"
    ? [
        // An array, so that it is read once and the indexes of both columns can be used.
        Prisma.sql`(${owner} = ${viewer.id} OR ${project} = ANY(ARRAY(
          SELECT m."projectId" FROM "ProjectMember" AS m WHERE m."userId" = ${viewer.id})))`,
      ]
    : [];

/** Access by id; a project that does not exist and one that may not be seen look the same. */
export const projectAccess = async (
  { prisma }: Pick<Domain, "prisma">,
  { viewer, projectId }: { viewer: Asking; projectId: string },
): Promise<ProjectAccess> => {
  const project = await prisma.project.findUnique({ where: { id: projectId }, select: accessColumns });
  return project === null ? "none" : accessOf(viewer, project);
};

/** Whether somebody manages the project of this id; false where there is none. */
export const projectManager = async (
  { prisma }: Pick<Domain, "prisma">,
  { viewer, projectId }: { viewer: Asking; projectId: string },
): Promise<boolean> => {
  const project = await prisma.project.findUnique({ where: { id: projectId }, select: { ownerId: true } });
  return project !== null && managesProject(viewer, project);
};
