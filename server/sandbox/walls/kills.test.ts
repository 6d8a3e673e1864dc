import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { isAlive } from "../../platform/processes.ts";
import { until } from "../testing-sandbox.ts";
import { findCgroups } from "./cgroups.ts";
import { canStartAsUser, doomedRunners, type Doomed, type DoomedOptions } from "./testing-doomed.ts";

/** The bar: so long after any kill nothing may live any more. */
const limitMs = 3_000;
/** So long is waited for what goes without the reaper (some 50 ms), before the reaper is woken. */
const withoutReaperMs = 300;
const atOnce = 16;

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const inBatches = async <Item>(items: readonly Item[], each: (item: Item) => Promise<void>): Promise<void> => {
  const waiting = [...items];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await each(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
};

const isGone = (doomed: Doomed, withinMs: number): Promise<boolean> =>
  until("nothing is left", async () => (await doomed.left()).length === 0, withinMs).then(
    () => true,
    () => false,
  );

const say = (text: string): void => void process.stdout.write(`kills: ${text}\n`);

interface Kill {
  /** When the runner kills itself after the start; null: it is killed from outside, `afterMs` after its beginning. */
  readonly byItself: number | null;
  readonly afterMs: number;
  readonly reaper: "awake" | "asleep";
}

/** Half of them without the help of a reaper at first, so that it is seen who needed it. */
const atRandomMoments = (count: number, random: () => number): Kill[] =>
  Array.from({ length: count }, (_, index) => ({
    byItself: null,
    afterMs: random() * 400,
    reaper: index % 2 === 0 ? "awake" : "asleep",
  }));

/** A third of them in the very tick of the spawn, the others up to 5 ms later. */
const rightAfterTheSpawn = (count: number, random: () => number): Kill[] =>
  Array.from({ length: count }, (_, index) => ({
    byItself: index % 3 === 0 ? 0 : random() * 5,
    afterMs: 0,
    reaper: index % 2 === 0 ? "awake" : "asleep",
  }));

/** Carries the kills out. @returns those after which something lived for too long */
const killRunners = async (what: string, kills: readonly Kill[], more: DoomedOptions = {}) => {
  const { start, allLeft, groups } = await doomedRunners();
  const survivors: unknown[] = [];
  let needed = 0;
  await inBatches(kills, async (kill) => {
    const doomed = await start({ ...more, reaper: kill.reaper, diesAfterMs: kill.byItself });
    if (kill.byItself === null) {
      await pause(kill.afterMs);
      doomed.kill("SIGKILL");
    }
    await doomed.died;
    if (kill.reaper === "asleep") {
      if (!(await isGone(doomed, withoutReaperMs))) needed += 1;
      doomed.wakeReaper();
    }
    if (!(await isGone(doomed, limitMs))) survivors.push({ kill, left: await doomed.left() });
    await until("its reaper has ended", async () => !(await isAlive(doomed.beginning.reaper)));
  });
  const asleep = kills.filter(({ reaper }) => reaper === "asleep").length;
  say(
    `${what}: ${kills.length}, of which ${survivors.length} left something; ${needed} of ${asleep} needed the reaper`,
  );
  // As every runner does at its start.
  await (await findCgroups())?.sweep();
  // Nor has anything come into being late.
  return { survivors, later: await allLeft(), groups: groups() };
};

const nothing = { survivors: [], later: [], groups: [] };
const canBecomeUser = await canStartAsUser();

describe("a killed runner leaves no process of its sandboxes", () => {
  test("100 kills at random moments of a start", { timeout: 240_000 }, async () => {
    expect(await killRunners("at random moments", atRandomMoments(100, randomNumbers(1)))).toEqual(nothing);
  });

  test("100 kills right after the spawn", { timeout: 240_000 }, async () => {
    expect(await killRunners("right after the spawn", rightAfterTheSpawn(100, randomNumbers(2)))).toEqual(nothing);
  });

  test.skipIf(!canBecomeUser)(
    "the same as an ordinary user (needs root to become one)",
    { timeout: 240_000 },
    async () => {
      const random = randomNumbers(3);
      const kills = [...atRandomMoments(15, random), ...rightAfterTheSpawn(25, random)];
      expect(await killRunners("as an ordinary user", kills, { asUser: true })).toEqual(nothing);
    },
  );

  test("a runner that is told to end (SIGTERM) and does not see to it", async () => {
    const { start } = await doomedRunners();
    const doomed = await start();
    await doomed.grown();
    doomed.kill("SIGTERM");
    await doomed.died;
    expect(await isGone(doomed, limitMs)).toBe(true);
  });
});

test("a sandbox ends as a whole when either bwrap is killed, though its runner lives", async () => {
  const { start } = await doomedRunners();
  // The kernel shields the first process of a PID namespace from SIGTERM: that is no kill.
  const ways = [
    { which: "outer", signal: "SIGKILL" },
    { which: "outer", signal: "SIGTERM" },
    { which: "inner", signal: "SIGKILL" },
  ] as const;
  const ends = ways.flatMap((way) => Array.from({ length: 5 }, () => way));
  const survivors: unknown[] = [];
  await inBatches(ends, async ({ which, signal }) => {
    const doomed = await start();
    process.kill((await doomed.grown())[which], signal);
    if (!(await isGone(doomed, limitMs))) survivors.push({ which, signal, left: await doomed.left() });
    expect(await isAlive(doomed.beginning.reaper)).toBe(true);
  });
  expect(survivors).toEqual([]);
});

describe("when the reaper was killed first, the next runner takes along what the dead one has left", () => {
  /** A sandbox whose runner died before the kernel knew that they belong together. Not every go makes one. */
  const orphan = async (start: (options: DoomedOptions) => Promise<Doomed>, asUser: boolean): Promise<Doomed> => {
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const doomed = await start({ asUser, reaper: "dead", diesAfterMs: 0 });
      await doomed.died;
      if (!(await isGone(doomed, withoutReaperMs))) return doomed;
    }
    throw new Error("Every sandbox has ended with its runner.");
  };

  for (const [who, asUser] of [
    ["root", false],
    ["an ordinary user (needs root to become one)", true],
  ] as const) {
    test.skipIf(asUser && !canBecomeUser)(`as ${who}`, async () => {
      const { start } = await doomedRunners();
      const doomed = await orphan(start, asUser);
      await doomed.grown();
      const next = await start({ asUser, folder: doomed.folder, startsNothing: true });
      expect(next.beginning.reaped.found).toBeGreaterThan(0);
      expect(next.beginning.reaped.left).toBe(0);
      expect(await doomed.left()).toEqual([]);
    });
  }
});
