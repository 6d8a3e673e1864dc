import { z } from "zod";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain, Reader } from "../domain.ts";

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

const LedgerSums = z.object({
  calls: Calls,
  durations: Durations,
  /** Per call: whole prompts, cache included, and answers. */
  tokens: Tokens,
});
/** Sums over the ledger. Rows of the same party may stand there more than once. */
export type LedgerSums = z.infer<typeof LedgerSums>;

const snapshotId = "latest";
/** No transaction that writes to the ledger takes longer, so nothing will ever be written before. */
const settledMinutes = 10;
/** What is read anew each time is no more than this and what is not settled, in milliseconds. */
const keptAfterMs = 5 * 60_000;

/**
 * Sums over the whole ledger: those of the snapshot, and of what was written since. Once that is some minutes of it, the
 * snapshot is brought up to date by whoever reads.
 */
export const readLedgerSums = async ({ prisma }: Pick<Domain, "prisma">): Promise<LedgerSums> => {
  const kept = await prisma.metricsSnapshot.findUnique({ where: { id: snapshotId } });
  const [{ settled }] = await prisma.$queryRaw<[{ settled: Date }]>`
    SELECT date_trunc('milliseconds', now()) - make_interval(mins => ${settledMinutes}::integer) AS "settled"`;
  const before = { upTo: kept?.upTo ?? new Date(0), sums: LedgerSums.parse(kept?.sums ?? noSums) };
  if (settled.getTime() - before.upTo.getTime() < keptAfterMs) {
    return joined(before.sums, await sumsWritten({ prisma }, { from: before.upTo, to: null }));
  }
  const sums = merged(joined(before.sums, await sumsWritten({ prisma }, { from: before.upTo, to: settled })));
  // Of two who read at once the first writes it.
  if (kept === null) {
    await prisma.metricsSnapshot.createMany({ data: [{ id: snapshotId, upTo: settled, sums }], skipDuplicates: true });
  } else {
    await prisma.metricsSnapshot.updateMany({
      where: { id: snapshotId, upTo: before.upTo },
      data: { upTo: settled, sums },
    });
  }
  return joined(sums, await sumsWritten({ prisma }, { from: settled, to: null }));
};

const noSums: LedgerSums = { calls: [], durations: [], tokens: [] };

const joined = (one: LedgerSums, other: LedgerSums): LedgerSums => ({
  calls: [...one.calls, ...other.calls],
  durations: [...one.durations, ...other.durations],
  tokens: [...one.tokens, ...other.tokens],
});

const party = Prisma.sql`"provider", "role", "model", "responseModel"`;

const sumsWritten = async ({ prisma }: Reader, { from, to }: { from: Date; to: Date | null }): Promise<LedgerSums> => {
  const written =
    to === null ? Prisma.sql`"writtenAt" >= ${from}` : Prisma.sql`"writtenAt" >= ${from} AND "writtenAt" < ${to}`;
  const calls = Calls.parse(
    await prisma.$queryRaw`
      SELECT ${party}, "outcome", "basis", "billable", count(*) FILTER (WHERE ${written} AND "kind" = 'CALL') AS "calls",
        sum("inputUncached") AS "inputUncached", sum("cacheRead") AS "cacheRead", sum("cacheWrite5m") AS "cacheWrite5m",
        sum("cacheWrite1h") AS "cacheWrite1h", sum("output") AS "output", sum("costMicros")::bigint AS "costMicros"
      FROM "UsageRecord" WHERE ${written} GROUP BY ${party}, "outcome", "basis", "billable"`,
  );
  const durations = Durations.parse(
    await prisma.$queryRaw`
      SELECT ${party}, "errorClass" AS "error", width_bucket("durationMs" - 0.5, ${bounds(durationBoundsMs)}) AS "bucket",
        count(*) AS "count", sum("durationMs") AS "sumMs"
      FROM "UsageRecord" WHERE ${written} AND "kind" = 'CALL' AND "durationMs" IS NOT NULL GROUP BY ${party}, "errorClass", "bucket"`,
  );
  const tokens = Tokens.parse(
    await prisma.$queryRaw`
      SELECT ${party}, t."type", width_bucket(t."tokens" - 0.5, ${bounds(tokenBounds)}) AS "bucket",
        count(*) AS "count", sum(t."tokens")::bigint AS "sum"
      FROM "UsageRecord" CROSS JOIN LATERAL (
        VALUES ('input', "inputUncached" + "cacheRead" + "cacheWrite5m" + "cacheWrite1h"), ('output', "output")
      ) AS t("type", "tokens")
      WHERE ${written} AND "kind" = 'CALL' AND "basis" NOT IN ('none', 'unknown') GROUP BY ${party}, t."type", "bucket"`,
  );
  return { calls, durations, tokens };
};

/** Lower ends are inclusive in width_bucket, upper ones in OpenTelemetry; half a unit makes them agree on whole numbers. */
const bounds = (values: readonly number[]): Prisma.Sql => Prisma.sql`${[...values]}::numeric[]`;

/** The same with every party once. */
const merged = ({ calls, durations, tokens }: LedgerSums): LedgerSums => ({
  calls: mergedRows(
    calls,
    ({ outcome, basis, billable }) => [outcome, basis, billable],
    (one, other) => ({
      ...one,
      calls: one.calls + other.calls,
      inputUncached: one.inputUncached + other.inputUncached,
      cacheRead: one.cacheRead + other.cacheRead,
      cacheWrite5m: one.cacheWrite5m + other.cacheWrite5m,
      cacheWrite1h: one.cacheWrite1h + other.cacheWrite1h,
      output: one.output + other.output,
      costMicros: one.costMicros + other.costMicros,
    }),
  ),
  durations: mergedRows(
    durations,
    ({ error, bucket }) => [error, bucket],
    (one, other) => ({ ...one, count: one.count + other.count, sumMs: one.sumMs + other.sumMs }),
  ),
  tokens: mergedRows(
    tokens,
    ({ type, bucket }) => [type, bucket],
    (one, other) => ({ ...one, count: one.count + other.count, sum: one.sum + other.sum }),
  ),
});

const mergedRows = <Row extends z.infer<typeof Party>>(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly unknown[],
  add: (one: Row, other: Row) => Row,
): Row[] => {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const { provider, role, model, responseModel } = row;
    const key = JSON.stringify([provider, role, model, responseModel, ...keyOf(row)]);
    const known = found.get(key);
    found.set(key, known === undefined ? row : add(known, row));
  }
  return [...found.values()];
};
