import { z } from "zod";
import { ProjectId, UserId } from "./ids.ts";
import type { UserRole } from "./statuses.ts";

/** Whom a project is shared with, beside its owner and the admins. */

/** VIEW looks; STEER also steers and answers what agents ask. */
export const MemberAccess = z.enum(["VIEW", "STEER"]);
export type MemberAccess = z.infer<typeof MemberAccess>;

/** Null ends it. */
export const ShareProjectInput = z.strictObject({
  projectId: ProjectId,
  userId: UserId,
  access: MemberAccess.nullable(),
});

interface Person {
  readonly id: string;
  readonly name: string;
  readonly login: string;
}

export interface ProjectMemberView extends Person {
  readonly access: MemberAccess;
  /** A viewer looks only, whatever the access. */
  readonly role: UserRole;
  readonly disabled: boolean;
}

export interface ProjectMembers {
  readonly owner: Person;
  readonly members: readonly ProjectMemberView[];
  /** Whom it could be shared with; empty for who may not. */
  readonly others: readonly Person[];
}
