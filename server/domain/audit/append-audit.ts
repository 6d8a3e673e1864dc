import type { AuditAction, AuditDetail } from "../../contract/audit.ts";
import { idPrefixes } from "../../contract/ids.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../domain.ts";

export interface NewAuditEntry {
  /** Who did it; null where nobody is known (a failed sign-in), or where the product did it by itself. */
  readonly actorId: string | null;
  readonly action: AuditAction;
  readonly subjectId: string | null;
  /** Never a secret, and nothing that somebody typed into a sign-in form: people type passwords into the wrong field. */
  readonly detail: AuditDetail;
}

const projectPrefix = `${idPrefixes.project}_`;

/** The project that an entry is about: its subject, or what its detail names as `projectId`. */
const projectOf = ({ subjectId, detail }: NewAuditEntry): string | null => {
  const named = [subjectId, detail["projectId"]];
  return named.find((id) => typeof id === "string" && id.startsWith(projectPrefix))?.toString() ?? null;
};

/**
 * Writes one entry of the audit log, in the transaction of the deed itself: neither exists without the other. It gets
 * its number and hash when that commits (trigger `audit_chain`), and is never changed (trigger `audit_append_only`).
 */
export const appendAudit = async (tx: Pick<Tx, "auditEntry">, entry: NewAuditEntry): Promise<void> => {
  await tx.auditEntry.create({ data: { id: newId("auditEntry"), projectId: projectOf(entry), ...entry } });
};
