import { createServer } from "node:http";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import type { Domain } from "../domain/domain.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { seedCall, seedLease } from "../testing/ledger-factory.ts";
import { createTestDomain } from "../testing/project-factory.ts";
import { createMetricsExport } from "./export-metrics.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

/** As OTLP writes JSON: what matters here. */
const Sent = z.object({
  resourceMetrics: z.tuple([
    z.object({
      scopeMetrics: z.tuple([
        z.object({
          metrics: z.array(
            z.object({
              name: z.string(),
              unit: z.string(),
              histogram: z
                .object({
                  dataPoints: z.array(
                    z.object({
                      sum: z.number(),
                      attributes: z.array(z.object({ key: z.string(), value: z.object({ stringValue: z.string() }) })),
                    }),
                  ),
                })
                .optional(),
            }),
          ),
        }),
      ]),
    }),
  ]),
});

test("a collector hears the ledger's figures in OpenTelemetry's terms over HTTP", async () => {
  const received: { url: string | undefined; body: unknown }[] = [];
  const collector = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      received.push({ url: request.url, body: JSON.parse(body) });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  const address = collector.address();
  if (address === null || typeof address === "string") throw new Error("The collector has no port.");
  const metrics = createMetricsExport(domain, { endpoint: `http://127.0.0.1:${address.port}/` });
  onTestFinished(async () => {
    await metrics.close();
    collector.closeAllConnections();
    collector.close();
  });
  const lease = await seedLease(domain);
  await seedCall(domain, lease, { usage: { inputUncached: 100, cacheRead: 20, output: 7 } });
  await metrics.send();

  expect(received.map(({ url }) => url)).toEqual(["/v1/metrics"]);
  const { metrics: sent } = Sent.parse(received[0]?.body).resourceMetrics[0].scopeMetrics[0];
  const tokens = sent.find(({ name }) => name === "gen_ai.client.token.usage");
  expect(tokens?.unit).toBe("{token}");
  const sums = tokens?.histogram?.dataPoints.map(({ sum, attributes }) => [
    attributes.find(({ key }) => key === "gen_ai.token.type")?.value.stringValue,
    sum,
  ]);
  expect(Object.fromEntries(sums ?? [])).toEqual({ input: 120, output: 7 });
  expect(sent.find(({ name }) => name === "gen_ai.client.operation.duration")?.unit).toBe("s");
});

test("a collector that is not there is said, and nothing else happens", async () => {
  const metrics = createMetricsExport(domain, { endpoint: "http://127.0.0.1:9" });
  onTestFinished(() => metrics.close());
  await expect(metrics.send()).rejects.toThrow(/ECONNREFUSED|fetch|export|bad port/i);
}, 30_000);
