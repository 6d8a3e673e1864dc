import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProjectId } from "../../contract/ids.ts";
import type { UsageFilter, UsagePeriod } from "../../contract/usage-query.ts";
import { newId } from "../../platform/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedUser } from "../../testing/project-factory.ts";
import { seedCalls, seedUsagePlace, type UsagePlace } from "../../testing/usage-factory.ts";
import { plainDomain } from "../../testing/web.ts";
import { listSwitches, readSummary } from "./index.ts";

const now = new Date("2026-11-28T12:00:00Z");
const minute = 60_000;
const at = (minutes: number): Date => new Date(now.getTime() + minutes * minute);

let database: TestDatabase;
let ada: { id: string; role: "ADMIN" };
let place: UsagePlace;
beforeAll(async () => {
  database = await createTestDatabase();
  ada = { ...(await seedUser(database)), role: "ADMIN" };
});
beforeEach(async () => {
  await database.prisma.providerSwitch.deleteMany();
  place = await seedUsagePlace(database, { ownerId: ada.id });
  await database.prisma.project.update({ where: { id: place.projectId }, data: { scenario: null } });
});
afterAll(() => database.close());

interface Asked {
  period?: UsagePeriod;
  filter?: UsageFilter;
  viewer?: { id: string; role: "ADMIN" | "MEMBER" };
}
const question = (over: Asked) => ({
  viewer: over.viewer ?? ada,
  query: {
    period: over.period ?? { from: "2026-11-28", to: "2026-11-28" },
    timeZone: "UTC",
    filter: { project: ProjectId.parse(place.projectId), ...over.filter },
  },
});
const domain = () => plainDomain(database, { clock: { now: () => now } });
const read = (over: Asked = {}) => readSummary(domain(), question(over));
const list = (over: Asked = {}) => listSwitches(domain(), question(over));

const seedSwitch = async (
  detected: number,
  dispatched: number,
  reason: "quota" | "recovered" | "returned" | "private" | "wish" = "quota",
  to: { readonly toProvider?: string; readonly toModel?: string } = {},
): Promise<void> => {
  const back = reason === "recovered" || reason === "returned";
  await database.prisma.providerSwitch.create({
    data: {
      id: newId("providerSwitch"),
      projectId: place.projectId,
      runId: place.runId,
      attemptId: place.attemptId,
      fromProvider: back ? "ollama" : "anthropic_api",
      toProvider: back ? "anthropic_api" : "ollama",
      toModel: back ? "claude-sonnet-5-5" : "qwen3-coder:30b",
      ...to,
      reason,
      detectedAt: at(detected),
      dispatchedAt: at(dispatched),
    },
  });
};
const local = { provider: "ollama", accountKind: "local", account: "local", basis: "local", costMicros: null } as const;
/** A call of the local model's, answered after ten seconds, its first token after two. */
const answer = (minutes: number, over: object = {}) =>
  seedCalls(database, place, [
    {
      at: new Date(at(minutes).getTime() + 10_000),
      startedAt: at(minutes),
      firstTokenMs: 2_000,
      durationMs: 10_000,
      ...local,
      billable: false,
      ...over,
    },
  ]);
let attempts = 1;
const attempt = (from: number, to: number | null) => {
  attempts += 1;
  return database.prisma.attempt.create({
    data: {
      id: newId("attempt"),
      runId: place.runId,
      leaseToken: attempts,
      runnerId: "rnr_test",
      provider: "ollama",
      startedAt: at(from),
      endedAt: to === null ? null : at(to),
    },
  });
};

