import { refuseRequest } from "../auth/guard.ts";
import { AuditExport, type AuditEntryView } from "../contract/audit.ts";
import { auditSentence } from "../contract/audit-words.ts";
import { exportAudit } from "../domain/audit/index.ts";
import { rememberSecrets } from "../domain/secrets/index.ts";
import { downloadServices, type DownloadServices } from "./download-services.ts";
import { jsonAnswer } from "./json-answer.ts";
import { tableExport } from "./table-export.ts";
import { requireViewer } from "./require-viewer.ts";

/** An entry as it leaves the house: with what the hash is computed over, and in words. */
const toRow = (entry: AuditEntryView) => ({
  sequence: entry.sequence,
  at: entry.at.toISOString(),
  actorId: entry.actor?.id ?? null,
  actor: entry.actor?.name ?? null,
  action: entry.action,
  what: auditSentence(entry),
  subjectId: entry.subjectId,
  projectId: entry.project?.id ?? null,
  project: entry.project?.title ?? null,
  detail: JSON.stringify(entry.detail),
  hash: entry.hash,
});

/** The order of the columns. */
const columns = [
  "sequence",
  "at",
  "actorId",
  "actor",
  "action",
  "what",
  "subjectId",
  "projectId",
  "project",
  "detail",
  "hash",
] as const satisfies readonly (keyof ReturnType<typeof toRow>)[];

async function* rows(pages: AsyncIterable<readonly AuditEntryView[]>) {
  for await (const page of pages) yield page.map(toRow);
}

/**
 * GET /api/audit/export?format=csv|json&group=…&actor=…&project=…&from=2026-11-01&to=2026-11-30&tz=Europe/Berlin: the audit
 * log, with the page's own parameters, for admins.
 */
export const handleAuditExport = async (
  request: Request,
  services: DownloadServices = downloadServices(),
): Promise<Response> => {
  const { domain, rules } = services;
  const refusal = refuseRequest(request, rules);
  if (refusal !== null) return jsonAnswer(refusal.status, { message: refusal.message });
  const signedIn = await requireViewer(domain, request);
  if (signedIn instanceof Response) return signedIn;
  if (signedIn.viewer.role !== "ADMIN") return jsonAnswer(403, { message: "Only an admin may do this." });
  const wanted = AuditExport.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!wanted.success) {
    const reasons = wanted.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return jsonAnswer(400, { message: `This export cannot be made. ${reasons.join(" ")}` });
  }
  const { format, ...asked } = wanted.data;
  // What was stored before a secret was entered may hold it.
  await rememberSecrets(domain);
  const name = `spiral-audit-${domain.clock.now().toISOString().slice(0, 10)}`;
  return tableExport({ name, format, columns, pages: rows(exportAudit(domain, asked)), signal: request.signal });
};
