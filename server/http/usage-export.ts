import { refuseRequest } from "../auth/guard.ts";
import { viewerFromRequest } from "../auth/viewer.ts";
import { UsageExport } from "../contract/usage-query.ts";
import { rememberSecrets } from "../domain/secrets/index.ts";
import { exportCalls, type ExportedCall } from "../domain/usage-report/index.ts";
import { knownSecrets } from "../platform/known-secrets.ts";
import { attachmentHeaders } from "./attachment.ts";
import { csvLine } from "./csv.ts";
import { downloadServices, type DownloadServices } from "./download-services.ts";
import { jsonAnswer } from "./json-answer.ts";
import { bodyOf } from "./stream-body.ts";

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

const contentTypes = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

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
  const signedIn = await viewerFromRequest(domain, request.headers);
  if (signedIn === null) return jsonAnswer(401, { message: "Sign in first." });
  const wanted = UsageExport.safeParse(new URL(request.url).searchParams);
  if (!wanted.success) {
    const reasons = wanted.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return jsonAnswer(400, { message: `This export cannot be made. ${reasons.join(" ")}` });
  }
  const { format, ...query } = wanted.data;
  // What was stored before a secret was entered may hold it.
  await rememberSecrets(domain);
  const pages = exportCalls(domain, { viewer: signedIn.viewer, query });
  const day = domain.clock.now().toISOString().slice(0, 10);
  return new Response(bodyOf(encoded(format === "csv" ? asCsv(pages) : asJson(pages)), request.signal), {
    headers: attachmentHeaders(`spiral-usage-${day}.${format}`, contentTypes[format]),
  });
};

type Pages = AsyncIterable<readonly ExportedCall[]>;

async function* asCsv(pages: Pages): AsyncGenerator<string, void> {
  yield csvLine(columns);
  for await (const page of pages) yield page.map((call) => csvLine(columns.map((column) => call[column]))).join("");
}

/** An array, an object a line. */
async function* asJson(pages: Pages): AsyncGenerator<string, void> {
  let before = "[\n";
  for await (const page of pages) {
    yield before + page.map((call) => JSON.stringify(call)).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(knownSecrets().redact(text));
}
