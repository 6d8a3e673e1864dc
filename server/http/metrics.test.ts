import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Domain } from "../domain/domain.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { seedCall, seedLease } from "../testing/ledger-factory.ts";
import { createTestDomain } from "../testing/project-factory.ts";
import { handleMetrics } from "./metrics.ts";

const token = "a-token-of-a-test-0123456789";
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

const rules = { allowedHosts: ["localhost"], publicOrigin: null };
const scrape = (shown: string | null, configured: string | undefined = token): Promise<Response> =>
  handleMetrics(
    new Request("http://localhost:3000/api/metrics", {
      headers: { host: "localhost:3000", ...(shown === null ? {} : { authorization: `Bearer ${shown}` }) },
    }),
    // A domain of its own each time: readings are kept for a moment.
    { domain: { ...domain }, rules, token: configured },
  );

/** The samples of a metric: labels as text, and the value. */
const samples = (text: string, name: string): { labels: string; value: number }[] =>
  text.split("\n").flatMap((line) => {
    const [, found, labels, value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    return found === name ? [{ labels: labels ?? "", value: Number(value) }] : [];
  });
const sumOf = (text: string, name: string, ...labels: string[]): number =>
  samples(text, name)
    .filter((sample) => labels.every((label) => sample.labels.includes(label)))
    .reduce((sum, { value }) => sum + value, 0);

describe("GET /api/metrics", () => {
  test("is off unless a token is configured, and only for who shows it", async () => {
    const off = await handleMetrics(
      new Request("http://localhost:3000/api/metrics", { headers: { host: "localhost:3000" } }),
      {
        domain,
        rules,
        token: undefined,
      },
    );
    expect(off.status).toBe(404);
    expect((await scrape(null)).status).toBe(401);
    expect((await scrape("another-token-0123456789")).status).toBe(401);
    expect((await scrape(token)).status).toBe(200);
  });

  test("has the ledger's figures in OpenTelemetry's terms: input tokens include the cache", async () => {
    const lease = await seedLease(domain);
    await seedCall(domain, lease, {
      usage: { inputUncached: 1_000, cacheRead: 2_000, cacheWrite5m: 300, cacheWrite1h: 40, output: 500 },
      durationMs: 160,
    });
    await seedCall(domain, lease, {
      accountKind: "subscription",
      usage: { inputUncached: 64, output: 10 },
      durationMs: 161,
    });
    await seedCall(domain, lease, { error: "overloaded", durationMs: 5 });
    const text = await (await scrape(token)).text();

    const tokens = "gen_ai_client_token_usage";
    expect(sumOf(text, `${tokens}_sum`, 'gen_ai_token_type="input"')).toBe(3_340 + 64);
    expect(sumOf(text, `${tokens}_sum`, 'gen_ai_token_type="output"')).toBe(510);
    expect(sumOf(text, `${tokens}_count`, 'gen_ai_token_type="input"')).toBe(2);
    // 64 is the upper end of its bucket, and belongs to it.
    expect(sumOf(text, `${tokens}_bucket`, 'le="64"', 'gen_ai_token_type="input"')).toBe(1);
    expect(sumOf(text, `${tokens}_bucket`, 'le="16"', 'gen_ai_token_type="input"')).toBe(0);

    const duration = "gen_ai_client_operation_duration";
    expect(sumOf(text, `${duration}_count`)).toBe(3);
    expect(sumOf(text, `${duration}_sum`)).toBeCloseTo(0.326, 6);
    expect(sumOf(text, `${duration}_bucket`, 'le="0.16"')).toBe(2);
    expect(sumOf(text, `${duration}_count`, 'error_type="overloaded"')).toBe(1);
    expect(text).toContain('gen_ai_provider_name="anthropic"');
    expect(text).toContain('gen_ai_operation_name="chat"');

    // 1,000 × 2 + 2,000 × 0.1 + 300 × 2.5 + 40 × 4 + 500 × 10 millionths of a dollar.
    const cost = "spiral_usage_cost_total";
    expect(sumOf(text, cost, 'spiral_cost_kind="billed"')).toBeCloseTo(0.00811, 9);
    expect(sumOf(text, cost, 'spiral_cost_kind="equivalent"')).toBeCloseTo(0.000228, 9);
    expect(sumOf(text, "spiral_runs", 'spiral_status="RUNNING"')).toBe(1);
    expect(text).not.toContain(lease.projectId);
  });
});
