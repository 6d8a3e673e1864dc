import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PhaseId, ProjectId, UserId } from "../../contract/ids.ts";
import type { UsageFilter, UsagePeriod } from "../../contract/usage-query.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedUser } from "../../testing/project-factory.ts";
import { shareProject } from "../projects/index.ts";
import { seedCalls, seedUsagePlace, type UsagePlace } from "../../testing/usage-factory.ts";
import { plainDomain } from "../../testing/web.ts";
import type { UsageQuestion } from "./usage-scope.ts";
import {
  readAcceptedPhases,
  readCall,
  readCalls,
  readHours,
  readLatency,
  readName,
  readSummary,
  readTimeline,
} from "./index.ts";

const now = new Date("2026-11-28T10:00:00Z");
let database: TestDatabase;
let ada: { id: string; role: "ADMIN" };
let eve: { id: string; role: "MEMBER" };
let adas: UsagePlace;
let eves: UsagePlace;

const domain = () => plainDomain(database, { clock: { now: () => now } });
const question = (
  over: { period?: UsagePeriod; timeZone?: string; filter?: UsageFilter; viewer?: UsageQuestion["viewer"] } = {},
) => ({
  viewer: over.viewer ?? ada,
  query: {
    period: over.period ?? { preset: "7d" as const },
    timeZone: over.timeZone ?? "UTC",
    filter: over.filter ?? {},
  },
});

beforeAll(async () => {
  database = await createTestDatabase();
  ada = { ...(await seedUser(database)), role: "ADMIN" };
  eve = { ...(await seedUser(database, { role: "MEMBER", name: "Eve" })), role: "MEMBER" };
  adas = await seedUsagePlace(database, { ownerId: ada.id, title: "Ada's" });
  eves = await seedUsagePlace(database, { ownerId: eve.id, title: "Eve's" });
  await seedCalls(database, adas, [
    { at: new Date("2026-11-27T23:30:00Z"), durationMs: 1_000 },
    { at: new Date("2026-11-28T08:00:00Z"), durationMs: 2_000 },
    {
      at: new Date("2026-11-28T08:05:00Z"),
      durationMs: 9_000,
      model: "claude-nobody-1",
      basis: "unpriced",
      costMicros: null,
    },
    {
      at: new Date("2026-11-28T08:06:00Z"),
      durationMs: 5,
      outcome: "FAILED",
      errorClass: "overloaded",
      httpStatus: 529,
      basis: "none",
      costMicros: null,
      output: 0,
      firstTokenMs: null,
    },
  ]);
  await seedCalls(database, eves, [
    {
      at: new Date("2026-11-28T09:00:00Z"),
      provider: "claude_subscription",
      accountKind: "subscription",
      account: "subscription",
      billable: false,
      costMicros: 70_000,
    },
  ]);
  await database.prisma.phase.update({
    where: { id: adas.phaseId },
    data: { status: "ACCEPTED", finishedAt: now, round: 1 },
  });
});
afterAll(() => database.close());

