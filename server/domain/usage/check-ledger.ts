import { z } from "zod";
import { LedgerReport, type LedgerProblem } from "../../contract/usage.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain, Reader } from "../domain.ts";
import { unitsPerMicro } from "../prices/index.ts";

/** How long an attempt may have ended before a call of it without a record counts as lost: the sweeper has had its turn. */
const settledMs = 60_000;
const mostProblems = 1_000;
const mostShown = 20;

const lastCheck = "latest";

const Counts = z.tuple([
  z.object({ calls: z.bigint(), corrections: z.bigint(), unpriced: z.bigint(), unknown: z.bigint() }),
]);
const Found = z.array(z.object({ id: z.string(), tokens: z.bigint().transform(Number) }));

/**
 * Holds the ledger against everything that says something about the same calls: the calls that were written down
 * before they were made, the provider's own usage objects, what agents' programs say of themselves, and the arithmetic
 * of its costs. Changes nothing.
 */
export const checkLedger = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<LedgerReport> => {
  const settled = new Date(clock.now().getTime() - settledMs);
  const [{ calls, corrections, unpriced, unknown }] = Counts.parse(
    await prisma.$queryRaw`
      SELECT count(*) FILTER (WHERE "kind" = 'CALL') AS "calls",
        count(*) FILTER (WHERE "kind" = 'CORRECTION') AS "corrections",
        count(*) FILTER (WHERE "kind" = 'CALL' AND "basis" = 'unpriced') AS "unpriced",
        count(*) FILTER (WHERE "kind" = 'CALL' AND "outcome" IN ('CUT', 'UNKNOWN') AND "rawUsage" IS NULL) AS "unknown"
      FROM "UsageRecord"`,
  );
  const problems: LedgerProblem[] = [];
  for (const { kind, query } of questions(settled)) {
    const found = Found.parse(await prisma.$queryRaw(Prisma.sql`${query} LIMIT ${mostProblems}`));
    problems.push(...found.map(({ id, tokens }) => ({ kind, id, tokens })));
  }
  return {
    calls: Number(calls),
    corrections: Number(corrections),
    unpriced: Number(unpriced),
    unknown: Number(unknown),
    drift: problems.reduce((sum, { tokens }) => sum + Math.max(1, tokens), 0),
    problems: problems.slice(0, mostShown),
  };
};

/** Each a query for ids and tokens in disagreement. */
const questions = (settled: Date): { kind: LedgerProblem["kind"]; query: Prisma.Sql }[] => [
  {
    kind: "lost",
    query: Prisma.sql`
      SELECT c."id", 0::bigint AS "tokens" FROM "ProviderCall" c JOIN "Attempt" a ON a."id" = c."attemptId"
      WHERE a."endedAt" < ${settled} AND NOT EXISTS (SELECT 1 FROM "UsageRecord" u WHERE u."key" = c."id")`,
  },
  {
    // A provider gives every answer an id of its own.
    kind: "doubled",
    query: Prisma.sql`
      SELECT max("id") AS "id", (sum(${allTokens}) - min(${allTokens}))::bigint AS "tokens" FROM "UsageRecord"
      WHERE "kind" = 'CALL' AND "messageId" IS NOT NULL GROUP BY "provider", "messageId" HAVING count(*) > 1`,
  },
  {
    kind: "misread",
    query: Prisma.sql`
      SELECT "id", "tokens" FROM (
        SELECT "id", (abs("inputUncached" - ${raw("input_tokens")})
          + abs("cacheRead" - ${raw("cache_read_input_tokens")})
          + abs("cacheWrite5m" + "cacheWrite1h" - ${raw("cache_creation_input_tokens")})
          + abs("output" - ${raw("output_tokens")})
          + GREATEST(COALESCE("thinking", 0) - "output", 0))::bigint AS "tokens"
        FROM "UsageRecord"
        WHERE "kind" = 'CALL' AND "rawUsage" IS NOT NULL AND jsonb_typeof("rawUsage"->'input_tokens') = 'number'
        UNION ALL
        -- Ollama's own interface, in its own words. A prompt that it still knew it does not count.
        SELECT "id", (abs("inputUncached" - ${raw("prompt_eval_count")}) + abs("output" - ${raw("eval_count")})
          + "cacheRead" + "cacheWrite5m" + "cacheWrite1h")::bigint
        FROM "UsageRecord"
        WHERE "kind" = 'CALL' AND "source" = 'client' AND jsonb_typeof("rawUsage"->'eval_count') = 'number') AS read
      WHERE "tokens" > 0`,
  },
  {
    // A program need not know of an answer that was cut or failed, so its account lies between all and the whole ones. Of
    // a cut answer Claude Code guesses the output by its text, which may be more than the provider has said by then.
    kind: "unreconciled",
    query: Prisma.sql`
      SELECT "id", "tokens" FROM (
        SELECT a."id", (${between("inputUncached")} + ${between("cacheRead")} + ${between("cacheWrite")}
          + CASE WHEN booked."cut" = 0 THEN ${between("output")} ELSE ${missing("output")} END)::bigint AS "tokens"
        FROM "Attempt" a
        CROSS JOIN LATERAL (
          SELECT COALESCE(sum((m->>'inputUncached')::bigint), 0) AS "inputUncached",
            COALESCE(sum((m->>'cacheRead')::bigint), 0) AS "cacheRead",
            COALESCE(sum((m->>'cacheWrite5m')::bigint + (m->>'cacheWrite1h')::bigint), 0) AS "cacheWrite",
            COALESCE(sum((m->>'output')::bigint), 0) AS "output"
          FROM jsonb_array_elements(a."reportedUsage") m) AS said
        CROSS JOIN LATERAL (
          SELECT ${sums("inputUncached", Prisma.sql`"inputUncached"`)}, ${sums("cacheRead", Prisma.sql`"cacheRead"`)},
            ${sums("cacheWrite", Prisma.sql`"cacheWrite5m" + "cacheWrite1h"`)}, ${sums("output", Prisma.sql`"output"`)},
            count(*) FILTER (WHERE "outcome" = 'CUT') AS "cut"
          FROM "UsageRecord" u WHERE u."attemptId" = a."id") AS booked
        WHERE a."reportedWhole" AND a."endedAt" IS NOT NULL AND jsonb_typeof(a."reportedUsage") = 'array') AS compared
      WHERE "tokens" > 0`,
  },
  {
    kind: "miscalculated",
    query: Prisma.sql`
      SELECT "id", 0::bigint AS "tokens" FROM (
        SELECT "id", "costMicros",
          ("inputUncached"::numeric * ${rate("input")} + "cacheRead"::numeric * ${rate("cacheRead")}
            + "cacheWrite5m"::numeric * ${rate("cacheWrite5m")} + "cacheWrite1h"::numeric * ${rate("cacheWrite1h")}
            + "output"::numeric * ${rate("output")})
            * ${rate("batchPercent")} * ${rate("fastPercent")} * ${rate("geographyPercent")}
            + "webSearches" * ${rate("webSearchMicros")} * ${units} AS "units"
        FROM "UsageRecord" WHERE "kind" = 'CALL' AND "basis" = 'priced') AS priced
      WHERE "costMicros" IS DISTINCT FROM div(2 * "units" + ${units}, 2 * ${units})::bigint`,
  },
  {
    kind: "dangling",
    query: Prisma.sql`
      SELECT c."id", 0::bigint AS "tokens" FROM "UsageRecord" c
      WHERE c."kind" = 'CORRECTION' AND NOT EXISTS (SELECT 1 FROM "UsageRecord" u WHERE u."id" = c."correctsId")`,
  },
];

