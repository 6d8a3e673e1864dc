export { appendAudit } from "./append-audit.ts";
export { checkAudit, keepAuditCheck, lastAuditCheck } from "./check-audit.ts";
export { auditChoices, exportAudit, readAudit } from "./read-audit.ts";
