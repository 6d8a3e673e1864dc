import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { shareOf, timeOf, windowName } from "../../contract/rate-limits.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedUser } from "../../testing/project-factory.ts";
import { seedCalls, seedUsagePlace } from "../../testing/usage-factory.ts";
import { plainDomain } from "../../testing/web.ts";
import { readLimitShares } from "../usage-report/index.ts";
import { noteLimits, readLimits } from "./index.ts";

const now = new Date("2026-11-28T10:00:00Z");
const resetsAt = "2026-11-28T12:00:00.000Z";
const subscription = { provider: "claude_subscription", accountKind: "subscription", account: "subscription" } as const;

let database: TestDatabase;
const domain = () => plainDomain(database, { clock: { now: () => now } });
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.prisma.rateLimitWindow.deleteMany();
  await database.prisma.rateLimitSample.deleteMany();
});
afterAll(() => database.close());

const note = (windows: readonly unknown[], over: Partial<Parameters<typeof noteLimits>[1]> = {}) =>
  noteLimits(database.prisma, { ...subscription, source: "headers", at: now, windows, ...over });
const window = (over: object) => ({ name: "5h", status: null, utilisation: null, resetsAt: null, ...over });
const windows = async () => (await readLimits(domain())).flatMap((account) => account.windows);

describe("figures", () => {
  it.each([
    [0.62, 0.62],
    [62, 0.62],
    [1.03, 1],
    [-1, null],
    [Number.NaN, null],
  ])("%d is the share %s", (figure, share) => expect(shareOf(figure)).toBe(share));

  it.each([
    [1_795_240_000, new Date(1_795_240_000_000).toISOString()],
    [1_795_240_000_000, new Date(1_795_240_000_000).toISOString()],
    [60, null],
    [1e300, null],
  ])("%d is the time %s", (figure, time) => expect(timeOf(figure)).toBe(time));

  it("have one name, whoever reports them", () => {
    expect(["5h", "7d_opus", "input-tokens", "five_hour"].map(windowName)).toEqual([
      "five_hour",
      "seven_day_opus",
      "input_tokens",
      "five_hour",
    ]);
  });
});

