import { afterAll, beforeAll, expect, test } from "vitest";
import { AddPriceInput } from "../../contract/prices.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedCall, seedLease } from "../../testing/ledger-factory.ts";
import { createTestDomain } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { usageByProject } from "../usage/index.ts";
import { addPrice, findPrice, readPrices } from "./index.ts";

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

const price = (over: Partial<AddPriceInput> = {}): AddPriceInput => ({
  model: "claude-sonnet-5-5",
  validFrom: "2026-11-01",
  input: 4,
  output: 20,
  cacheWrite5m: 5,
  cacheWrite1h: 8,
  cacheRead: 0.000_001,
  long: null,
  fastPercent: 200,
  source: "A price list",
  ...over,
});

test("a new price is for new calls; those of the past keep theirs, and the history stays", async () => {
  const lease = await seedLease(domain);
  const actorId = (await database.prisma.user.findFirstOrThrow()).id;
  const cost = async () => (await usageByProject(domain, [lease.projectId])).get(lease.projectId)?.billedMicros;
  const million = { usage: { inputUncached: 1_000_000 } };
  await seedCall(domain, lease, million);
  expect(await cost()).toBe(2_000_000);

  await addPrice(domain, { price: price(), actorId });
  await addPrice(domain, { price: price({ validFrom: "2099-01-01", input: 9 }), actorId });
  expect(await cost()).toBe(2_000_000);
  await seedCall(domain, lease, million);
  expect(await cost()).toBe(2_000_000 + 4_000_000);

  const { prices } = await readPrices(domain);
  const own = prices.filter(({ model }) => model === "claude-sonnet-5-5");
  expect(
    own.map(({ validFrom, input, state, addedBy }) => [validFrom.toISOString().slice(0, 10), input, state, addedBy]),
  ).toEqual([
    ["2099-01-01", 9_000_000, "later", "Ada"],
    ["2026-11-01", 4_000_000, "in_force", "Ada"],
    ["2026-10-07", 2_000_000, "replaced", null],
    ["2026-01-01", 2_000_000, "replaced", null],
  ]);
  expect(await database.prisma.auditEntry.count({ where: { action: "price.added", actorId } })).toBe(2);
  await expect(database.prisma.modelPrice.deleteMany()).rejects.toThrow(/append-only/);

  // A mistake is put right by another price for the same day: the later word counts.
  await addPrice(domain, { price: price({ input: 3 }), actorId });
  expect((await findPrice(domain, { model: "claude-sonnet-5-5", at: new Date() }))?.rates.input).toBe(3_000_000);
});

test("what has no price is named with its calls, until it has one", async () => {
  const lease = await seedLease(domain);
  await seedCall(domain, lease, { model: "claude-next", usage: { output: 5 } });
  await seedCall(domain, lease, { model: "claude-next", usage: { output: 5 } });
  expect((await readPrices(domain)).unpriced).toEqual([{ model: "claude-next", speed: null, calls: 2 }]);
});

test("so is the fast mode of a model whose price does not say what it costs, until it does", async () => {
  const lease = await seedLease(domain);
  const unpriced = async () => (await readPrices(domain)).unpriced.filter(({ model }) => model === "claude-swift");
  const actorId = (await database.prisma.user.findFirstOrThrow()).id;
  await addPrice(domain, { price: price({ model: "claude-swift", fastPercent: null }), actorId });
  await seedCall(domain, lease, { model: "claude-swift", usage: { output: 5 } });
  expect(await unpriced()).toEqual([]);
  await seedCall(domain, lease, { model: "claude-swift", usage: { output: 5 }, speed: "fast" });
  expect(await unpriced()).toEqual([{ model: "claude-swift", speed: "fast", calls: 1 }]);
  await addPrice(domain, { price: price({ model: "claude-swift", fastPercent: 250 }), actorId });
  expect(await unpriced()).toEqual([]);
});

test.each<[string, Partial<Record<keyof AddPriceInput, unknown>>]>([
  ["a negative price", { input: -1 }],
  ["no number", { output: Number.NaN }],
  ["a huge price", { cacheRead: 1e9 }],
  ["no source", { source: " " }],
  ["no day", { validFrom: "2026-02-30" }],
  ["a cheaper fast mode", { fastPercent: 50 }],
  ["no model", { model: "" }],
])("%s is refused", (_what, over) => {
  expect(AddPriceInput.safeParse({ ...price(), ...over }).success).toBe(false);
});
