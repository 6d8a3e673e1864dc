import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { giveUpIdleProbes } from "../domain/fallback/index.ts";
import { resumeDueProjects } from "../domain/projects/index.ts";
import { openOneAccount, type AtWork, type SubmittedProject } from "../testing/one-account.ts";
import { settle } from "../testing/project-factory.ts";

// Several projects that meet the same thing, and what one says of it while another tries.
let place: Awaited<ReturnType<typeof openOneAccount>>;
beforeAll(async () => {
  place = await openOneAccount();
});
afterAll(() => place.close());
beforeEach(() => place.clear());

const three = async (mode: "auto" | "disabled"): Promise<SubmittedProject[]> => [
  await place.submitted(mode),
  await place.submitted(mode),
  await place.submitted(mode),
];
const minutesUntil = (at: Date): number => (at.getTime() - place.now().getTime()) / 60_000;
const all = async (projects: readonly SubmittedProject[]): Promise<AtWork[]> => {
  const begun: AtWork[] = [];
  for (const project of projects) begun.push(await project.work());
  return begun;
};

test.each([
  ["auto", 2],
  ["disabled", 5],
] as const)(
  "an outage that several projects meet (%s) is one, and Claude is tried when it would be for one",
  async (mode, times) => {
    const projects = await three(mode);
    for (let time = 0; time < times; time += 1)
      for (const [index, begun] of (await all(projects)).entries())
        await projects[index]?.end(begun, place.errorOf("overloaded"));
    const { until, failures } = await place.breaker();
    expect(failures).toBe(1);
    expect(minutesUntil(until)).toBeLessThanOrEqual(5.5);
    if (mode === "auto") return;
    for (const project of projects) expect(await project.until()).toEqual(until);
    place.setNow(until);
    expect(await resumeDueProjects(place.domain)).toBe(3);
  },
);

test("whoever is refused late takes nobody's try away: its answer lets all others go on", async () => {
  const [first, second, third] = await three("auto");
  if (first === undefined || second === undefined || third === undefined) throw new Error("There are three.");
  await second.end(await second.work(), place.errorOf("network"));
  const hangs = await second.work();
  await place.openBreaker("all", "overloaded", 60);
  place.setNow(place.after(60));
  const trying = await first.work();
  const { probeUntil } = await place.breaker();
  await second.end(hangs, place.errorOf("network"));
  expect(await place.breaker()).toMatchObject({ state: "HALF_OPEN", probeRunId: trying.lease.runId, probeUntil });
  expect((await second.work()).who.serving.side).toBe("local");
  const live = await first.live(trying, () => true);
  await live.betweenTurns();
  expect(await place.breaker()).toMatchObject({ state: "CLOSED" });
});

test("whoever has nowhere to go and is refused late waits for the one that tries", async () => {
  const [first, second] = [await place.submitted("disabled"), await place.submitted("disabled")];
  const hangs = await second.work();
  await place.openBreaker("all", "overloaded", 60);
  place.setNow(place.after(60));
  await first.work();
  await second.end(hangs, place.usedUp());
  expect(await second.until()).toEqual((await place.breaker()).probeUntil);
  expect(await second.waitsForAnother()).toBe(true);
});

test("a limit's end is not forgotten for a failure that names none; a later end that the service names counts", async () => {
  const [first, second, third] = await three("auto");
  if (first === undefined || second === undefined || third === undefined) throw new Error("There are three.");
  await second.end(await second.work(), place.errorOf("network"));
  const [one, other, last] = [await first.work(), await second.work(), await third.work()];
  await first.end(one, place.usedUp());
  const { until } = await place.breaker();
  await second.end(other, place.errorOf("network"));
  expect(await place.breaker()).toMatchObject({ reason: "quota", until, failures: 1 });
  const resetsAt = place.after(7_200);
  await third.end(last, { ...place.usedUp(), resetsAt: resetsAt.toISOString() });
  expect((await place.breaker()).until.getTime()).toBeGreaterThan(resetsAt.getTime());
});

