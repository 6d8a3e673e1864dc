import { timingSafeEqual, createHash } from "node:crypto";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { originRules } from "../auth/guard.ts";
import { tokenOf } from "../auth/bearer.ts";
import { type OriginRules, refuseHost } from "../auth/origin.ts";
import type { Domain } from "../domain/domain.ts";
import { productVersion } from "../domain/health/index.ts";
import { readMetrics, toResourceMetrics } from "../domain/metrics/index.ts";
import { webDomain } from "../domain/web-domain.ts";
import { env } from "../platform/env.ts";
import { jsonAnswer } from "./json-answer.ts";
import { requireViewer } from "./require-viewer.ts";

export interface MetricsServices {
  readonly domain: Pick<Domain, "prisma" | "clock">;
  readonly rules: OriginRules;
  /** Undefined: metrics are off. */
  readonly token: string | undefined;
}

const webServices = (): MetricsServices => ({
  domain: webDomain(),
  rules: originRules(),
  token: env().SPIRAL_METRICS_TOKEN,
});

/** How long one reading answers for, so that several who scrape at once cost no more than one. */
const keepMs = 5_000;
const readings = new WeakMap<MetricsServices["domain"], { readonly at: number; readonly text: Promise<string> }>();

const read = (domain: MetricsServices["domain"]): Promise<string> => {
  const now = domain.clock.now().getTime();
  const last = readings.get(domain);
  if (last !== undefined && now - last.at < keepMs) return last.text;
  const text = readMetrics(domain).then((metrics) =>
    new PrometheusSerializer().serialize(toResourceMetrics(metrics, { version: productVersion })),
  );
  readings.set(domain, { at: now, text });
  // A failure answers nobody else.
  text.catch(() => readings.delete(domain));
  return text;
};

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * GET /api/metrics in Prometheus' format: for who shows the configured token, where there is one, and for an admin's
 * program with a personal token.
 */
export const handleMetrics = async (request: Request, services: MetricsServices = webServices()): Promise<Response> => {
  const refusal = refuseHost(request.headers, services.rules);
  if (refusal !== null) return jsonAnswer(refusal.status, { message: refusal.message });
  const program = tokenOf(request.headers) === null ? null : await requireViewer(services.domain, request);
  if (program instanceof Response) return program;
  if (program !== null) {
    return program.viewer.role === "ADMIN"
      ? metricsAnswer(services.domain)
      : jsonAnswer(403, { message: "Only an admin may do this." });
  }
  if (services.token === undefined)
    return jsonAnswer(404, { message: "Metrics are off. Set SPIRAL_METRICS_TOKEN to switch them on." });
  const shown = /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  if (shown === undefined || !timingSafeEqual(digest(shown), digest(services.token)))
    return jsonAnswer(401, { message: "Send the token of SPIRAL_METRICS_TOKEN as `Authorization: Bearer <token>`." });
  return metricsAnswer(services.domain);
};

const metricsAnswer = async (domain: MetricsServices["domain"]): Promise<Response> =>
  new Response(await read(domain), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
  });
