import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { createTestDomain, seedUser } from "../../testing/project-factory.ts";
import { seedCalls, seedUsagePlace } from "../../testing/usage-factory.ts";
import type { Domain } from "../domain.ts";
import { recordCheck } from "../local-models/index.ts";
import { changeFallback } from "../projects/index.ts";
import { noteLimits, readLimits } from "../rate-limits/index.ts";
import { writeSettings } from "../settings/index.ts";
import type { ProviderError } from "../../contract/errors.ts";
import { takeProbe, tellBreakers } from "./breakers.ts";
import { routeOfRun, type PhaseChoice, type RoutedProject } from "./route-of-run.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let now = new Date("2026-11-28T12:00:00Z");
const resetsAt = new Date("2026-11-28T15:00:00Z");
const minutes = (count: number): Date => new Date(resetsAt.getTime() - 3 * 3_600_000 + count * 60_000);
const opus = { account: "subscription", model: "claude-opus-5-5" };
const project: RoutedProject = {
  id: "prj_none",
  scenario: null,
  fallbackMode: null,
  providerWish: null,
  private: false,
};

beforeAll(async () => {
  database = await createTestDatabase();
  const created = await createTestDomain(database, { now: () => now });
  const url = "http://127.0.0.1:9";
  domain = { ...created, environment: { ...created.environment, OLLAMA_HOST: url } };
  await database.prisma.ollamaHost.create({ data: { url, version: "0.14.0", lookedAt: now, since: now } });
  await database.prisma.ollamaModel.create({
    data: {
      hostUrl: url,
      name: "coder:30b",
      digest: "d",
      sizeBytes: 19n,
      capabilities: ["tools"],
      contextLength: 131_072,
    },
  });
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  await recordCheck(domain, { hostUrl: url, model: "coder:30b", digest: "d", result });
});
afterAll(async () => {
  await domain.close();
  await database.close();
});
beforeEach(async () => {
  await database.prisma.$executeRaw`TRUNCATE "Breaker", "RateLimitWindow", "RateLimitSample"`;
});

const report = (at: Date, name: string, utilisation: number, end = resetsAt): Promise<void> =>
  noteLimits(database.prisma, {
    provider: "claude_subscription",
    accountKind: "subscription",
    account: opus.account,
    source: "claude_code",
    at,
    windows: [{ name, status: "allowed", utilisation, resetsAt: end.toISOString() }],
  });
const findRoute = (
  at: Date,
  part: Partial<RoutedProject> = {},
  runId = "run_none",
  phase: PhaseChoice | null = null,
) => {
  now = at;
  return routeOfRun(domain, {
    project: { ...project, ...part },
    phase,
    runId,
    claude: opus,
    samplesModel: null,
    occasion: { at: "attempt" },
  });
};
const routeAt = async (...question: Parameters<typeof findRoute>) => {
  const { route, asked } = await findRoute(...question);
  return route.to === "claude"
    ? `claude ${asked?.model}${route.probe ? ", tried" : ""}`
    : `${route.to} ${"why" in route ? route.why : ""}`;
};

test("a window that would not last is left before it is used up, by whoever can, and come back to when it begins anew", async () => {
  await report(minutes(0), "five_hour", 0.5);
  await report(minutes(20), "five_hour", 0.79);
  expect(await routeAt(minutes(21))).toBe("claude claude-opus-5-5");
  await report(minutes(30), "five_hour", 0.82);
  // It would be full long before 15:00. Who waits for Claude anyway, or has to, uses what is left.
  expect(await routeAt(minutes(31), { fallbackMode: "disabled" })).toBe("claude claude-opus-5-5");
  expect(await routeAt(minutes(31), { providerWish: "claude" })).toBe("claude claude-opus-5-5");
  expect(await database.prisma.breaker.count()).toBe(0);
  expect(await routeAt(minutes(31))).toBe("local near_limit");
  expect(await database.prisma.breaker.findMany()).toMatchObject([
    {
      modelClass: "all",
      state: "OPEN",
      reason: "near_limit",
      message: "The 5-hour window is used to 82 %.",
      until: resetsAt,
    },
  ]);
  // The same word for everybody, and no other when it is a little better for a while.
  await report(minutes(60), "five_hour", 0.75);
  expect(await routeAt(minutes(61))).toBe("local near_limit");
  expect(await routeAt(minutes(61), { fallbackMode: "manual" })).toBe("claude claude-opus-5-5");

  expect(await routeAt(minutes(181))).toBe("claude claude-opus-5-5, tried");
  expect(await routeAt(minutes(181), {}, "run_other")).toBe("local near_limit");
  await domain.prisma.$transaction((tx) =>
    tellBreakers(tx, opus, { runId: "run_none", error: null, failures: 1, hasWayOut: true, now, random: () => 0.5 }),
  );
  expect(await routeAt(minutes(182), {}, "run_other")).toBe("claude claude-opus-5-5");
});