test("a key that is refused stops one project; others that try it stay where they are", async () => {
  const projects = await three("auto");
  const [first, ...others] = projects;
  await first?.end(await first.work(), place.usedUp());
  const refused = place.errorOf("authentication", { httpStatus: 401 });
  const tries = async (project: SubmittedProject) => {
    place.setNow((await place.breaker()).until);
    const begun = await project.work();
    expect(begun.who.serving.side).toBe("claude");
    await project.end(begun, refused);
  };
  if (first !== undefined) await tries(first);
  expect(await first?.project()).toMatchObject({ status: "WAITING", hold: { reason: "provider" } });
  for (const project of others) {
    await tries(project);
    expect(await project.project()).toMatchObject({ status: "PLANNING", hold: null });
    expect((await project.work()).who.serving).toMatchObject({ side: "local", why: "no_account" });
  }
  // Whoever has no way out stops for it as well, and says why.
  const lonely = await place.submitted("disabled");
  await tries(lonely);
  expect(await lonely.project()).toMatchObject({ status: "WAITING", hold: { reason: "provider" } });
  await lonely.cancel();
  // Who looks after it sees what comes of it.
  await first?.retry();
  await first?.end(await first.work(), refused);
  expect(await first?.project()).toMatchObject({ status: "WAITING", hold: { reason: "provider" } });
});

test("what stands in between and answers in Claude's place does not end an outage", async () => {
  const first = await place.submitted("auto");
  await place.openBreaker("all", "overloaded", 60);
  place.setNow(place.after(60));
  await first.end(await first.work(), place.errorOf("malformed_response", { httpStatus: 200 }));
  expect(await place.breaker()).toMatchObject({ state: "OPEN", reason: "network", failures: 2 });
  expect((await first.work()).who.serving.side).toBe("local");
});

test("a try whose run is paused before its next attempt, or cancelled after its runner has died, is given up", async () => {
  for (const ends of ["paused", "cancelled"] as const) {
    await place.clear();
    const [first, second] = [await place.submitted("auto"), await place.submitted("disabled")];
    await place.openBreaker("all", "overloaded", 60);
    place.setNow(place.after(60));
    const trying = await first.work();
    expect(await second.begin()).toBeNull();
    await giveUpIdleProbes(place.domain);
    expect(await place.breaker()).toMatchObject({ state: "HALF_OPEN", probeRunId: trying.lease.runId });
    if (ends === "paused") {
      await settle(place.domain, trying.lease, { type: "released", returns: true });
      await giveUpIdleProbes(place.domain);
      expect(await place.breaker()).toMatchObject({ state: "HALF_OPEN" });
      await first.pause();
    } else await first.cancel();
    await giveUpIdleProbes(place.domain);
    expect(await place.breaker()).toMatchObject({ state: "OPEN", probeRunId: null });
    expect(await second.until()).toEqual(place.now());
  }
});

test("a session whose family is used up goes on with a local model at once, where Claude's other models are, too", async () => {
  const first = await place.submitted("auto");
  const begun = await first.work();
  await place.openBreaker("opus", "quota", 7_200);
  const live = await first.live(begun, () => true);
  const error = { ...place.usedUp(), window: "seven_day_sonnet" };
  expect(await live.standIn(error)).toMatchObject({ model: "coder:30b" });
});

