import { z } from "zod";
import { Prisma } from "../../db/generated/client.ts";
import { projectStatuses, RunStatus } from "../../contract/statuses.ts";
import type { Domain } from "../domain.ts";
import { runnerStatus } from "../runners/index.ts";
import { lastLedgerCheck } from "../usage/index.ts";

/** Inclusive upper ends, as OpenTelemetry's conventions for generative AI advise them. */
export const tokenBounds = [4 ** 0, ...Array.from({ length: 13 }, (_, power) => 4 ** (power + 1))];
export const durationBoundsMs = Array.from({ length: 14 }, (_, power) => 10 * 2 ** power);

const number = z
  .union([z.bigint(), z.number()])
  .nullable()
  .transform((value) => Number(value ?? 0));
const Party = z.object({
  provider: z.string(),
  role: z.string().nullable(),
  model: z.string(),
  responseModel: z.string().nullable(),
});
const Calls = z.array(
  Party.extend({
    outcome: z.string(),
    basis: z.string(),
    billable: z.boolean(),
    calls: number,
    inputUncached: number,
    cacheRead: number,
    cacheWrite5m: number,
    cacheWrite1h: number,
    output: number,
    costMicros: number,
  }),
);
const Durations = z.array(
  Party.extend({ error: z.string().nullable(), bucket: z.int(), count: number, sumMs: number }),
);
const Tokens = z.array(
  Party.extend({ type: z.enum(["input", "output"]), bucket: z.int(), count: number, sum: number }),
);
const States = z.array(z.object({ status: z.string(), count: number }));

/** What metrics are made of: sums over the ledger, and the state of the work. */
export interface Metrics {
  readonly calls: z.infer<typeof Calls>;
  readonly durations: z.infer<typeof Durations>;
  /** Per call: whole prompts, cache included, and answers. */
  readonly tokens: z.infer<typeof Tokens>;
  readonly projects: Readonly<Record<string, number>>;
  readonly runs: Readonly<Record<string, number>>;
  readonly runnersAlive: number;
  /** Null before the first check. */
  readonly ledgerDrift: number | null;
  /** When the first call was; counters count from then. */
  readonly since: Date;
  readonly at: Date;
}

const party = Prisma.sql`"provider", "role", "model", "responseModel"`;

/**
 * Reads the figures of metrics from the ledger and the state of the work, so that there is no second count that could
 * disagree with it.
 */
export const readMetrics = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<Metrics> => {
  const calls = Calls.parse(
    await prisma.$queryRaw`
      SELECT ${party}, "outcome", "basis", "billable", count(*) FILTER (WHERE "kind" = 'CALL') AS "calls",
        sum("inputUncached") AS "inputUncached", sum("cacheRead") AS "cacheRead", sum("cacheWrite5m") AS "cacheWrite5m",
        sum("cacheWrite1h") AS "cacheWrite1h", sum("output") AS "output", sum("costMicros")::bigint AS "costMicros"
      FROM "UsageRecord" GROUP BY ${party}, "outcome", "basis", "billable"`,
  );
  const durations = Durations.parse(
    await prisma.$queryRaw`
      SELECT ${party}, "errorClass" AS "error", width_bucket("durationMs" - 0.5, ${bounds(durationBoundsMs)}) AS "bucket",
        count(*) AS "count", sum("durationMs") AS "sumMs"
      FROM "UsageRecord" WHERE "kind" = 'CALL' AND "durationMs" IS NOT NULL GROUP BY ${party}, "errorClass", "bucket"`,
  );
  const tokens = Tokens.parse(
    await prisma.$queryRaw`
      SELECT ${party}, t."type", width_bucket(t."tokens" - 0.5, ${bounds(tokenBounds)}) AS "bucket",
        count(*) AS "count", sum(t."tokens")::bigint AS "sum"
      FROM "UsageRecord" CROSS JOIN LATERAL (
        VALUES ('input', "inputUncached" + "cacheRead" + "cacheWrite5m" + "cacheWrite1h"), ('output', "output")
      ) AS t("type", "tokens")
      WHERE "kind" = 'CALL' AND "basis" NOT IN ('none', 'unknown') GROUP BY ${party}, t."type", "bucket"`,
  );
  const runs = States.parse(
    await prisma.$queryRaw`SELECT "status"::text AS "status", count(*) AS "count" FROM "Run" GROUP BY 1`,
  );
  const projects = States.parse(
    await prisma.$queryRaw`SELECT "status"::text AS "status", count(*) AS "count" FROM "Project" GROUP BY 1`,
  );
  const at = clock.now();
  const first = await prisma.usageRecord.findFirst({ orderBy: { at: "asc" }, select: { at: true } });
  return {
    calls,
    durations,
    tokens,
    projects: withZeros(projectStatuses, projects),
    runs: withZeros(RunStatus.options, runs),
    runnersAlive: (await runnerStatus({ prisma, clock })).alive,
    ledgerDrift: (await lastLedgerCheck({ prisma }))?.report.drift ?? null,
    since: first?.at ?? at,
    at,
  };
};

/** Lower ends are inclusive in width_bucket, upper ones in OpenTelemetry; half a unit makes them agree on whole numbers. */
const bounds = (values: readonly number[]): Prisma.Sql => Prisma.sql`${[...values]}::numeric[]`;

const withZeros = (names: readonly string[], found: z.infer<typeof States>): Record<string, number> => ({
  ...Object.fromEntries(names.map((name) => [name, 0])),
  ...Object.fromEntries(found.map(({ status, count }) => [status, count])),
});
