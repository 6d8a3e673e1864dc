import { z } from "zod";
import { ProjectId, UserId } from "./ids.ts";
import { TimeZone } from "./usage-query.ts";

/** The audit log: who did what, when, to what. */

/** What is recorded. A new kind of deed joins here, and gets its words in audit-words.ts. */
export const auditActions = [
  "setup.completed",
  "sign_in.succeeded",
  "sign_in.failed",
  "session.revoked",
  "sessions.revoked_all",
  "password.changed",
  "password.reset_asked",
  "password.reset",
  "user.invited",
  "invitation.revoked",
  "invitation.accepted",
  "user.role_changed",
  "user.disabled",
  "user.enabled",
  "user.session_ended",
  "token.created",
  "token.used",
  "token.revoked",
  "project.shared",
  "ask.answered",
  "permission.remembered",
  "permission.forgotten",
  "tool.accepted",
  "tool.refused",
  "tool.not_awaited",
  "tool.enabled",
  "tool.disabled",
  "tool.removed",
  "tool.imported",
  "project.submitted",
  "project.paused",
  "project.resumed",
  "project.cancelled",
  "project.retried",
  "project.followed_up",
  "project.duplicated",
  "phase.steered",
  "plan.edited",
  "message.sent",
  "project.source_changed",
  "project.import_confirmed",
  "project.export_asked",
  "project.archived",
  "project.unarchived",
  "project.priority_changed",
  "workspace.removed",
  "archive.uploaded",
  "setting.changed",
  "budget.changed",
  "requests.changed",
  "price.added",
  "secret.stored",
  "secret.retired",
  "secret.removed",
  "secret.refused",
  "credential.stored",
  "credential.removed",
  "provider.switched",
  "project.provider_wished",
  "project.privacy_changed",
  "model.check_asked",
  "model.pull_asked",
  "model.pull_stopped",
  "project.network_changed",
  "screening.passed",
  "screening.refused",
  "sandbox.switched_off",
  "sandbox.check_asked",
] as const;
export const AuditAction = z.enum(auditActions);
export type AuditAction = z.infer<typeof AuditAction>;

/** What one can filter by, in the order in which it is offered. */
export const auditGroups = {
  sign_in: "Sign-ins and sessions",
  people: "People and sharing",
  answers: "Answers to agents",
  projects: "Projects",
  settings: "Settings and budgets",
  secrets: "Keys and credentials",
  providers: "Providers and switches",
  safety: "Network, screening, sandbox",
} as const;
export type AuditGroup = keyof typeof auditGroups;

/** Never a secret, and nothing that somebody typed into a sign-in form: people type passwords into the wrong field. */
export const AuditDetail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type AuditDetail = Readonly<z.infer<typeof AuditDetail>>;

const groupNames = [
  "sign_in",
  "people",
  "answers",
  "projects",
  "settings",
  "secrets",
  "providers",
  "safety",
] as const satisfies readonly AuditGroup[];

export const AuditFilter = z.strictObject({
  actor: UserId.optional(),
  group: z.enum(groupNames).optional(),
  project: ProjectId.optional(),
  /** Days, both included, as dates of the reader's time zone. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

/** Not strict: a list that grows is asked for with its direction as well. */
export const AuditInput = z.object({
  filter: AuditFilter,
  timeZone: TimeZone,
  /** The number of the last entry that one has; absent: the newest entries. */
  cursor: z.int().min(1).optional(),
});
export type AuditInput = z.infer<typeof AuditInput>;

/** The parameters of an export's address, by their names. */
export const AuditExport = AuditFilter.extend({
  format: z.enum(["csv", "json"]),
  tz: TimeZone.default("UTC"),
}).transform(({ format, tz, ...filter }) => ({ format, timeZone: tz, filter }));

export interface AuditEntryView {
  /** Its number in the chain, from 1 without gaps. */
  readonly sequence: number;
  readonly at: Date;
  /** Null: nobody is known (a failed sign-in), or the product did it by itself. */
  readonly actor: { readonly id: string; readonly name: string } | null;
  readonly action: string;
  readonly subjectId: string | null;
  /** What the person is called whom it is about. */
  readonly subjectName: string | null;
  /** Without a title where it is gone. */
  readonly project: { readonly id: string; readonly title: string | null } | null;
  readonly detail: AuditDetail;
  readonly hash: string;
}

export interface AuditPage {
  readonly entries: readonly AuditEntryView[];
  /** The cursor of older ones; null: there are none. */
  readonly next: number | null;
}

/** Whom and what one can filter by. */
export interface AuditChoices {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly projects: readonly { readonly id: string; readonly name: string }[];
}

/**
 * What a check of the chain found first, at which number.
 * - altered: the entry is not what was written there (or one before it was put in its place)
 * - missing: entries before it are gone
 * - unchained: entries were written past the chain (`sequence`: how many)
 * - cut: the last entries are gone (`sequence`: the last that should be there)
 */
export const AuditProblem = z.object({
  kind: z.enum(["altered", "missing", "unchained", "cut"]),
  sequence: z.number(),
});
export type AuditProblem = z.infer<typeof AuditProblem>;

export const AuditReport = z.object({
  entries: z.number(),
  whole: z.boolean(),
  /** The hash of the last entry: kept elsewhere, it also proves later that nothing up to it was rewritten. */
  hash: z.string(),
  problems: z.array(AuditProblem),
});
export type AuditReport = z.infer<typeof AuditReport>;
