import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { resumeDueProjects } from "../domain/projects/index.ts";
import { openOneAccount } from "../testing/one-account.ts";
import { settle } from "../testing/project-factory.ts";

let place: Awaited<ReturnType<typeof openOneAccount>>;
beforeAll(async () => {
  place = await openOneAccount();
});
afterAll(() => place.close());
beforeEach(() => place.clear());

/** Two projects that have nowhere else to go: the limit is over, the first one tries, and the other waits for that. */
const twoAtOneBreaker = async () => {
  const [first, second] = [await place.submitted("disabled"), await place.submitted("disabled")];
  await first.end(await first.work(), place.usedUp());
  expect(await second.begin()).toBeNull();
  const { until } = await place.breaker();
  expect([await first.until(), await second.until()]).toEqual([until, until]);
  place.setNow(until);
  expect(await resumeDueProjects(place.domain)).toBe(2);
  const trying = await first.work();
  expect(await second.begin()).toBeNull();
  expect(await second.until()).toEqual((await place.breaker()).probeUntil);
  expect(await second.waitsForAnother()).toBe(true);
  place.setNow(place.after(60));
  expect(await resumeDueProjects(place.domain)).toBe(0);
  return { first, second, trying };
};

test("Claude's first answer to the one that tries lets the others go on, long before its step has ended", async () => {
  const { first, second, trying } = await twoAtOneBreaker();
  let answered = false;
  const live = await first.live(trying, () => answered);
  // It was resumed, and has carried out a tool that was asked for before.
  await live.betweenTurns();
  expect(await place.breaker()).toMatchObject({ state: "HALF_OPEN" });
  answered = true;
  expect(await live.betweenTurns()).toBeNull();
  expect(await place.breaker()).toMatchObject({ state: "CLOSED" });
  expect(await second.until()).toEqual(place.now());
  expect(await resumeDueProjects(place.domain)).toBe(1);
  expect((await second.work()).who.serving.side).toBe("claude");
});

test("what one project finds out before the limit's end lets all others go on, too, that wait for that end", async () => {
  const [first, second] = [await place.submitted("disabled"), await place.submitted("disabled")];
  await first.end(await first.work(), place.usedUp());
  expect(await second.begin()).toBeNull();
  place.setNow(place.after(20));
  await first.retry();
  const trying = await first.work();
  expect(await second.until()).not.toEqual(place.now());
  const live = await first.live(trying, () => true);
  await live.betweenTurns();
  expect(await place.breaker()).toMatchObject({ state: "CLOSED" });
  expect(await second.until()).toEqual(place.now());
  expect(await resumeDueProjects(place.domain)).toBe(1);
  expect((await second.work()).who.serving.side).toBe("claude");
});

test("whoever has just found out that it must wait does not, where that is over before it stands still", async () => {
  const [first, second] = [await place.submitted("disabled"), await place.submitted("disabled")];
  await first.end(await first.work(), place.usedUp());
  place.setNow(place.after(20));
  await first.retry();
  const live = await first.live(await first.work(), () => true);
  expect(await second.begin(() => live.betweenTurns())).toBeNull();
  expect(await place.breaker()).toMatchObject({ state: "CLOSED" });
  expect(await second.until()).toEqual(place.now());
});

test("a try that fails makes the others wait for the next one, and no longer for its end", async () => {
  const { first, second, trying } = await twoAtOneBreaker();
  await first.end(trying, place.usedUp());
  const { until } = await place.breaker();
  expect([await first.until(), await second.until()]).toEqual([until, until]);
  expect(await second.waitsForAnother()).toBe(false);
});

test("a try that is given up lets another one try at once", async () => {
  const { first, second, trying } = await twoAtOneBreaker();
  await first.end(trying, null);
  expect(await place.breaker()).toMatchObject({ state: "OPEN" });
  expect(await resumeDueProjects(place.domain)).toBe(1);
  expect((await second.work()).who.serving.side).toBe("claude");
  expect(await place.breaker()).toMatchObject({ state: "HALF_OPEN" });
});

