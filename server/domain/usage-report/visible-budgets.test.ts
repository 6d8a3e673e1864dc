import { afterAll, beforeAll, expect, it } from "vitest";
import type { BudgetRef } from "../../contract/budgets.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedDraft, seedUser } from "../../testing/project-factory.ts";
import { seedCalls, seedUsagePlace } from "../../testing/usage-factory.ts";
import { plainDomain } from "../../testing/web.ts";
import { setBudget } from "../budgets/index.ts";
import { readVisibleBudgets } from "./index.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

it("come with the installation's and users' first, and with those of ended projects last, however much is used", async () => {
  const { prisma } = database;
  const ada = await seedUser(database);
  const eve = await seedUser(database, { role: "MEMBER", name: "Eve" });
  const projectOf = async (title: string, status: "RUNNING" | "SUCCEEDED" | "CANCELLED"): Promise<string> => {
    const id = await seedDraft(database, { ownerId: ada.id, title });
    await prisma.project.update({ where: { id }, data: { status } });
    return id;
  };
  const done = await projectOf("Done", "SUCCEEDED");
  const running = await projectOf("Running", "RUNNING");
  const emptier = await projectOf("Emptier", "RUNNING");
  const cancelled = await projectOf("Cancelled", "CANCELLED");
  const set = async (budget: BudgetRef, spentMicros: number): Promise<void> => {
    await setBudget(prisma, { budget, limitMicros: 1_000_000, actorId: ada.id });
    await prisma.spend.upsert({
      where: { scope_subjectId_period_startsOn: { ...budget, startsOn: new Date(0) } },
      create: { ...budget, startsOn: new Date(0), spentMicros },
      update: { spentMicros },
    });
  };
  const ofProject = (subjectId: string): BudgetRef => ({ scope: "PROJECT", subjectId, period: "TOTAL" });
  await set(ofProject(done), 900_000);
  await set(ofProject(running), 500_000);
  await set(ofProject(emptier), 100_000);
  await set(ofProject(cancelled), 700_000);
  await set({ scope: "USER", subjectId: eve.id, period: "MONTH" }, 0);

  const namesFor = async (viewer: { id: string; role: "ADMIN" | "MEMBER" }) =>
    (await readVisibleBudgets(plainDomain(database), { viewer })).map(({ subject }) => subject);
  // An installation has a budget a day and one a month from the beginning.
  expect(await namesFor({ id: ada.id, role: "ADMIN" })).toEqual([
    "",
    "",
    "Eve",
    "Running",
    "Emptier",
    "Done",
    "Cancelled",
  ]);
  expect(await namesFor({ id: eve.id, role: "MEMBER" })).toEqual(["", "", "Eve"]);
});

it("say how many of their calls have no price: these count in them, and in no sum of what was billed", async () => {
  const { prisma } = database;
  const ada = await seedUser(database);
  const place = await seedUsagePlace(database, { ownerId: ada.id, title: "Unpriced" });
  const set = (budget: BudgetRef) => setBudget(prisma, { budget, limitMicros: 1_000_000, actorId: ada.id });
  await set({ scope: "PROJECT", subjectId: place.projectId, period: "TOTAL" });
  await set({ scope: "USER", subjectId: ada.id, period: "DAY" });
  await set({ scope: "USER", subjectId: ada.id, period: "MONTH" });
  const now = new Date("2026-11-28T12:00:00Z");
  const none = { basis: "unpriced", costMicros: null } as const;
  await seedCalls(database, place, [
    { at: now },
    { at: now, ...none },
    { at: new Date("2026-11-27T12:00:00Z"), ...none },
    { at: new Date("2026-10-27T12:00:00Z"), ...none },
    // Its calls are no money.
    { at: now, ...none, accountKind: "subscription", billable: false },
  ]);
  const viewer = { id: ada.id, role: "ADMIN" } as const;
  const views = await readVisibleBudgets(plainDomain(database, { clock: { now: () => now } }), { viewer });
  const counted = views.flatMap(({ budget: { scope, subjectId, period }, unpricedCalls }) =>
    scope === "INSTALLATION" || [ada.id, place.projectId].includes(subjectId)
      ? [`${scope} ${period} ${unpricedCalls}`]
      : [],
  );
  expect(counted.toSorted()).toEqual([
    "INSTALLATION DAY 1",
    "INSTALLATION MONTH 2",
    "PROJECT TOTAL 3",
    "USER DAY 1",
    "USER MONTH 2",
  ]);
});