describe("a summary", () => {
  it("keeps money and API-equivalent apart, and counts what has no price", async () => {
    const summary = await readSummary(domain(), question());
    expect(summary.sums).toEqual({
      calls: 5,
      failed: 1,
      unpriced: 1,
      unreported: 0,
      inputUncached: 500,
      cacheRead: 5_000,
      cacheWrite5m: 250,
      cacheWrite1h: 0,
      output: 800,
      billedMicros: 20_000,
      equivalentMicros: 70_000,
    });
    expect(summary.callsToday).toBe(4);
    expect(summary.byAccountKind.map(({ accountKind, calls }) => [accountKind, calls])).toEqual([
      ["api_key", 4],
      ["subscription", 1],
    ]);
    expect(summary.switches).toMatchObject({ count: 0, dispatchP50: null, workedMs: 0 });
  });

  it("has the day of the time zone: what was late yesterday in London was early today in Kolkata", async () => {
    expect((await readSummary(domain(), question({ timeZone: "Asia/Kolkata" }))).callsToday).toBe(5);
    expect((await readSummary(domain(), question({ timeZone: "Pacific/Kiritimati" }))).callsToday).toBe(0);
  });

  it("is of one's own projects for a member, of all for admins and viewers", async () => {
    const calls = async (viewer: UsageQuestion["viewer"], filter: UsageFilter = {}) =>
      (await readSummary(domain(), question({ viewer, filter }))).sums.calls;
    expect(await calls(eve)).toBe(1);
    expect(await calls({ id: ada.id, role: "VIEWER" })).toBe(5);
    // A filter never shows more.
    expect(await calls(eve, { project: asProject(adas.projectId) })).toBe(0);
    expect(await calls(eve, { user: asUser(ada.id) })).toBe(0);
  });

  it("has what is shared with a member as long as it is, and nothing else", async () => {
    const share = (access: "VIEW" | null) =>
      shareProject(database, {
        actorId: ada.id,
        projectId: asProject(adas.projectId),
        userId: asUser(eve.id),
        access,
      });
    const seen = async () => ({
      calls: (await readSummary(domain(), question({ viewer: eve }))).sums.calls,
      listed: (await readCalls(domain(), { ...question({ viewer: eve }), input: { only: "all" } })).calls.length,
      name: await readName(domain(), { viewer: eve, group: "user", key: ada.id }),
    });
    const own = await seen();
    const foreign = await seedUsagePlace(database, { ownerId: ada.id, title: "Not hers" });
    await share("VIEW");
    expect(await seen()).toEqual({ calls: own.calls + 4, listed: own.listed + 4, name: "Ada" });
    expect(await readName(domain(), { viewer: eve, group: "project", key: foreign.projectId })).toBeNull();
    await share(null);
    expect(await seen()).toEqual(own);
  });
});

describe("a time line", () => {
  it("has a slot a day and the groups by their cost", async () => {
    const timeline = await readTimeline(domain(), { ...question(), group: "project" });
    expect(timeline.slots.unit).toBe("day");
    expect(timeline.slots.edges).toHaveLength(8);
    expect(timeline.groups.map(({ label, sums }) => [label, sums.calls])).toEqual([
      ["Ada's", 4],
      ["Eve's", 1],
    ]);
    expect(timeline.points.map(({ slot, group, sums }) => [slot, group, sums.calls])).toEqual([
      [5, adas.projectId, 1],
      [6, adas.projectId, 3],
      [6, eves.projectId, 1],
    ]);
  });

  it("puts together what is not among the largest, and loses nothing", async () => {
    const place = await seedUsagePlace(database, { ownerId: ada.id, title: "Models" });
    const at = new Date("2026-10-01T12:00:00Z");
    await seedCalls(
      database,
      place,
      Array.from({ length: 12 }, (_, index) => ({ at, model: `model-${index}`, costMicros: 1_000 * (index + 1) })),
    );
    const period = { from: "2026-10-01", to: "2026-10-01" };
    const { groups, shown, points } = await readTimeline(domain(), { ...question({ period }), group: "model" });
    expect(groups).toHaveLength(12);
    expect(shown).toBe(7);
    expect(groups[0]?.key).toBe("model-11");
    expect(points.filter(({ group }) => group === null).map(({ sums }) => sums.calls)).toEqual([5]);
    expect(points.reduce((sum, { sums }) => sum + sums.billedMicros, 0)).toBe(78_000);
  });

  it.each(["phase", "role", "model", "provider", "user"] as const)(
    "is grouped by %s, each with its name",
    async (group) => {
      const { groups } = await readTimeline(domain(), { ...question(), group });
      expect(groups.length).toBeGreaterThan(0);
      for (const { label } of groups) expect(label).not.toBeNull();
    },
  );
});

