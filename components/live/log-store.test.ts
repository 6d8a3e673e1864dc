import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ProjectEvent } from "../../server/contract/events.ts";
import { createLogStore, type LogStoreOptions } from "./log-store.ts";

const projectId = "prj_1";
const event = (sequence: number): ProjectEvent => ({
  projectId,
  sequence,
  at: new Date(sequence),
  phaseId: null,
  runId: null,
  attemptId: null,
  payload: { type: "agent.instructed", prompt: "" },
});

/** A project with `count` events, and the store of a page that opens it. */
const open = (count: number) => {
  const log = Array.from({ length: count }, (_, index) => event(index + 1));
  const listEvents = vi.fn<LogStoreOptions["listEvents"]>(async (after, limit) => ({
    events: log.slice(after, after + limit),
    liveBlocks: [],
    head: log.length,
  }));
  const store = createLogStore({ projectId, head: count, listEvents, schedule: queueMicrotask });
  return { log, listEvents, store, state: () => store.getSnapshot() };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(0);

describe("the store of a log", () => {
  it("begins near the end and loads older pages on demand", async () => {
    const { store, state, listEvents } = open(1_700);
    await settle();
    expect(state().log).toMatchObject({ before: 1_200, loaded: true, stale: false });
    store.loadOlder();
    store.loadOlder();
    await settle();
    expect(listEvents).toHaveBeenCalledTimes(2);
    expect(state().log.before).toBe(200);
    store.loadOlder();
    await settle();
    expect(state().log).toMatchObject({ before: 0 });
    expect(state().log.events).toHaveLength(1_700);
    store.loadOlder();
    expect(listEvents).toHaveBeenCalledTimes(3);
  });

  it("takes larger steps on the way to an event far back", async () => {
    const { store, state, listEvents } = open(9_000);
    await settle();
    store.loadOlder(2_000);
    await settle();
    expect(listEvents).toHaveBeenCalledTimes(6);
    expect(state().log.before).toBe(3_500);
    store.loadOlder(2_000);
    await settle();
    expect(state().log.before).toBe(1_500);
    store.loadOlder(1);
    await settle();
    expect(state().log).toMatchObject({ before: 0, stale: false });
    expect(state().log.events.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 9_000 }, (_, at) => at + 1),
    );
  });

  it("fetches what a batch shows to be missing", async () => {
    const { log, store, state } = open(2);
    await settle();
    log.push(event(3), event(4));
    store.receive([{ type: "events", projectId, events: [event(4)] }]);
    await settle();
    expect(state().log.events.map((entry) => entry.sequence)).toEqual([1, 2, 3, 4]);
  });

  it("tries again after failures, and says that it is failing", async () => {
    const { log, store, state, listEvents } = open(1);
    await settle();
    log.push(event(2));
    listEvents.mockRejectedValueOnce(new Error("down")).mockRejectedValueOnce(new Error("down"));
    store.receive([{ type: "heads", heads: [{ projectId, sequence: 2 }] }]);
    await settle();
    expect(state().failing).toBe(true);
    await vi.advanceTimersByTimeAsync(500);
    expect(state().failing).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(state()).toMatchObject({ failing: false });
    expect(state().log.events).toHaveLength(2);
  });

  it("tells its readers once for many messages", async () => {
    const { store } = open(1);
    await settle();
    const reader = vi.fn<() => void>();
    store.subscribe(reader);
    for (let sequence = 2; sequence < 50; sequence += 1)
      store.receive([{ type: "events", projectId, events: [event(sequence)] }]);
    await settle();
    expect(reader).toHaveBeenCalledTimes(1);
  });

  it("is silent once closed", async () => {
    const { store, listEvents } = open(1);
    store.close();
    await settle();
    store.receive([{ type: "heads", heads: [{ projectId, sequence: 9 }] }]);
    await settle();
    expect(listEvents).toHaveBeenCalledTimes(1);
  });
});