describe("limits", () => {
  it("are the newest word of each window, from headers and from Claude Code alike", async () => {
    await note([window({ utilisation: 0.4, status: "allowed", resetsAt }), window({ name: "7d", utilisation: 0.1 })]);
    await note([{ name: "five_hour", status: "warning", utilisation: 0.85, resetsAt }], {
      source: "claude_code",
      at: new Date(now.getTime() + 1_000),
    });
    // An answer that was begun before and came late.
    await note([window({ utilisation: 0.3, resetsAt })], { at: new Date(now.getTime() - 60_000) });
    expect(await windows()).toMatchObject([
      { name: "five_hour", utilisation: 0.85, status: "warning", hasReset: false },
      { name: "seven_day", utilisation: 0.1, resetsAt: null },
    ]);
  });

  it("keep a figure for a word without one, but not beyond its window", async () => {
    await note([window({ utilisation: 0.4, resetsAt })]);
    await note([window({ status: "allowed_warning", resetsAt })]);
    expect(await windows()).toMatchObject([{ utilisation: 0.4, status: "warning" }]);
    await note([window({ status: "allowed", resetsAt: "2026-11-28T17:00:00.000Z" })]);
    expect(await windows()).toMatchObject([{ utilisation: null, status: "allowed" }]);
  });

  it("say nothing of a window that has begun anew since", async () => {
    await note([window({ utilisation: 0.97, status: "rejected", resetsAt: "2026-11-28T09:59:00.000Z" })]);
    expect(await windows()).toMatchObject([{ utilisation: null, status: null, hasReset: true }]);
  });

  it("have no word on all together where a window says the same, and a refusal that none accounts for", async () => {
    const names = async () => (await windows()).map(({ name }) => name);
    await note([window({ name: "unified", status: "rejected", resetsAt })]);
    expect(await names()).toEqual(["unified"]);
    await note([window({ name: "5h", status: "allowed", utilisation: 0.4, resetsAt })]);
    expect(await names()).toEqual(["five_hour", "unified"]);
    await note([window({ name: "7d_sonnet", status: "rejected", utilisation: 1, resetsAt })]);
    expect(await names()).toEqual(["five_hour", "seven_day_sonnet"]);
  });

  it("follow from what remains of a key's windows", async () => {
    await note([window({ name: "input-tokens", limit: 1_000, remaining: 250 })], {
      provider: "anthropic_api",
      account: "api_key:1111",
      accountKind: "api_key",
    });
    expect(await windows()).toMatchObject([{ name: "input_tokens", utilisation: 0.75, limit: 1_000, remaining: 250 }]);
  });

  it("are none where nothing was reported, or nothing that can be read, or by the scripted model", async () => {
    await note([window({ name: 5 }), "words", window({ utilisation: 7 }), null]);
    await note([window({ utilisation: 0.5 })], { provider: "scripted", accountKind: "scripted", account: "scripted" });
    expect(await readLimits(domain())).toEqual([]);
  });

  it("leave samples: every five minutes, or where the use has grown, and of one window apart from the next", async () => {
    const report = async (minutes: number, utilisation: number | null, over: object = {}) => {
      const at = new Date(now.getTime() - 3_600_000 + minutes * 60_000);
      await note([window({ utilisation, resetsAt, ...over })], { at });
      return at;
    };
    const first = await report(0, 0.4);
    await report(1, 0.41);
    const grown = await report(2, 0.43);
    await report(3, null);
    await report(1.5, 0.45);
    const later = await report(8, 0.43);
    const next = await report(9, 0.01, { resetsAt: "2026-11-28T17:00:00.000Z" });
    // No end, no forecast.
    await report(10, 0.2, { name: "requests", resetsAt: null });
    const samples = await database.prisma.rateLimitSample.findMany({ orderBy: { at: "asc" } });
    expect(samples.map(({ at, utilisation }) => [at, utilisation])).toEqual([
      [first, 0.4],
      [grown, 0.43],
      [later, 0.43],
      [next, 0.01],
    ]);
    await note([window({ utilisation: 0.1, resetsAt: "2027-02-01T00:00:00.000Z" })], {
      at: new Date("2027-01-31T20:00:00Z"),
    });
    expect(await database.prisma.rateLimitSample.count()).toBe(1);
  });

  it("are forecast from the samples and the last word, with the error of earlier windows", async () => {
    const end = new Date(resetsAt).getTime();
    const lengthMs = 5 * 3_600_000;
    // Six windows used evenly to 60 %, and this one, so far.
    for (let back = 6; back >= 0; back -= 1) {
      const reset = end - back * lengthMs;
      for (let at = reset - lengthMs; at < Math.min(reset, now.getTime()); at += 10 * 60_000) {
        const utilisation = (0.6 * (at - reset + lengthMs)) / lengthMs;
        await note([window({ utilisation, resetsAt: new Date(reset).toISOString() })], { at: new Date(at) });
      }
    }
    const viewer = { id: "usr_nobody", role: "ADMIN" } as const;
    const forecast = async () => (await readLimitShares(domain(), { viewer }))[0]?.windows[0]?.forecast;
    const found = await forecast();
    expect(found?.pastError?.forecasts).toBe(6);
    expect(found?.slopePerHour).toBeGreaterThan(0.07);
    expect(found?.atReset).toBeGreaterThan(0.5);
    expect(found?.atReset).toBeLessThan(0.62);
    // The last word counts, also where it is no sample of its own.
    await note([window({ utilisation: 0.365, resetsAt })]);
    expect((await forecast())?.utilisation).toBe(0.365);
    await note([window({ utilisation: 0.9, resetsAt: null, name: "requests" })]);
    expect((await readLimitShares(domain(), { viewer }))[0]?.windows[1]).toMatchObject({ forecast: null });
  });

  it("are estimated from the ledger where they are not reported, with the error of such estimates, else unknown", async () => {
    const [hour, lengthMs] = [3_600_000, 5 * 3_600_000];
    const { id: ownerId } = await seedUser(database);
    const place = await seedUsagePlace(database, { ownerId });
    const use = (at: number, dollars: number, over: object = {}) =>
      seedCalls(database, place, [
        {
          at: new Date(at),
          ...subscription,
          account: "estimated",
          costMicros: dollars * 1e6,
          billable: false,
          ...over,
        },
      ]);
    const say = (at: number, over: object) =>
      note([window({ name: "five_hour", ...over })], { at: new Date(at), account: "estimated" });
    const viewer = { id: "usr_nobody", role: "ADMIN" } as const;
    const shown = async () => (await readLimitShares(domain(), { viewer }))[0]?.windows[0];
    // Windows that began at odd times, each filled with ten dollars: its limit was reached, and no figure named.
    const ends = Array.from({ length: 6 }, (_, index) => now.getTime() - (index + 1) * 7 * hour);
    for (const [index, end] of ends.toReversed().entries()) {
      await use(end - lengthMs + 60_000, index === 0 ? 6 : 7);
      await use(end - 2 * hour, 3);
      await say(end - hour, { status: "rejected", resetsAt: new Date(end).toISOString() });
      expect((await shown())?.estimate ?? null).toBeNull();
    }
    // Nothing runs: the last one has ended, and nothing was used since.
    expect(await shown()).toMatchObject({ hasReset: true, estimate: null });
    await use(now.getTime() - hour, 2.5);
    await use(now.getTime() - hour, 90, { account: "another" });
    const estimated = { utilisation: 0.25, pastError: { share: 0, windows: 6 } };
    const ofSixth = await shown();
    expect(ofSixth).toMatchObject({ utilisation: null, estimate: estimated });
    expect(ofSixth?.estimate?.resetsAt.getTime()).toBe(now.getTime() + 4 * hour);
    // Its provider says that there is a window, and no figure of it; then one, and nothing has to be estimated.
    await say(now.getTime(), { status: "allowed", resetsAt });
    expect(await shown()).toMatchObject({ status: "allowed", utilisation: null, estimate: estimated });
    await say(now.getTime(), { status: "allowed", utilisation: 0.31, resetsAt });
    expect(await shown()).toMatchObject({ utilisation: 0.31, estimate: null });
  });

  it("were used by these projects, whose names only those see who may", async () => {
    const ada = await seedUser(database);
    const eve = { ...(await seedUser(database, { role: "MEMBER" })), role: "MEMBER" as const };
    const adas = await seedUsagePlace(database, { ownerId: ada.id, title: "Ada's" });
    const eves = await seedUsagePlace(database, { ownerId: eve.id, title: "Eve's" });
    const bySubscription = { ...subscription, billable: false };
    await seedCalls(database, adas, [
      { at: new Date("2026-11-28T07:30:00Z"), ...bySubscription, costMicros: 30_000 },
      // Before the window began.
      { at: new Date("2026-11-28T06:30:00Z"), ...bySubscription, costMicros: 900_000 },
      // By another account.
      { at: new Date("2026-11-28T09:30:00Z"), costMicros: 900_000 },
    ]);
    await seedCalls(database, eves, [{ at: new Date("2026-11-28T09:00:00Z"), ...bySubscription, costMicros: 10_000 }]);
    await note([window({ utilisation: 0.4, resetsAt })]);
    const sharesFor = async (viewer: Parameters<typeof readLimitShares>[1]["viewer"]) =>
      (await readLimitShares(domain(), { viewer }))[0]?.windows[0]?.shares?.map(({ whose, share }) => [
        whose.kind === "project" ? whose.title : whose.kind,
        share,
      ]);
    expect(await sharesFor(ada)).toEqual([
      ["Ada's", 0.75],
      ["Eve's", 0.25],
    ]);
    expect(await sharesFor(eve)).toEqual([
      ["unseen", 0.75],
      ["Eve's", 0.25],
    ]);
    // One family's week is used by that family's calls.
    await database.prisma.rateLimitWindow.deleteMany();
    await seedCalls(database, eves, [
      { at: new Date("2026-11-28T09:00:00Z"), ...bySubscription, costMicros: 10_000, model: "claude-opus-5-5" },
    ]);
    await note([window({ name: "7d_opus", resetsAt: "2026-11-29T12:00:00.000Z" })]);
    expect(await sharesFor(ada)).toEqual([["Eve's", 1]]);
  });

  it("were used by the calls that opened them, too, and by more projects than are listed", async () => {
    const { id: ownerId } = await seedUser(database);
    const account = "unaligned";
    for (const [index, dollars] of [40, 20, 15, 10, 8, 5, 2].entries()) {
      const place = await seedUsagePlace(database, { ownerId, title: `Project ${index}` });
      const call = { ...subscription, account, billable: false };
      await seedCalls(database, place, [
        // The window begins at seven minutes past.
        { ...call, at: new Date("2026-11-28T07:08:00Z"), costMicros: dollars * 1e6 },
        { ...call, at: new Date("2026-11-28T06:59:00Z"), costMicros: 900e6 },
      ]);
    }
    await note([window({ utilisation: 0.4, resetsAt: "2026-11-28T12:07:00.000Z" })], { account });
    const viewer = { id: ownerId, role: "ADMIN" } as const;
    const shares = (await readLimitShares(domain(), { viewer }))[0]?.windows[0]?.shares;
    expect(shares?.map(({ whose, share }) => [whose.kind, share])).toEqual([
      ["project", 0.4],
      ["project", 0.2],
      ["project", 0.15],
      ["project", 0.1],
      ["project", 0.08],
      ["rest", 0.07],
    ]);
    expect(shares?.at(-1)?.calls).toBe(2);
  });
});