test("it is come back to earlier when there is room again well below the threshold, and a forecast says that it lasts", async () => {
  await report(minutes(0), "five_hour", 0.96);
  expect(await routeAt(minutes(1))).toBe("local near_limit");
  // The service has corrected itself.
  await report(minutes(10), "five_hour", 0.5);
  await report(minutes(40), "five_hour", 0.52);
  expect(await routeAt(minutes(41))).toBe("claude claude-opus-5-5");
  expect(await database.prisma.breaker.findMany()).toMatchObject([{ state: "CLOSED" }]);
});

test("who changes from when on a limit is near is heard at once, also where it was near before", async () => {
  const { id: actorId } = await seedUser(domain);
  await report(minutes(0), "five_hour", 0.85);
  await writeSettings(domain, { values: { "fallback.early": "threshold", "fallback.threshold": 80 }, actorId });
  expect(await routeAt(minutes(1))).toBe("local near_limit");
  const change = (threshold: number) =>
    changeFallback(domain, { actorId, mode: "auto", wish: null, early: { when: "threshold", threshold } });
  await change(80);
  expect(await routeAt(minutes(2))).toBe("local near_limit");
  expect(await states()).toEqual({ all: "OPEN" });
  await change(90);
  expect(await routeAt(minutes(3))).toBe("claude claude-opus-5-5");
  await change(80);
  expect(await routeAt(minutes(4))).toBe("local near_limit");
  await writeSettings(domain, { values: { "fallback.early": "forecast", "fallback.threshold": 80 }, actorId });
});

test("where only one family is near or at its limit, another one of Claude's models goes on", async () => {
  const week = new Date(resetsAt.getTime() + 3 * 86_400_000);
  await report(minutes(0), "seven_day_opus", 0.97, week);
  await report(minutes(0), "five_hour", 0.2);
  expect(await routeAt(minutes(1))).toBe("claude claude-sonnet-5-5");
  // When that has no room either, a local model.
  await report(minutes(2), "seven_day_sonnet", 0.98, week);
  expect(await routeAt(minutes(3))).toBe("local near_limit");

  await database.prisma.$executeRaw`TRUNCATE "Breaker", "RateLimitWindow", "RateLimitSample"`;
  const error = {
    class: "quota",
    message: "Used up.",
    httpStatus: 429,
    retryAfterMs: null,
    resetsAt: week.toISOString(),
    window: "seven_day_opus",
  } as const;
  await domain.prisma.$transaction((tx) =>
    tellBreakers(tx, opus, { runId: "run_none", error, failures: 1, hasWayOut: true, now, random: () => 0.5 }),
  );
  expect(await database.prisma.breaker.findMany()).toMatchObject([{ modelClass: "opus", reason: "quota" }]);
  expect(await routeAt(minutes(4))).toBe("claude claude-sonnet-5-5");
  expect(await routeAt(minutes(4), { fallbackMode: "manual" })).toBe("wait ");
  // Nobody stands in for the very model that a person chose for a phase; Claude as such is any of its models.
  expect(await routeAt(minutes(4), {}, "run_none", { provider: "claude", model: opus.model })).toBe("wait ");
  expect(await routeAt(minutes(4), {}, "run_none", { provider: "claude", model: null })).toBe(
    "claude claude-sonnet-5-5",
  );
});

const sonnet = { ...opus, model: "claude-sonnet-5-5" };
const week = new Date(resetsAt.getTime() + 3 * 86_400_000);
const usedUp = (window: string, end: Date): ProviderError => ({
  class: "quota",
  message: "Used up.",
  httpStatus: 429,
  retryAfterMs: null,
  resetsAt: end.toISOString(),
  window,
});
const tell = (key: typeof opus, error: ProviderError | null, runId = "run_none") =>
  domain.prisma.$transaction((tx) =>
    tellBreakers(tx, key, { runId, error, failures: 2, hasWayOut: true, now, random: () => 0.5 }),
  );
const states = async () =>
  Object.fromEntries((await database.prisma.breaker.findMany()).map(({ modelClass, state }) => [modelClass, state]));

test("a family's week and the account's five hours are used up: when these begin anew, one run tries another family, and work is back with it", async () => {
  now = minutes(0);
  await tell(opus, usedUp("seven_day_opus", week));
  await tell(sonnet, usedUp("five_hour", resetsAt));
  const { until } = await database.prisma.breaker.findFirstOrThrow({ where: { modelClass: "all" } });
  expect((await findRoute(minutes(5))).route).toMatchObject({ to: "local", why: "quota", until });
  expect((await findRoute(minutes(5), { providerWish: "claude" })).route).toMatchObject({ to: "wait", until });
  // Whoever goes to no other model by itself waits for the week.
  const { route } = await findRoute(minutes(5), { fallbackMode: "manual" });
  expect(route.to === "wait" && route.until > week).toBe(true);

  expect(await routeAt(minutes(185), {}, "run_one")).toBe("claude claude-sonnet-5-5, tried");
  expect(await routeAt(minutes(185), {}, "run_two")).toBe("local quota");
  await tell(sonnet, null, "run_one");
  expect(await routeAt(minutes(186), {}, "run_two")).toBe("claude claude-sonnet-5-5");
  expect(await states()).toEqual({ all: "CLOSED", opus: "OPEN" });
});

