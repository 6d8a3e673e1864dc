import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedUser } from "../../testing/project-factory.ts";
import { aCall, seedUsagePlace, type UsagePlace } from "../../testing/usage-factory.ts";
import { type LedgerSums, readLedgerSums } from "./ledger-sums.ts";

let database: TestDatabase;
let place: UsagePlace;
beforeAll(async () => {
  database = await createTestDatabase();
  place = await seedUsagePlace(database, { ownerId: (await seedUser(database)).id });
});
afterAll(() => database.close());

const minute = 60_000;
const roles = ["DEVELOPER", "QUALITY_ASSURANCE", null] as const;

/** Calls and corrections, written to the ledger so long ago. */
const write = (minutesAgo: number, count: number) =>
  database.prisma.usageRecord.createMany({
    data: Array.from({ length: count }, (_, index) => {
      const writtenAt = new Date(Date.now() - minutesAgo * minute);
      const call = aCall(place, {
        at: writtenAt,
        writtenAt,
        role: roles[index % 3] ?? null,
        output: 3 ** (index % 9),
        durationMs: 10 * (index + 1),
        costMicros: 1_000 + index,
        basis: index % 7 === 0 ? "unpriced" : "priced",
        ...(index % 5 === 0 ? { outcome: "FAILED", errorClass: "overloaded" } : {}),
      });
      return index % 4 === 3 ? { ...call, kind: "CORRECTION", correctsId: call.id, reason: "test", output: -1 } : call;
    }),
  });

/** What is the same however rows are split. */
const totals = (sums: LedgerSums): string[] => {
  const found = new Map<string, number>();
  const add = (key: unknown[], value: number): void => {
    const name = JSON.stringify(key);
    found.set(name, (found.get(name) ?? 0) + value);
  };
  for (const { calls, output, costMicros, ...row } of sums.calls) {
    const key = ["calls", row.role, row.model, row.outcome, row.basis, row.billable];
    for (const [name, value] of Object.entries({ calls, output, costMicros, cached: row.cacheRead }))
      add([...key, name], value);
  }
  for (const { role, error, bucket, count, sumMs } of sums.durations) {
    add(["durations", role, error, bucket, "count"], count);
    add(["durations", role, error, bucket, "sum"], sumMs);
  }
  for (const { role, type, bucket, count, sum } of sums.tokens) {
    add(["tokens", role, type, bucket, "count"], count);
    add(["tokens", role, type, bucket, "sum"], sum);
  }
  return [...found].map(([key, value]) => `${key} ${value}`).toSorted();
};

/** What a ledger gives that nobody has summed up before. */
const fromNothing = async (): Promise<string[]> => {
  const kept = await database.prisma.metricsSnapshot.findUnique({ where: { id: "latest" } });
  await database.prisma.metricsSnapshot.deleteMany();
  const found = totals(await readLedgerSums(database));
  await database.prisma.metricsSnapshot.deleteMany();
  if (kept !== null) await database.prisma.metricsSnapshot.create({ data: { ...kept, sums: kept.sums ?? {} } });
  return found;
};
const upTo = async (): Promise<number> =>
  (await database.prisma.metricsSnapshot.findUniqueOrThrow({ where: { id: "latest" } })).upTo.getTime();

it("sums over the ledger are the same with a snapshot as without, while it grows", async () => {
  await write(600, 40);
  await write(3, 25);
  const first = totals(await readLedgerSums(database));
  expect(first.length).toBeGreaterThan(20);
  expect(first).toEqual(await fromNothing());

  // As it was two hours ago, and what came since.
  const earlier = new Date(Date.now() - 500 * minute);
  const before = await database.prisma.metricsSnapshot.findUniqueOrThrow({ where: { id: "latest" } });
  await database.prisma.metricsSnapshot.update({ where: { id: before.id }, data: { upTo: earlier } });
  await write(200, 30);
  await write(0, 15);
  const [one, other] = await Promise.all([readLedgerSums(database), readLedgerSums(database)]);
  expect(totals(one)).toEqual(await fromNothing());
  expect(totals(other)).toEqual(totals(one));
  expect(await upTo()).toBeGreaterThan(earlier.getTime());

  // Nothing to bring up to date: the snapshot stays, and what is new counts.
  const stays = await upTo();
  await write(0, 10);
  expect(totals(await readLedgerSums(database))).toEqual(await fromNothing());
  expect(await upTo()).toBe(stays);
});
