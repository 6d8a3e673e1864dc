import { z } from "zod";
import { AccountLinkId, UserId } from "./ids.ts";
import { CompleteSetupInput, passwordRule } from "./inputs.ts";
import { UserRole } from "./statuses.ts";

/** People of an installation, and the one-time links by which they come to an account or a new password. */

/** How long an invitation, and a link to a new password, may be used. */
export const linkLifetimeMs = { INVITATION: 7 * 24 * 60 * 60 * 1000, PASSWORD: 24 * 60 * 60 * 1000 } as const;
export type AccountLinkKind = keyof typeof linkLifetimeMs;

/** What a role may do, for those who choose one. */
export const userRoles = {
  ADMIN: { label: "Admin", allows: "Sees and steers everything, changes settings, manages people." },
  MEMBER: {
    label: "Member",
    allows: "Makes projects; sees and steers their own, and those shared with them as far as they are.",
  },
  VIEWER: { label: "Viewer", allows: "Sees every project and changes nothing." },
} as const satisfies Record<UserRole, { label: string; allows: string }>;

export const InviteInput = z.strictObject({
  role: UserRole,
  /** Whom it is for, so that the list of invitations says so. */
  note: z
    .string()
    .trim()
    .max(100, "At most 100 characters.")
    .regex(/^\P{Cc}*$/u, "One line of text only.")
    .default(""),
});
export const LinkInput = z.strictObject({ linkId: AccountLinkId });
export const UserInput = z.strictObject({ userId: UserId });
export const ChangeRoleInput = UserInput.extend({ role: UserRole });
/** Null: all of them. */
export const EndSessionInput = UserInput.extend({ sessionId: z.string().max(60).nullable() });

const token = z.string().min(20).max(200);
export const LookAtLinkInput = z.strictObject({ token, kind: z.enum(["INVITATION", "PASSWORD"]) });
/** As in the set-up: the person chooses all of it, the password too. */
export const AcceptInvitationInput = CompleteSetupInput;
export const SetPasswordInput = z.strictObject({ token, password: passwordRule });

export interface UserView {
  readonly id: string;
  readonly name: string;
  readonly login: string;
  readonly role: UserRole;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  /** To within a few minutes; null: never signed in. */
  readonly seenAt: Date | null;
  /** Sessions that are good now. */
  readonly sessions: number;
  /** Projects of theirs that have not ended, and all of them. */
  readonly openProjects: number;
  readonly projects: number;
  /** The Claude subscription works for their projects. */
  readonly ownsSubscription: boolean;
}

export interface SessionView {
  readonly id: string;
  readonly createdAt: Date;
  /** Last used, to within a few minutes. */
  readonly seenAt: Date;
  readonly userAgent: string | null;
  readonly current: boolean;
}

export interface InvitationView {
  readonly id: string;
  readonly role: UserRole;
  readonly note: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Shown once: only a hash of it is stored. */
export interface NewLink {
  /** To be put behind the dashboard's address. */
  readonly path: string;
  readonly expiresAt: Date;
}

/** What somebody who holds a good link is told before they use it. */
export type LinkView =
  | { readonly kind: "INVITATION"; readonly role: UserRole; readonly invitedBy: string }
  | { readonly kind: "PASSWORD"; readonly name: string; readonly login: string };
