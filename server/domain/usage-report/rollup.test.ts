import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedUser } from "../../testing/project-factory.ts";
import { aCall, seedCalls, seedUsagePlace, type UsagePlace } from "../../testing/usage-factory.ts";

let database: TestDatabase;
let places: UsagePlace[];
beforeAll(async () => {
  database = await createTestDatabase();
  const { id: ownerId } = await seedUser(database);
  places = [await seedUsagePlace(database, { ownerId }), await seedUsagePlace(database, { ownerId })];
});
afterAll(() => database.close());

/** What differs between the rollup and the ledger summed up in quarters: nothing, whatever was written. */
const difference = () =>
  database.prisma.$queryRaw<unknown[]>`
    WITH ledger AS (
      SELECT date_bin('15 minutes', "at", '2000-01-01T00:00:00Z') AS "bucket", "projectId", "ownerId",
        COALESCE("phaseId", '') AS "phaseId", COALESCE("role", '') AS "role", "provider", "accountKind", "account",
        COALESCE("responseModel", "model") AS "model",
        sum(CASE WHEN "kind" = 'CALL' THEN 1 ELSE 0 END)::integer AS "calls",
        sum(CASE WHEN "kind" = 'CALL' AND ("outcome" = 'FAILED' OR "errorClass" IS NOT NULL) THEN 1 ELSE 0 END)::integer AS "failed",
        sum(CASE WHEN "kind" = 'CALL' AND "basis" = 'unpriced' THEN 1 ELSE 0 END)::integer AS "unpriced",
        sum("inputUncached")::bigint AS "inputUncached", sum("cacheRead")::bigint AS "cacheRead",
        sum("cacheWrite5m")::bigint AS "cacheWrite5m", sum("cacheWrite1h")::bigint AS "cacheWrite1h",
        sum("output")::bigint AS "output",
        sum(CASE WHEN "billable" THEN COALESCE("costMicros", 0) ELSE 0 END)::bigint AS "billedMicros",
        sum(CASE WHEN "billable" THEN 0 ELSE COALESCE("costMicros", 0) END)::bigint AS "equivalentMicros",
        sum(CASE WHEN "kind" = 'CALL' AND ("basis" = 'unknown' OR "basis" IN ('priced', 'reported')
          AND "outcome" IN ('CUT', 'UNKNOWN')) THEN 1 ELSE 0 END)::integer AS "unreported"
      FROM "UsageRecord" GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    )
    (SELECT * FROM ledger EXCEPT SELECT * FROM "UsageRollup") UNION ALL (SELECT * FROM "UsageRollup" EXCEPT SELECT * FROM ledger)`;

const start = Date.parse("2026-11-28T00:00:00Z");
const call = fc.record({
  place: fc.nat(1),
  at: fc.nat(3 * 3_600_000).map((ms) => new Date(start + ms)),
  phased: fc.boolean(),
  role: fc.constantFrom("DEVELOPER", "PROJECT_MANAGER", null),
  accountKind: fc.constantFrom("api_key", "subscription", "local"),
  model: fc.constantFrom("a", "b"),
  responseModel: fc.constantFrom("b", "c", null),
  outcome: fc.constantFrom("COMPLETED", "FAILED", "CUT", "UNKNOWN"),
  errorClass: fc.constantFrom("overloaded", null),
  basis: fc.constantFrom("priced", "reported", "unpriced", "unknown", "none"),
  costMicros: fc.option(fc.nat(1_000_000_000)),
  inputUncached: fc.nat(1_000_000),
  cacheRead: fc.nat(1_000_000),
  output: fc.nat(100_000),
  correction: fc.boolean(),
});

describe("the rollup", () => {
  it("equals the ledger's rows, whatever is written and however many at a time", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 25 }), async (calls) => {
        const data = calls.flatMap(({ place, phased, correction, ...rest }) => {
          const at = places[place];
          if (at === undefined) return [];
          const row = aCall(at, { ...rest, billable: rest.accountKind === "api_key" });
          const first = phased ? row : { ...row, phaseId: null };
          const second = aCall(at, { ...rest, billable: first.billable, phaseId: first.phaseId ?? null });
          return correction
            ? [first, { ...second, kind: "CORRECTION", correctsId: first.id, reason: "test", output: -rest.output }]
            : [first];
        });
        await database.prisma.usageRecord.createMany({ data });
        expect(await difference()).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("counts what had been written before it was counted", async () => {
    const file = path.resolve("prisma/migrations/20261129214500_unreported_calls/migration.sql");
    const [, backfill = ""] = /-- What is there already\.\n([^;]*);/.exec(readFileSync(file, "utf8")) ?? [];
    expect(
      await database.prisma.$executeRaw`UPDATE "UsageRollup" SET "unreported" = 0 WHERE "unreported" > 0`,
    ).toBeGreaterThan(0);
    expect(await difference()).not.toEqual([]);
    await database.prisma.$executeRawUnsafe(backfill);
    expect(await difference()).toEqual([]);
  });

  it("is as it was after a write that is undone, and after a repetition", async () => {
    const [place] = places;
    if (place === undefined) throw new Error("There is no place.");
    const row = aCall(place, { at: new Date(start) });
    await database.prisma.usageRecord.createMany({ data: [row] });
    await database.prisma.usageRecord.createMany({ data: [row], skipDuplicates: true });
    await expect(
      database.prisma.$transaction(async (tx) => {
        await tx.usageRecord.createMany({ data: [aCall(place, { at: new Date(start) })] });
        throw new Error("undone");
      }),
    ).rejects.toThrow("undone");
    expect(await difference()).toEqual([]);
  });

  it("takes writes of many at once", async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        Promise.all(
          places.map((place) =>
            seedCalls(database, place, [
              { at: new Date(start + index * 60_000) },
              { at: new Date(start + (20 - index) * 120_000), model: `m${index % 3}` },
            ]),
          ),
        ),
      ),
    );
    expect(await difference()).toEqual([]);
  });
});

describe("the sample", () => {
  it("halves with every level", async () => {
    const rows = await database.prisma.$queryRaw<{ level: number; count: number }[]>`
      SELECT spiral_sample_level('use_' || md5(n::text)) AS "level", count(*)::integer AS "count"
      FROM generate_series(1, 65536) AS n GROUP BY 1 ORDER BY 1`;
    expect(rows.map(({ level }) => level)).toEqual(Array.from({ length: 13 }, (_, level) => level));
    for (const [level, expected] of [32_768, 16_384, 8_192, 4_096].entries()) {
      expect(Math.abs((rows[level]?.count ?? 0) / expected - 1)).toBeLessThan(0.06);
    }
  });
});