describe("stand-ins", () => {
  it("are counted with the time until the next call and until the first token, and with what they answered", async () => {
    await seedSwitch(-60, -59);
    await answer(-58);
    await seedSwitch(-40, -40, "returned");
    // This one failed until Claude came back.
    await seedSwitch(-30, -28);
    await answer(-27, { outcome: "FAILED", errorClass: "malformed_response" });
    await seedSwitch(-20, -20, "recovered");
    // Claude's own answer is nobody's stand-in.
    await answer(-19, { provider: "anthropic_api", accountKind: "api_key", account: "api_key" });
    await seedSwitch(-5, -4);
    const { switches } = await read();
    expect(switches).toMatchObject({ count: 3, answered: 1, pending: 1, scripted: 0 });
    expect(switches).toMatchObject({ dispatchP50: minute, dispatchP95: 2 * minute });
    expect(switches).toMatchObject({ firstTokenP50: 2 * minute + 2_000, firstTokenP95: 2 * minute + 2_000 });
  });

  it("that a person asked for are counted, and their time is not: it is how long the person took", async () => {
    await seedSwitch(-60, -50, "wish");
    await answer(-49);
    expect((await read()).switches).toMatchObject({ count: 1, answered: 1, dispatchP50: null, firstTokenP95: null });
  });

  it("that began with the local model are counted, and have no time: nothing was noticed on the way", async () => {
    await seedSwitch(-60, -60);
    await answer(-59);
    const untimed = { dispatchP50: null, dispatchP95: null, firstTokenP50: null, firstTokenP95: null };
    expect((await read()).switches).toMatchObject({ count: 1, answered: 1, ...untimed });
    await seedSwitch(-50, -50, "recovered");
    await seedSwitch(-40, -39);
    expect((await read()).switches).toMatchObject({ count: 2, dispatchP50: minute, dispatchP95: minute });
  });

  it("have worked as long as attempts ran between two switches, within the period", async () => {
    await seedSwitch(-60, -60);
    await attempt(-70, -50);
    await attempt(-45, -30);
    await seedSwitch(-40, -40, "recovered");
    await seedSwitch(-10, -10);
    await attempt(-15, null);
    // Ten minutes of the first, five of the second, ten of the one that goes on.
    expect((await read()).switches.workedMs).toBe(25 * minute);
    expect((await read({ period: { from: "2026-11-27", to: "2026-11-27" } })).switches).toMatchObject({
      count: 0,
      workedMs: 0,
    });
  });

  it("are local models: another one of Claude's is Claude", async () => {
    await seedSwitch(-60, -60, "quota", { toProvider: "anthropic_api", toModel: "claude-opus-5-5" });
    await attempt(-60, -50);
    expect((await read()).switches).toMatchObject({ count: 0, workedMs: 0 });
  });

  it("are not those of private projects, of others, or of what is filtered away; samples are said", async () => {
    await seedSwitch(-60, -60);
    const count = async (over: Parameters<typeof read>[0] = {}) => (await read(over)).switches.count;
    expect(await count()).toBe(1);
    expect(await count({ filter: { role: "DEVELOPER", provider: "ollama", model: "qwen3-coder:30b" } })).toBe(1);
    expect(await count({ filter: { role: "PROJECT_MANAGER" } })).toBe(0);
    expect(await count({ filter: { model: "another" } })).toBe(0);
    const eve = await seedUser(database, { role: "MEMBER" });
    expect(await count({ viewer: { ...eve, role: "MEMBER" } })).toBe(0);
    await database.prisma.project.update({ where: { id: place.projectId }, data: { scenario: "x" } });
    expect((await read()).switches).toMatchObject({ count: 1, scripted: 1 });
    await database.prisma.providerSwitch.updateMany({ data: { reason: "private" } });
    expect(await count()).toBe(0);
  });
});

describe("the list of switches", () => {
  it("has those that are counted, the newest first: between whom, why, how long it took and whether it answered", async () => {
    await seedSwitch(-60, -59);
    await answer(-58);
    await seedSwitch(-40, -40, "returned");
    await seedSwitch(-30, -30);
    await seedSwitch(-20, -20, "recovered");
    await seedSwitch(-15, -5, "wish");
    const toLocal = { from: "anthropic_api", to: "qwen3-coder:30b", projectId: place.projectId, scripted: false };
    const listed = await list();
    expect(listed).toMatchObject([
      { ...toLocal, at: at(-5), reason: "wish", ms: null, answered: null },
      { ...toLocal, at: at(-30), reason: "quota", ms: null, answered: false },
      { ...toLocal, at: at(-59), reason: "quota", ms: minute, answered: true },
    ]);
    expect((await read()).switches.count).toBe(listed.length);
    expect(await list({ period: { from: "2026-11-27", to: "2026-11-27" } })).toEqual([]);
  });

  it("leads to its event in the project's log", async () => {
    await seedSwitch(-60, -59);
    const { projectId, runId, attemptId } = place;
    const payload = { type: "provider.switched", reason: "quota" };
    const event = { projectId, runId, attemptId, type: payload.type };
    const last = await database.prisma.event.aggregate({ where: { projectId }, _max: { sequence: true } });
    const sequence = (last._max.sequence ?? 0) + 1;
    await database.prisma.event.create({ data: { ...event, sequence, payload } });
    expect(await list()).toMatchObject([{ eventSequence: sequence }]);
  });

  it("shows members those of projects that they see", async () => {
    await seedSwitch(-60, -59);
    const eve = await seedUser(database, { role: "MEMBER" });
    const viewer = { ...eve, role: "MEMBER" } as const;
    expect(await list({ viewer })).toEqual([]);
    await database.prisma.project.update({ where: { id: place.projectId }, data: { ownerId: eve.id } });
    expect(await list({ viewer })).toHaveLength(1);
  });
});

describe("what Claude Code reports", () => {
  it("is held against the same attempts' records, where it gave a whole account and all have a figure", async () => {
    const seedAttempt = async (reportedCostMicros: number | null, calls: readonly (number | null)[]) => {
      const made = await attempt(-100, -10);
      await database.prisma.attempt.update({
        where: { id: made.id },
        data: { provider: "anthropic_api", reportedWhole: reportedCostMicros !== null, reportedCostMicros },
      });
      await seedCalls(
        database,
        place,
        calls.map((costMicros) => ({
          at: at(-11),
          attemptId: made.id,
          costMicros,
          basis: costMicros === null ? "unpriced" : "priced",
        })),
      );
    };
    expect((await read()).reported).toEqual({ attempts: 0, reportedMicros: 0, computedMicros: 0 });
    await seedAttempt(1_000, [400, 610]);
    await seedAttempt(500, [500]);
    await seedAttempt(9_000, [400, null]);
    await seedAttempt(null, [7_000]);
    expect((await read()).reported).toEqual({ attempts: 2, reportedMicros: 1_500, computedMicros: 1_510 });
    expect((await read({ filter: { model: "another" } })).reported.attempts).toBe(0);
  });
});
