export { appendAudit, auditActions, type AuditAction, type NewAuditEntry } from "./append-audit.ts";
