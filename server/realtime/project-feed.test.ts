import { describe, expect, it } from "vitest";
import type { LiveBlock, ProjectEvent } from "../contract/events.ts";
import { createProjectFeed, feedLimits } from "./project-feed.ts";

/** A log of which `length` events exist; each event's words are so long. */
const logOf = (start: number, words = 1) => {
  const state = { length: start, blocks: [] as LiveBlock[], reads: 0 };
  const eventAt = (sequence: number): ProjectEvent => ({
    projectId: "prj",
    sequence,
    at: new Date(0),
    phaseId: null,
    runId: null,
    attemptId: null,
    payload: { type: "project.failed", message: "x".repeat(words) },
  });
  const feed = createProjectFeed(
    {
      eventsAfter: async (position, limit) => {
        state.reads += 1;
        return Array.from({ length: Math.min(limit, state.length - position) }, (_, index) =>
          eventAt(position + index + 1),
        );
      },
      liveBlocks: async () => state.blocks,
    },
    start,
  );
  const grow = (count: number) => {
    state.length += count;
    feed.markEvents();
  };
  const sequences = async (position: number) =>
    (await feed.eventsAfter(position))?.events.map(({ sequence }) => sequence) ?? null;
  return { feed, state, grow, sequences };
};

describe("a feed's events", () => {
  it("are what follows on a position", async () => {
    const { grow, sequences, state } = logOf(10);
    expect(await sequences(10)).toEqual([]);
    grow(3);
    expect(await sequences(10)).toEqual([11, 12, 13]);
    expect(await sequences(12)).toEqual([13]);
    expect(await sequences(13)).toEqual([]);
    expect(await sequences(99)).toEqual([]);
    expect(await sequences(9)).toBeNull();
    expect(state.reads).toBe(2);
  });

  it("are remembered up to a number, however many come at once", async () => {
    const { grow, sequences } = logOf(0);
    grow(1_000);
    expect(await sequences(0)).toBeNull();
    expect(await sequences(1_000 - feedLimits.remembered.events - 1)).toBeNull();
    expect((await sequences(1_000 - feedLimits.remembered.events))?.[0]).toBe(1_000 - feedLimits.remembered.events + 1);
    expect(await sequences(998)).toEqual([999, 1_000]);
  });

  it("come in batches of a bounded number and size, but never none", async () => {
    const many = logOf(0);
    many.grow(60);
    expect(await many.feed.eventsAfter(0)).toMatchObject({ more: true, events: { length: feedLimits.batch.events } });
    expect(await many.feed.eventsAfter(feedLimits.batch.events)).toMatchObject({ more: false, events: { length: 10 } });
    const long = logOf(0, feedLimits.batch.characters / 2 - 100);
    long.grow(5);
    expect(await long.sequences(0)).toEqual([1, 2]);
    const huge = logOf(0, feedLimits.batch.characters * 2);
    huge.grow(2);
    expect(await huge.sequences(0)).toEqual([1]);
    expect(await huge.sequences(1)).toEqual([2]);
  });

  it("are remembered up to a size", async () => {
    const { grow, sequences } = logOf(0, feedLimits.remembered.characters / 4);
    grow(10);
    expect(await sequences(5)).toBeNull();
    expect(await sequences(9)).toEqual([10]);
  });
});

describe("a feed's live blocks", () => {
  const block = (text: string): LiveBlock => ({ projectId: "prj", runId: "run", blockId: "a", kind: "text", text });

  it("keep their edition while they grow, and get another when they are replaced", async () => {
    const { feed, state } = logOf(0);
    const editions: (number | undefined)[] = [];
    for (const text of ["a", "ab", "ab", "b", "bc", ""]) {
      state.blocks = [block(text)];
      feed.markLive();
      editions.push((await feed.liveBlocks())[0]?.edition);
    }
    expect(editions).toEqual([0, 0, 0, 1, 1, 2]);
  });
});