test("a family's limit that is near stops nobody from trying when the account's is over, and is left as it is", async () => {
  await report(minutes(0), "seven_day_opus", 0.97, week);
  expect(await routeAt(minutes(1))).toBe("claude claude-sonnet-5-5");
  await tell(sonnet, usedUp("five_hour", resetsAt));
  expect(await routeAt(minutes(5))).toBe("local quota");
  // Who has no other model uses what is left of it, and is one that tries, too.
  expect(await routeAt(minutes(185), { fallbackMode: "manual" }, "run_one")).toBe("claude claude-opus-5-5, tried");
  expect(await states()).toEqual({ all: "HALF_OPEN", opus: "OPEN" });
  expect(await routeAt(minutes(185), { fallbackMode: "manual" }, "run_two")).toBe("wait ");
  await tell(opus, null, "run_one");
  expect(await states()).toEqual({ all: "CLOSED", opus: "OPEN" });
  expect(await routeAt(minutes(186), { fallbackMode: "manual" }, "run_two")).toBe("claude claude-opus-5-5");
  expect(await routeAt(minutes(186), {}, "run_two")).toBe("claude claude-sonnet-5-5");
});

test("of two breakers in its way a run tries both or none; of any number of runs one does", async () => {
  now = minutes(0);
  await tell(opus, usedUp("seven_day_opus", week));
  await tell(sonnet, usedUp("five_hour", resetsAt));
  now = minutes(185);
  expect(await takeProbe(domain, opus, { runId: "run_one" })).toBe(false);
  expect(await states()).toEqual({ all: "OPEN", opus: "OPEN" });
  now = new Date(week.getTime() + 3_600_000);
  const keys = [opus, sonnet, opus, sonnet, opus, sonnet];
  const taken = await Promise.all(keys.map((key, index) => takeProbe(domain, key, { runId: `run_${index}` })));
  expect(taken.filter(Boolean)).toHaveLength(1);
  const all = await database.prisma.breaker.findFirstOrThrow({ where: { modelClass: "all" } });
  expect(all.probeRunId).toBe(`run_${taken.indexOf(true)}`);
  // Of what it has not met it says nothing: others may try that.
  await tell(keys[taken.indexOf(true)] ?? opus, usedUp("seven_day_sonnet", week), all.probeRunId ?? "");
  expect(Object.values(await states())).not.toContain("HALF_OPEN");
});

test("a window that has refused counts as used up until Claude answers a call that was made after it", async () => {
  const place = await seedUsagePlace(domain, { ownerId: (await seedUser(domain)).id });
  const answers = (began: Date, ended: Date) =>
    seedCalls(domain, place, [
      { at: ended, startedAt: began, account: opus.account, accountKind: "subscription", model: opus.model },
    ]);
  await noteLimits(database.prisma, {
    provider: "claude_subscription",
    accountKind: "subscription",
    account: opus.account,
    source: "headers",
    at: minutes(10),
    windows: [{ name: "five_hour", status: "rejected", utilisation: 1, resetsAt: resetsAt.toISOString() }],
  });
  // It was under way when the window was used up.
  await answers(minutes(9), minutes(11));
  expect(await routeAt(minutes(12))).toBe("local near_limit");
  await database.prisma.breaker.deleteMany();
  const shown = async () => (await readLimits(domain)).flatMap(({ windows }) => windows);
  expect(await shown()).toMatchObject([{ utilisation: 1, status: "rejected", answersAgain: false }]);
  await answers(minutes(13), minutes(14));
  expect(await routeAt(minutes(15))).toBe("claude claude-opus-5-5");
  expect(await shown()).toMatchObject([{ utilisation: null, status: null, answersAgain: true }]);
});

test("a limit that is near does not make an outage of minutes ago forgotten, which was tried at long intervals by then", async () => {
  now = minutes(0);
  const network = { class: "network", message: "Away.", httpStatus: null, retryAfterMs: null, resetsAt: null } as const;
  const closed = { account: opus.account, modelClass: "all", state: "CLOSED", reason: "network", message: "Away." };
  await database.prisma.breaker.create({
    data: { ...closed, failures: 4, openedAt: minutes(-90), until: minutes(-5), closedAt: minutes(-5) },
  });
  await report(minutes(0), "five_hour", 0.96, minutes(2));
  expect(await routeAt(minutes(1))).toBe("local near_limit");
  await report(minutes(2), "five_hour", 0.01);
  expect(await routeAt(minutes(3))).toBe("claude claude-opus-5-5, tried");
  await tell(opus, null);
  await tell(opus, network);
  const { until } = await database.prisma.breaker.findFirstOrThrow();
  expect(until.getTime()).toBeGreaterThan(minutes(3 + 50).getTime());
});