test("whoever tries for longer than it may is not made to leave Claude by the next one that tries", async () => {
  const [first, second] = [await place.submitted("auto"), await place.submitted("auto")];
  await first.end(await first.work(), place.usedUp());
  expect((await second.work()).who.serving).toMatchObject({ side: "local", why: "quota" });
  place.setNow((await place.breaker()).until);
  const trying = await first.work();
  place.setNow(place.after(11 * 60));
  const third = await place.submitted("auto");
  const next = await third.work();
  expect(next.who.serving.side).toBe("claude");
  expect((await place.breaker()).probeRunId).toBe(next.lease.runId);
  const live = await first.live(trying, () => true);
  expect(await live.betweenTurns()).toBeNull();
  expect(live.working.serving.side).toBe("claude");
  expect(await place.breaker()).toMatchObject({ state: "HALF_OPEN", probeRunId: next.lease.runId });
});

test("another of Claude's models goes on until its turn's end, when the chosen one's limit is over; then that one is tried", async () => {
  const first = await place.submitted("auto");
  const error = { ...place.usedUp(), window: "seven_day_sonnet" };
  await first.end(await first.work(), error);
  const standing = await first.work();
  expect(standing.who).toMatchObject({ model: "claude-opus-5-5", serving: { side: "other_model", why: "quota" } });
  const live = await first.live(standing, () => true);
  expect([await live.betweenTurns(), live.returns]).toEqual([null, false]);
  place.setNow((await place.breaker()).until);
  expect([await live.betweenTurns(), live.returns]).toEqual([null, true]);
  const { probeUntil } = await place.breaker();
  const held = { state: "HALF_OPEN", probeRunId: standing.lease.runId, probeUntil };
  place.setNow(place.after(5));
  expect(await place.breaker()).toMatchObject(held);
  // Its process is told that it makes no more calls, which is no failure of anybody's.
  const refused = { ...place.usedUp(), class: "authentication", httpStatus: 403 } as const;
  expect(await live.standIn(refused)).toBeNull();
  expect(await place.breaker()).toMatchObject(held);
  await settle(place.domain, standing.lease, { type: "released", returns: true });
  expect((await first.work()).who).toMatchObject({ model: "claude-sonnet-5-5", serving: { side: "claude" } });
  // The same try: whoever waits for its end knows it by that time.
  expect(await place.breaker()).toMatchObject(held);
});

test("another of Claude's models that answers is not left for the chosen one's rest, when others are refused by it", async () => {
  await place.localModelIsReady(false);
  const first = await place.submitted("auto");
  await place.openBreaker("sonnet", "near_limit", 3_600);
  const standing = await first.work();
  expect(standing.who).toMatchObject({ model: "claude-opus-5-5", serving: { side: "other_model", why: "near_limit" } });
  const live = await first.live(standing, () => true);
  expect([await live.betweenTurns(), live.returns]).toEqual([null, false]);
  await place.openBreaker("opus", "overloaded", 60);
  expect([await live.betweenTurns(), live.returns]).toEqual([null, false]);
  // Who asks anew is refused there, and uses what is left here.
  const second = await place.submitted("auto");
  expect((await second.work()).who).toMatchObject({ model: "claude-sonnet-5-5" });
  place.setNow(place.after(3_600));
  expect([await live.betweenTurns(), live.returns]).toEqual([null, true]);
});

test("nor when all of the account is nearly used up as well, which keeps nobody away who has no local model", async () => {
  await place.localModelIsReady(false);
  const first = await place.submitted("auto");
  await place.openBreaker("sonnet", "near_limit", 3_600);
  const standing = await first.work();
  await place.openBreaker("all", "near_limit", 7_200);
  const live = await first.live(standing, () => true);
  expect([await live.betweenTurns(), live.returns]).toEqual([null, false]);
});

const Counted = z.tuple([z.object({ count: z.coerce.number() })]);

test.each([true, false])(
  "whoever comes second to a try stays with Claude's other model (a local one is ready: %s)",
  async (isReady) => {
    await place.localModelIsReady(isReady);
    const { prisma } = place.database;
    const [first, second] = [await place.submitted("auto"), await place.submitted("auto")];
    await place.openBreaker("sonnet", "quota", 60);
    place.setNow(place.after(60));
    const [isHeld, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holds = prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Breaker" FOR UPDATE`;
      isHeld.resolve();
      await letGo.promise;
    });
    await isHeld.promise;
    const both = Promise.all([first.work(), second.work()]);
    // Both have seen that it is due, and are about to take it.
    const waiting = async () =>
      Counted.parse(
        await prisma.$queryRaw`
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )[0].count;
    await expect.poll(waiting).toBe(2);
    letGo.resolve();
    await holds;
    const models = (await both).map(({ who }) => who.model);
    expect(models.toSorted()).toEqual(["claude-opus-5-5", "claude-sonnet-5-5"]);
  },
);
