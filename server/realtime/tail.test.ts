import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StreamMessage } from "../contract/events.ts";
import { appendEvents, writeLiveBlock } from "../domain/events/index.ts";
import { DomainError } from "../platform/errors.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { plainDomain, silent } from "../testing/web.ts";
import { claimOpenRun, seedDraft, seedUser } from "../testing/project-factory.ts";
import { submitProject } from "../domain/projects/index.ts";
import { createChanges, logReader, type Changes } from "./changes.ts";
import { tail, type TailOptions } from "./tail.ts";

let database: TestDatabase;
let changes: Changes;
let ownerId: string;
let projectId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ id: ownerId } = await seedUser(database));
});
afterAll(() => database.close());
beforeEach(async () => {
  projectId = await seedDraft(database, { ownerId });
  changes = createChanges({ reader: logReader(database), url: database.url, logger: silent });
});
afterEach(() => changes.close());

const append = (count = 1, to = projectId) =>
  appendEvents(database.prisma, {
    projectId: to,
    fence: null,
    events: Array.from({ length: count }, () => ({
      payload: { type: "check.none_found" as const, looked: "everywhere" },
    })),
  });

const open = (options: Partial<TailOptions> = {}) => {
  const ending = new AbortController();
  const stream = tail({
    changes,
    projectIds: [projectId],
    mayView: async () => true,
    assertAccess: async () => undefined,
    signal: ending.signal,
    timing: { listsEveryMs: 30 },
    ...options,
  });
  /** All messages until one fits, each batch pulled when the one before was read. */
  const until = async (fits: (message: StreamMessage) => boolean): Promise<StreamMessage[]> => {
    const all: StreamMessage[] = [];
    for (;;) {
      const { value, done } = await stream.next();
      if (done === true) throw new Error("The stream has ended.");
      all.push(...value);
      if (value.some(fits)) return all;
    }
  };
  return { stream, until, end: () => ending.abort() };
};
const isHeads = (message: StreamMessage): boolean => message.type === "heads";
const reaches = (sequence: number) => (message: StreamMessage) =>
  message.type === "events" && message.events.at(-1)?.sequence === sequence;
const sequences = (messages: readonly StreamMessage[]): number[] =>
  messages.flatMap((message) => (message.type === "events" ? message.events.map(({ sequence }) => sequence) : []));
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("tail", () => {
  it("tells the head first, then every event once and in order, however it starts among them", async () => {
    await append(3);
    const writing = (async () => {
      for (let round = 0; round < 60; round += 1) await append(1);
    })();
    const { until, end } = open();
    const [first, ...rest] = await until(reaches(63));
    await writing;
    expect(first?.type).toBe("heads");
    const head = first?.type === "heads" ? (first.heads[0]?.sequence ?? -1) : -1;
    expect(head).toBeGreaterThanOrEqual(3);
    expect(sequences(rest)).toEqual(range(head + 1, 63));
    end();
  });

  it("joins what comes close together", async () => {
    const { until, end } = open({ timing: { joinMs: 300 } });
    await until(isHeads);
    const reading = until(reaches(20));
    await Promise.all(range(1, 20).map(() => append(1)));
    // One; on a machine that needs longer than that for twenty commits, a few.
    expect((await reading).length).toBeLessThan(5);
    end();
  });

  it("reads once for a hundred streams", async () => {
    let reads = 0;
    const reader = logReader(database);
    const eventsAfter: typeof reader.eventsAfter = (...position) => {
      reads += 1;
      return reader.eventsAfter(...position);
    };
    await changes.close();
    changes = createChanges({ reader: { ...reader, eventsAfter }, url: database.url, logger: silent });
    const streams = range(1, 100).map(() => open());
    await Promise.all(streams.map(({ until }) => until(isHeads)));
    const all = Promise.all(streams.map(({ until }) => until(reaches(5))));
    await append(5);
    for (const messages of await all) expect(sequences(messages)).toEqual(range(1, 5));
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThan(5);
    for (const { end } of streams) end();
  });

  it("says of other projects only that they changed, and only to whom may know", async () => {
    const visible = await seedDraft(database, { ownerId });
    const hidden = await seedDraft(database, { ownerId });
    const { until, end } = open({ mayView: async (id) => id === visible });
    await until(isHeads);
    await append(1, hidden);
    for (let round = 0; round < 10; round += 1) await append(1, visible);
    await append(1);
    const messages = [...(await until(reaches(1)))];
    if (!messages.some(({ type }) => type === "changed"))
      messages.push(...(await until(({ type }) => type === "changed")));
    expect(messages.filter(({ type }) => type === "changed")).toEqual([{ type: "changed", projectId: visible }]);
    expect(JSON.stringify(messages)).not.toContain(hidden);
    end();
  });

  it("says that lists have changed for a project it shows, too", async () => {
    const { until, end } = open();
    await until(isHeads);
    await database.prisma.$executeRaw`SELECT pg_notify('spiral_events', ${JSON.stringify({ p: projectId })})`;
    expect(await until(({ type }) => type === "changed")).toEqual([{ type: "changed", projectId }]);
    end();
  });

  it("ignores notifications that are none of ours", async () => {
    const { until, end } = open();
    await until(isHeads);
    for (const payload of ["", "{", "[]", '{"p":1}', '{"p":"prj_unknown","s":9}'])
      await database.prisma.$executeRaw`SELECT pg_notify('spiral_events', ${payload})`;
    await append(1);
    expect(sequences(await until(reaches(1)))).toEqual([1]);
    end();
  });
});

