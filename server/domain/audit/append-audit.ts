import { newId } from "../../platform/ids.ts";
import type { Tx } from "../domain.ts";

/** What is recorded about people's doings. A new kind of deed joins here. */
export type AuditAction =
  | "model.check_asked"
  | "model.pull_asked"
  | "setup.completed"
  | "sign_in.succeeded"
  | "sign_in.failed"
  | "session.revoked"
  | "sessions.revoked_all"
  | "password.changed"
  | "password.reset_asked"
  | "password.reset"
  | "user.invited"
  | "invitation.revoked"
  | "invitation.accepted"
  | "user.role_changed"
  | "user.disabled"
  | "user.enabled"
  | "user.session_ended"
  | "setting.changed"
  | "budget.changed"
  | "price.added"
  | "secret.stored"
  | "secret.retired"
  | "secret.removed"
  | "secret.refused"
  | "credential.stored"
  | "credential.removed"
  | "archive.uploaded"
  | "project.source_changed"
  | "project.import_confirmed"
  | "project.export_asked"
  | "project.network_changed"
  | "screening.passed"
  | "screening.refused"
  | "project.shared"
  | "project.submitted"
  | "project.paused"
  | "project.resumed"
  | "project.cancelled"
  | "project.retried"
  | "project.followed_up"
  | "project.duplicated"
  | "phase.steered"
  | "plan.edited"
  | "message.sent"
  | "project.provider_wished"
  | "project.privacy_changed"
  | "project.archived"
  | "project.unarchived"
  | "project.priority_changed"
  | "workspace.removed"
  | "ask.answered"
  | "permission.remembered"
  | "permission.forgotten"
  | "sandbox.switched_off"
  | "sandbox.check_asked";

export interface NewAuditEntry {
  /** Who did it; null where nobody is known (a failed sign-in). */
  readonly actorId: string | null;
  readonly action: AuditAction;
  readonly subjectId: string | null;
  /** Never a secret, and nothing that somebody typed into a sign-in form: people type passwords into the wrong field. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Writes one line of the audit log, in the transaction of the deed itself: neither exists without the other. The
 * table refuses UPDATE and DELETE (trigger `audit_append_only`).
 */
export const appendAudit = async (tx: Pick<Tx, "auditEntry">, entry: NewAuditEntry): Promise<void> => {
  await tx.auditEntry.create({ data: { id: newId("auditEntry"), ...entry } });
};