test("a refusal that nobody has told people of stops who meets it, whatever else stands still", async () => {
  const [first, second, third] = await three("auto");
  if (first === undefined || second === undefined || third === undefined) throw new Error("There are three.");
  const refused = place.errorOf("authentication", { httpStatus: 401 });
  await place.openBreaker("all", "quota", 60);
  // The server of a local model may want a key, too.
  await place.submitted("auto").then(async (local) => {
    const begun = await local.work();
    expect(begun.who.serving.side).toBe("local");
    await place.localModelIsReady(false);
    await local.end(begun, refused);
    expect(await local.project()).toMatchObject({ status: "WAITING", hold: { class: "authentication" } });
    await place.localModelIsReady(true);
  });
  place.setNow(place.after(60));
  await first.end(await first.work(), refused);
  expect(await first.project()).toMatchObject({ status: "WAITING", hold: { class: "authentication" } });
  // Another account's, whose limit is over.
  await place.database.prisma.breaker.deleteMany();
  await place.openBreaker("all", "quota", 60);
  place.setNow(place.after(60));
  await second.end(await second.work(), refused);
  expect(await second.project()).toMatchObject({ status: "WAITING", hold: { class: "authentication" } });
});

test("whoever has no model left waits for the one that is free first", async () => {
  await place.localModelIsReady(false);
  const first = await place.submitted("auto");
  const begun = await first.work();
  await place.openBreaker("opus", "quota", 1_800);
  const resetsAt = place.after(5 * 86_400).toISOString();
  await first.end(begun, { ...place.usedUp(), window: "seven_day_sonnet", resetsAt });
  expect(await first.begin()).toBeNull();
  expect(await first.until()).toEqual(place.after(1_800));
});

test("a pause that is over before an outage is asked about again does not lengthen it", async () => {
  const [first, second] = [await place.submitted("auto"), await place.submitted("auto")];
  const [one, other] = [await first.work(), await second.work()];
  const long = place.errorOf("overloaded", { retryAfterMs: 120_000 });
  await first.end(one, long);
  const { until } = await place.breaker();
  place.setNow(place.after(240));
  await second.end(other, { ...long, retryAfterMs: 1_000 });
  await second.end(await second.work(), { ...long, retryAfterMs: 1_000 });
  expect((await place.breaker()).until).toEqual(until);
});

test("what is learned of a family's limit while an outage stands sends to another of Claude's models", async () => {
  await place.localModelIsReady(false);
  const first = await place.submitted("auto");
  const begun = await first.work();
  await place.openBreaker("sonnet", "overloaded", 3_600);
  await first.end(begun, { ...place.usedUp(), window: "seven_day_sonnet" });
  expect((await first.work()).who).toMatchObject({ model: "claude-opus-5-5", serving: { why: "quota" } });
});

test("whoever waits says what keeps it waiting for longest, not what it has met itself", async () => {
  const [first, second] = [await place.submitted("disabled"), await place.submitted("disabled")];
  const begun = await second.work();
  const resetsAt = place.after(5 * 3_600).toISOString();
  await first.end(await first.work(), { ...place.usedUp(), message: "Used up.", resetsAt });
  await second.end(begun, place.errorOf("overloaded", { retryAfterMs: 3_600_000 }));
  expect(await second.project()).toMatchObject({ hold: { reason: "quota", message: "Used up." } });
  expect(await second.until()).toEqual(await first.until());
});

test("a limit's end that is told while an outage stands counts at once, also where that was to be tried later", async () => {
  const [first, second] = [await place.submitted("auto"), await place.submitted("auto")];
  const [one, other] = [await first.work(), await second.work()];
  await place.openBreaker("all", "overloaded", 3_600);
  await first.end(one, place.usedUp());
  expect(await place.breaker()).toMatchObject({ reason: "quota" });
  expect((await place.breaker()).until.getTime()).toBeLessThan(place.after(120).getTime());
  // While somebody finds out whether it is over, its end is kept for whoever comes next.
  place.setNow((await place.breaker()).until);
  const trying = await first.work();
  const resetsAt = place.after(7_200);
  await second.end(other, { ...place.usedUp(), resetsAt: resetsAt.toISOString() });
  await first.end(trying, null);
  expect(await place.breaker()).toMatchObject({ state: "OPEN", reason: "quota" });
  expect((await place.breaker()).until.getTime()).toBeGreaterThan(resetsAt.getTime());
});