const allTokens = Prisma.sql`"inputUncached" + "cacheRead" + "cacheWrite5m" + "cacheWrite1h" + "output"`;
const units = Prisma.sql`${String(unitsPerMicro)}::numeric`;

/** A count in the provider's own words; 0 where it is none. */
const raw = (name: string): Prisma.Sql => Prisma.sql`
  CASE WHEN jsonb_typeof("rawUsage"->${name}::text) = 'number' THEN ("rawUsage"->>${name}::text)::bigint ELSE 0 END`;

const rate = (name: string): Prisma.Sql => Prisma.sql`("rates"->>${name}::text)::numeric`;

/** Of all an attempt's records, and of its whole answers alone. */
const sums = (name: string, tokens: Prisma.Sql): Prisma.Sql => Prisma.sql`
  COALESCE(sum(${tokens}), 0) AS ${column(`${name}All`)},
  COALESCE(sum(${tokens}) FILTER (WHERE "outcome" = 'COMPLETED'), 0) AS ${column(`${name}Whole`)}`;

const between = (name: string): Prisma.Sql => Prisma.sql`
  GREATEST(said.${column(name)} - booked.${column(`${name}All`)}, booked.${column(`${name}Whole`)} - said.${column(name)}, 0)`;

/** What a program says less than its whole answers came to. */
const missing = (name: string): Prisma.Sql => Prisma.sql`
  GREATEST(booked.${column(`${name}Whole`)} - said.${column(name)}, 0)`;

/** Only for names that stand in this file. */
const column = (name: string): Prisma.Sql => Prisma.raw(`"${name}"`);

/** Checks, and keeps what was found for the health page. */
export const keepLedgerCheck = async (domain: Pick<Domain, "prisma" | "clock">): Promise<void> => {
  const at = domain.clock.now();
  const report = await checkLedger(domain);
  await domain.prisma.ledgerCheck.upsert({
    where: { id: lastCheck },
    create: { id: lastCheck, at, report },
    update: { at, report },
  });
};

/** What the last check found; null before the first. */
export const lastLedgerCheck = async ({ prisma }: Reader): Promise<{ at: Date; report: LedgerReport } | null> => {
  const found = await prisma.ledgerCheck.findUnique({ where: { id: lastCheck } });
  return found === null ? null : { at: found.at, report: LedgerReport.parse(found.report) };
};
