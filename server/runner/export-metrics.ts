import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import type { Domain } from "../domain/domain.ts";
import { productVersion } from "../domain/health/index.ts";
import { readMetrics, toResourceMetrics } from "../domain/metrics/index.ts";

/**
 * Sends metrics to an OpenTelemetry collector (OTLP over HTTP). They are read anew each time and cumulative, so one that
 * is lost is made up for by the next.
 */
export const createMetricsExport = (
  domain: Pick<Domain, "prisma" | "clock">,
  { endpoint }: { endpoint: string },
): { send(): Promise<void>; close(): Promise<void> } => {
  const exporter = new OTLPMetricExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/metrics` });
  return {
    async send() {
      const metrics = toResourceMetrics(await readMetrics(domain), { version: productVersion });
      await new Promise<void>((resolve, reject) => {
        exporter.export(metrics, ({ error }) => (error === undefined ? resolve() : reject(error)));
      });
    },
    close: () => exporter.shutdown(),
  };
};