describe("a live block", () => {
  const begin = async () => {
    await submitProject(plainDomain(database), { projectId, actorId: ownerId });
    const { runId, leaseToken } = await claimOpenRun(plainDomain(database), projectId);
    const write = (text: string, blockId = "block") =>
      writeLiveBlock(database, { projectId, runId, leaseToken, blockId, kind: "text", text });
    return { runId, leaseToken, write };
  };
  const live = (messages: readonly StreamMessage[]) =>
    messages.flatMap((message) => (message.type === "live" ? [[message.blockId, message.offset, message.text]] : []));
  const isLive = (message: StreamMessage): boolean => message.type === "live";

  it("is sent as what has been added, and whole again when it was replaced", async () => {
    const { write } = await begin();
    await write("Before");
    const { until, end } = open();
    await until(isHeads);
    await write("Before and");
    expect(live(await until(isLive))).toEqual([["block", 0, "Before and"]]);
    await write("Before and after 🌀");
    expect(live(await until(isLive))).toEqual([["block", 10, " after 🌀"]]);
    await write("Before and after 🌀.");
    expect(live(await until(isLive))).toEqual([["block", 19, "."]]);
    await write("Something else, and much longer than before");
    expect(live(await until(isLive))).toEqual([["block", 0, "Something else, and much longer than before"]]);
    await write("Short");
    expect(live(await until(isLive))).toEqual([["block", 0, "Short"]]);
    end();
  });

  it("comes before the event that finishes it, and never after", async () => {
    const { runId, leaseToken, write } = await begin();
    const head = await append(1);
    const { until, end } = open({ timing: { joinMs: 20 } });
    await until(isHeads);
    await write("Hel");
    await write("Hello");
    await appendEvents(database.prisma, {
      projectId,
      fence: { runId, leaseToken },
      events: [{ runId, payload: { type: "agent.wrote", blockId: "block", text: "Hello." } }],
    });
    await append(1);
    const messages = await until(reaches((head ?? 0) + 2));
    const finished = messages.findIndex(({ type }) => type === "events");
    expect(messages.slice(finished).filter(isLive)).toEqual([]);
    await write("Next", "other");
    expect(live(await until(isLive))).toEqual([["other", 0, "Next"]]);
    end();
  });
});

describe("a reader that does not read", () => {
  it("makes nothing grow: it is told the heads again and goes on from there", async () => {
    const { stream, until, end } = open();
    await until(isHeads);
    // Somebody else reads, so that the shared feed goes on without the slow one.
    const quick = open();
    await quick.until(isHeads);
    for (let round = 1; round <= 10; round += 1) {
      await append(100);
      await quick.until(reaches(round * 100));
    }
    const later: StreamMessage[] = [];
    while (!later.some(isHeads)) later.push(...((await stream.next()).value ?? []));
    expect(later.filter(isHeads)).toEqual([{ type: "heads", heads: [{ projectId, sequence: 1_000 }] }]);
    expect(sequences(later).length).toBeLessThanOrEqual(50);
    await append(2);
    expect(sequences(await until(reaches(1_002)))).toEqual([1_001, 1_002]);
    end();
    quick.end();
  });

  it("gets a large step in parts", async () => {
    const { stream, until, end } = open();
    await until(isHeads);
    await append(120);
    const sizes: number[] = [];
    while (sizes.reduce((sum, size) => sum + size, 0) < 120)
      sizes.push(sequences((await stream.next()).value ?? []).length);
    expect(sizes).toEqual([50, 50, 20]);
    end();
  });
});

describe("the listener", () => {
  it("tells the heads again after it had to reconnect, and misses nothing that happened meanwhile", async () => {
    const { until, end } = open();
    await until(isHeads);
    await append(1);
    await until(reaches(1));
    await database.prisma
      .$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'spiral-listen' AND datname = current_database()`;
    await append(3);
    const messages = await until(isHeads);
    expect(messages.at(-1)).toEqual({ type: "heads", heads: [{ projectId, sequence: 4 }] });
    await append(1);
    expect(sequences(await until(reaches(5)))).toEqual([5]);
    end();
  });

  it("is one for all streams", async () => {
    const streams = range(1, 5).map(() => open());
    await Promise.all(streams.map(({ until }) => until(isHeads)));
    const rows = await database.prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'spiral-listen' AND datname = current_database()`;
    expect(rows).toEqual([{ count: 1 }]);
    for (const { end } of streams) end();
  });
});

describe("the end", () => {
  it("comes with an error when the server stops, so that browsers come back", async () => {
    const { until, stream } = open();
    await until(isHeads);
    const next = stream.next();
    await changes.close();
    await expect(next).rejects.toMatchObject({ code: "unavailable" });
    await expect(open().stream.next()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("comes within the recheck when the reader lost their rights, also when nothing happens", async () => {
    let asked = 0;
    const assertAccess = async () => {
      asked += 1;
      if (asked === 3) throw new DomainError("unauthenticated", "This session has ended.");
    };
    const { until, stream } = open({ assertAccess, timing: { recheckMs: 20 } });
    await until(isHeads);
    await expect(stream.next()).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("comes at once when the reader has gone", async () => {
    const { until, stream, end } = open();
    await until(isHeads);
    const next = stream.next();
    end();
    expect(await next).toEqual({ value: undefined, done: true });
  });
});