describe("latency", () => {
  it("is of what was answered, in all and by slot", async () => {
    const latency = await readLatency(domain(), question({ filter: { project: asProject(adas.projectId) } }));
    expect(latency.whole).toEqual({ durationP50: 2_000, durationP95: 9_000, firstTokenP50: 800, firstTokenP95: 800 });
    expect([latency.looked, latency.isSample]).toEqual([3, false]);
    expect(latency.points.map(({ slot, calls }) => [slot, calls])).toEqual([
      [5, 1],
      [6, 2],
    ]);
  });
});

describe("the week", () => {
  it("goes by the clocks of the time zone", async () => {
    expect((await readHours(domain(), question())).map(({ weekday, hour, calls }) => [weekday, hour, calls])).toEqual([
      [5, 23, 1],
      [6, 8, 3],
      [6, 9, 1],
    ]);
    const indian = await readHours(domain(), question({ timeZone: "Asia/Kolkata" }));
    expect(indian.map(({ weekday, hour }) => [weekday, hour])).toEqual([
      [6, 5],
      [6, 13],
      [6, 14],
    ]);
  });
});

describe("accepted phases", () => {
  it("are those of the period, with all that they have cost", async () => {
    const phases = await readAcceptedPhases(domain(), question({ period: { preset: "today" } }));
    expect(phases).toMatchObject({
      accepted: 1,
      // One of its calls has no price: what it cost is not known.
      billed: { phases: 0, micros: 0 },
      equivalent: { phases: 0, micros: 0 },
      uncosted: 1,
    });
    expect(phases.dearest[0]).toMatchObject({ title: "Part 1", projectTitle: "Ada's", rounds: 2, sums: { calls: 4 } });
    // Its first call was before the day that it was accepted on: in these days are all of them.
    const days = phases.dearest[0]?.days;
    expect(days).toEqual({ from: "2026-11-27", to: "2026-11-28" });
    if (!days) throw new Error("No days.");
    for (const [period, calls] of [
      [{ preset: "today" }, 3],
      [days, 4],
    ] as const) {
      const { sums } = await readSummary(
        domain(),
        question({ period, filter: { phase: PhaseId.parse(phases.dearest[0]?.phaseId) } }),
      );
      expect(sums.calls).toBe(calls);
    }
    expect((await readAcceptedPhases(domain(), question({ period: days }))).dearest[0]).toMatchObject({ days: null });
    expect(await readAcceptedPhases(domain(), question({ period: { from: "2026-11-20", to: "2026-11-27" } }))).toEqual({
      accepted: 0,
      billed: { phases: 0, micros: 0 },
      equivalent: { phases: 0, micros: 0 },
      uncosted: 0,
      dearest: [],
    });
  });

  it("with a call that was not fully reported have no known cost; it is counted, and found", async () => {
    const finishedAt = new Date("2026-10-05T12:00:00Z");
    const place = await seedUsagePlace(database, { ownerId: ada.id, title: "Cut short" });
    await seedCalls(database, place, [{ at: new Date("2026-10-05T08:00:00Z") }]);
    await database.prisma.phase.update({ where: { id: place.phaseId }, data: { status: "ACCEPTED", finishedAt } });
    const october = question({ period: { from: "2026-10-05", to: "2026-10-05" } });
    expect(await readAcceptedPhases(domain(), october)).toMatchObject({ billed: { phases: 1 }, uncosted: 0 });

    await seedCalls(database, place, [
      // The runner was killed: of the first one nothing is known, of the second only how it began.
      { at: new Date("2026-10-05T08:20:00Z"), outcome: "UNKNOWN", basis: "unknown", costMicros: null, output: 0 },
      { at: new Date("2026-10-05T08:40:00Z"), outcome: "UNKNOWN", output: 1 },
      { at: new Date("2026-10-05T09:00:00Z"), outcome: "CUT", basis: "local", accountKind: "local", costMicros: null },
    ]);
    const { sums } = await readSummary(domain(), october);
    expect(sums).toMatchObject({ calls: 4, unpriced: 0, unreported: 2, billedMicros: 20_000 });
    expect(await readAcceptedPhases(domain(), october)).toMatchObject({
      accepted: 1,
      billed: { phases: 0, micros: 0 },
      uncosted: 1,
    });
    const { calls } = await readCalls(domain(), { ...october, input: { only: "uncosted" } });
    expect(calls.map(({ basis, outcome }) => [basis, outcome])).toEqual([
      ["priced", "UNKNOWN"],
      ["unknown", "UNKNOWN"],
    ]);
  });
});

