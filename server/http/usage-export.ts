import { refuseRequest } from "../auth/guard.ts";
import { UsageExport } from "../contract/usage-query.ts";
import { rememberSecrets } from "../domain/secrets/index.ts";
import { exportCalls, type ExportedCall } from "../domain/usage-report/index.ts";
import { downloadServices, type DownloadServices } from "./download-services.ts";
import { jsonAnswer } from "./json-answer.ts";
import { tableExport } from "./table-export.ts";
import { requireViewer } from "./require-viewer.ts";

/** The order of the columns. */
const columns = [
  "id",
  "at",
  "kind",
  "correctsId",
  "projectId",
  "project",
  "phaseId",
  "phase",
  "user",
  "role",
  "operation",
  "round",
  "attempt",
  "provider",
  "accountKind",
  "account",
  "model",
  "requestedModel",
  "outcome",
  "errorClass",
  "httpStatus",
  "inputUncached",
  "cacheRead",
  "cacheWrite5m",
  "cacheWrite1h",
  "output",
  "thinking",
  "webSearches",
  "costMicros",
  "costBasis",
  "billable",
  "reportedCostMicros",
  "priceSource",
  "firstTokenMs",
  "durationMs",
  "messageId",
  "requestId",
] as const satisfies readonly (keyof ExportedCall)[];

/**
 * GET /api/usage/export?format=csv|json&period=30d&tz=Europe/Berlin&model=…: the calls of a period that one may see, with
 * the page's own parameters. Written as it is read: a million calls need no more memory than a few thousand.
 */
export const handleUsageExport = async (
  request: Request,
  services: DownloadServices = downloadServices(),
): Promise<Response> => {
  const { domain, rules } = services;
  const refusal = refuseRequest(request, rules);
  if (refusal !== null) return jsonAnswer(refusal.status, { message: refusal.message });
  const signedIn = await requireViewer(domain, request);
  if (signedIn instanceof Response) return signedIn;
  const wanted = UsageExport.safeParse(new URL(request.url).searchParams);
  if (!wanted.success) {
    const reasons = wanted.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return jsonAnswer(400, { message: `This export cannot be made. ${reasons.join(" ")}` });
  }
  const { format, part, only, ...query } = wanted.data;
  // What was stored before a secret was entered may hold it.
  await rememberSecrets(domain);
  const pages = exportCalls(domain, { viewer: signedIn.viewer, query, input: { part, only } });
  const day = domain.clock.now().toISOString().slice(0, 10);
  const name = `spiral-usage-${day}`;
  return tableExport({ name, format, columns, pages, signal: request.signal });
};