describe("calls", () => {
  const idsOf = async (
    over: Parameters<typeof question>[0],
    input: Partial<Parameters<typeof readCalls>[1]["input"]> = {},
  ) => (await readCalls(domain(), { ...question(over), input: { only: "all", ...input } })).calls;

  it("are found by mark: a slot, an hour of the week, failed, without a price, of one kind of cost", async () => {
    const from = new Date("2026-11-28T00:00:00Z");
    const to = new Date("2026-11-29T00:00:00Z");
    expect(await idsOf({}, { part: { from, to } })).toHaveLength(4);
    expect(await idsOf({}, { part: { weekday: 6, hour: 9 } })).toHaveLength(1);
    expect(await idsOf({ timeZone: "Asia/Kolkata" }, { part: { weekday: 6, hour: 5 } })).toHaveLength(1);
    expect((await idsOf({}, { only: "failed" })).map(({ errorClass }) => errorClass)).toEqual(["overloaded"]);
    expect((await idsOf({}, { only: "uncosted" })).map(({ model }) => model)).toEqual(["claude-nobody-1"]);
    expect((await idsOf({}, { only: "billed" })).map(({ costMicros }) => costMicros)).toEqual([10_000, 10_000]);
    expect((await idsOf({}, { only: "equivalent" })).map(({ costMicros }) => costMicros)).toEqual([70_000]);
    // A slot that begins within a quarter of an hour.
    expect(await idsOf({}, { part: { from: new Date("2026-11-28T08:05:30Z"), to } })).toHaveLength(2);
  });

  it("come a page at a time, each once, newest first", async () => {
    const place = await seedUsagePlace(database, { ownerId: ada.id, title: "Many" });
    const first = new Date("2026-09-01T00:00:00Z").getTime();
    // Many at the same moment, and over many quarters.
    await seedCalls(
      database,
      place,
      Array.from({ length: 130 }, (_, index) => ({ at: new Date(first + Math.floor(index / 3) * 400_000) })),
    );
    const seen: string[] = [];
    const times: number[] = [];
    let cursor: { at: Date; id: string } | undefined;
    do {
      const page = await readCalls(domain(), {
        ...question({ period: { from: "2026-09-01", to: "2026-09-01" } }),
        input: { only: "all", ...(cursor === undefined ? {} : { cursor }) },
      });
      seen.push(...page.calls.map(({ id }) => id));
      times.push(...page.calls.map(({ at }) => at.getTime()));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(130);
    expect(seen).toHaveLength(130);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it("have all that the ledger has, for whoever may see it", async () => {
    const [call] = await idsOf({}, { only: "failed" });
    const detail = await readCall(domain(), { viewer: ada, callId: call?.id ?? "" });
    expect(detail).toMatchObject({ httpStatus: 529, projectTitle: "Ada's", basis: "none", costMicros: null });
    await expect(readCall(domain(), { viewer: eve, callId: call?.id ?? "" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("names", () => {
  it("are not told to who may not see them", async () => {
    const name = (viewer: UsageQuestion["viewer"], group: "project" | "phase" | "user", key: string) =>
      readName(domain(), { viewer, group, key });
    expect(await name(ada, "project", eves.projectId)).toBe("Eve's");
    expect(await name(eve, "phase", eves.phaseId)).toBe("Eve's · 1 Part 1");
    expect(await name(eve, "project", adas.projectId)).toBeNull();
    expect(await name(eve, "phase", adas.phaseId)).toBeNull();
    expect(await name(eve, "user", ada.id)).toBeNull();
    expect(await name(eve, "user", eve.id)).toBe("Eve");
  });
});

const asProject = (id: string) => ProjectId.parse(id);
const asUser = (id: string) => UserId.parse(id);
