import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventPayload, LiveBlock, ProjectEvent, StreamMessage } from "../../server/contract/events.ts";
import { blockKey } from "./live-blocks.ts";
import {
  applyMessage,
  applyPage,
  beginFetch,
  emptyLog,
  failFetch,
  lastSequence,
  prependOlder,
  type EventPage,
  type ProjectLog,
} from "./project-log.ts";

const projectId = "prj_1";
const runId = "run_1";

const event = (
  sequence: number,
  payload: EventPayload = { type: "agent.instructed", prompt: `${sequence}` },
): ProjectEvent => ({
  projectId,
  sequence,
  at: new Date(sequence),
  phaseId: null,
  runId,
  attemptId: null,
  payload,
});
const wrote = (sequence: number, blockId: string, text = "") => event(sequence, { type: "agent.wrote", blockId, text });
const events = (...list: ProjectEvent[]): StreamMessage => ({ type: "events", projectId, events: list });
const delta = (blockId: string, offset: number, text: string): StreamMessage => ({
  type: "live",
  projectId,
  runId,
  blockId,
  kind: "text",
  offset,
  text,
});
const block = (blockId: string, text: string): LiveBlock => ({ projectId, runId, blockId, kind: "text", text });
const page = (list: ProjectEvent[], liveBlocks: LiveBlock[] = [], head = list.at(-1)?.sequence ?? 0): EventPage => ({
  events: list,
  liveBlocks,
  head,
});

const loadedLog = (count: number): ProjectLog =>
  applyPage(beginFetch(emptyLog(projectId, 0)), page(Array.from({ length: count }, (_, index) => event(index + 1))));
const sequences = (log: ProjectLog) => log.events.map((entry) => entry.sequence);
const texts = (log: ProjectLog) => [...log.liveBlocks.values()].map((entry) => `${entry.blockId}:${entry.text}`);

describe("events", () => {
  it("appends what follows on", () => {
    const log = applyMessage(loadedLog(2), events(event(3), event(4)));
    expect(sequences(log)).toEqual([1, 2, 3, 4]);
    expect(log.stale).toBe(false);
    expect(log.head).toBe(4);
  });

  it("ignores duplicates and takes the rest of an overlapping batch", () => {
    const log = loadedLog(3);
    expect(applyMessage(log, events(event(2), event(3)))).toBe(log);
    expect(sequences(applyMessage(log, events(event(3), event(4))))).toEqual([1, 2, 3, 4]);
  });

  it("asks for a fetch instead of leaving a gap", () => {
    const log = applyMessage(loadedLog(2), events(event(4)));
    expect(sequences(log)).toEqual([1, 2]);
    expect(log).toMatchObject({ stale: true, head: 4 });
  });

  it("knows no other project", () => {
    const log = loadedLog(1);
    expect(applyMessage(log, { type: "events", projectId: "prj_2", events: [event(2)] })).toBe(log);
  });

  it("goes on fetching while pages do not reach the head", () => {
    const log = applyPage(beginFetch(loadedLog(1)), page([event(2)], [], 5));
    expect(log).toMatchObject({ stale: true, head: 5 });
  });

  it("remembers a gap that shows while a fetch is under way", () => {
    const fetching = applyMessage(beginFetch(loadedLog(1)), events(event(9)));
    expect(applyPage(fetching, page([event(2)], [], 2))).toMatchObject({ stale: true, head: 9 });
  });

  it("is stale again after a failed fetch", () => {
    expect(failFetch(beginFetch(loadedLog(1)))).toMatchObject({ stale: true, fetching: false });
  });

  it("fetches whenever the stream has reconnected, because live text may have been missed", () => {
    expect(applyMessage(loadedLog(2), { type: "heads", heads: [{ projectId, sequence: 2 }] })).toMatchObject({
      stale: true,
      head: 2,
    });
    const log = loadedLog(2);
    expect(applyMessage(log, { type: "heads", heads: [{ projectId: "prj_2", sequence: 9 }] })).toBe(log);
  });
});

describe("older pages", () => {
  const late = applyPage(beginFetch(emptyLog(projectId, 4)), page([event(5), event(6)]));

  it("joins a page that ends where the window begins", () => {
    const log = prependOlder(late, [event(3), event(4)]);
    expect(sequences(log)).toEqual([3, 4, 5, 6]);
    expect(log.before).toBe(2);
    expect(lastSequence(log)).toBe(6);
  });

  it("refuses pages that do not fit", () => {
    expect(prependOlder(late, [])).toBe(late);
    expect(prependOlder(late, [event(2), event(3)])).toBe(late);
    expect(prependOlder(late, [event(2), event(4)])).toBe(late);
  });
});

describe("live blocks", () => {
  const started = applyMessage(loadedLog(1), delta("b", 0, "Hel"));

  it("grow by deltas, also overlapping ones", () => {
    expect(texts(applyMessage(started, delta("b", 3, "lo")))).toEqual(["b:Hello"]);
    expect(texts(applyMessage(started, delta("b", 1, "ello")))).toEqual(["b:Hello"]);
  });

  it("ignore repeated deltas", () => {
    expect(applyMessage(started, delta("b", 0, "He"))).toBe(started);
    expect(applyMessage(started, delta("b", 1, "el"))).toBe(started);
  });

  it("are replaced by another beginning, and fetched on a contradiction", () => {
    expect(texts(applyMessage(started, delta("b", 0, "Other")))).toEqual(["b:Other"]);
    expect(applyMessage(started, delta("b", 4, "o"))).toMatchObject({ stale: true });
    expect(applyMessage(started, delta("b", 1, "xx"))).toMatchObject({ stale: true });
    expect(applyMessage(started, delta("unknown", 7, "…"))).toMatchObject({ stale: true });
  });

  it("give way to the event that finishes them, and do not come back", () => {
    const finished = applyMessage(started, events(wrote(2, "b", "Hello")));
    expect(texts(finished)).toEqual([]);
    expect(applyMessage(finished, delta("b", 0, "Hel"))).toBe(finished);
    expect(texts(applyPage(beginFetch(finished), page([], [block("b", "Hello")], 2)))).toEqual([]);
  });

  it("end with their run's attempt, and shell output with its tool or check", () => {
    const ended = event(2, { type: "attempt.ended", outcome: "STOPPED", processesLeft: 0 });
    expect(texts(applyMessage(started, events(ended)))).toEqual([]);
    const shell: StreamMessage = {
      type: "live",
      projectId,
      runId,
      blockId: "tu_1",
      kind: "shell",
      offset: 0,
      text: "$",
    };
    const running = applyMessage(loadedLog(1), shell);
    const finished = event(2, {
      type: "tool.finished",
      toolUseId: "tu_1",
      isError: false,
      output: "$",
      truncated: false,
      durationMs: 1,
    });
    expect(texts(applyMessage(running, events(finished)))).toEqual([]);
  });

  it("keep what grew while the fetch was under way", () => {
    const grown = applyMessage(beginFetch(started), delta("b", 3, "lo"));
    expect(texts(applyPage(grown, page([], [block("b", "Hel")], 1)))).toEqual(["b:Hello"]);
    expect(texts(applyPage(grown, page([], [block("b", "Hello, you")], 1)))).toEqual(["b:Hello, you"]);
  });

  it("are dropped when the database no longer has them", () => {
    expect(texts(applyPage(beginFetch(started), page([], [], 1)))).toEqual([]);
  });
});

const attemptStarted: EventPayload = {
  type: "attempt.started",
  operation: "IMPLEMENT",
  number: 1,
  provider: null,
  model: null,
  resumed: false,
  sandboxed: true,
};

/** The database: what every browser must end up with. */
class Server {
  readonly log: ProjectEvent[] = [];
  readonly blocks = new Map<string, LiveBlock>();
  private attempting = false;

  append(payload?: EventPayload): StreamMessage {
    const next = event(this.log.length + 1, payload);
    this.log.push(next);
    return events(next);
  }

  step(kind: "event" | "write" | "finish" | "end", text: string): StreamMessage[] {
    const current = [...this.blocks.values()].at(-1);
    switch (kind) {
      case "event":
        return [this.append()];
      case "write": {
        // As the runner does it: nothing is written before its attempt has been announced.
        const announced = this.attempting ? [] : [this.append(attemptStarted)];
        this.attempting = true;
        const target = current ?? block(`b${this.log.length}`, "");
        this.blocks.set(blockKey(target), { ...target, text: target.text + text });
        return [...announced, delta(target.blockId, target.text.length, text)];
      }
      case "finish": {
        if (current === undefined) return [];
        this.blocks.delete(blockKey(current));
        return [this.append({ type: "agent.wrote", blockId: current.blockId, text: current.text })];
      }
      case "end":
        this.blocks.clear();
        this.attempting = false;
        return [this.append({ type: "attempt.ended", outcome: "STOPPED", processesLeft: 0 })];
    }
  }

  page(after: number, limit: number): EventPage {
    return {
      events: this.log.slice(after, after + limit),
      liveBlocks: [...this.blocks.values()],
      head: this.log.length,
    };
  }
}

const assertSound = (log: ProjectLog, server: Server) => {
  expect(log.events).toEqual(server.log.slice(log.before, lastSequence(log)));
  for (const entry of log.events) {
    if (entry.payload.type === "agent.wrote")
      expect(log.liveBlocks.has(`${runId}/${entry.payload.blockId}`)).toBe(false);
  }
};

/** Fetches until the log is content; bounded, so that a log that never is fails the test. */
const settle = (log: ProjectLog, server: Server, limit: number): ProjectLog => {
  let current = log;
  for (let rounds = 0; current.stale; rounds += 1) {
    expect(rounds).toBeLessThanOrEqual(Math.ceil(server.log.length / limit) + 3);
    const asking = beginFetch(current);
    current = applyPage(asking, server.page(lastSequence(asking), limit));
  }
  return current;
};

type Work = Parameters<Server["step"]>;
const work: fc.Arbitrary<Work> = fc.tuple(
  fc.constantFrom<Work[0]>("event", "write", "write", "finish", "end"),
  fc.string({ minLength: 1, maxLength: 4 }),
);

const mishap = fc.oneof(
  { weight: 6, arbitrary: work.map((step) => ({ do: "work" as const, step })) },
  { weight: 6, arbitrary: fc.nat(20).map((index) => ({ do: "deliver" as const, index })) },
  { weight: 2, arbitrary: fc.nat(20).map((index) => ({ do: "repeat" as const, index })) },
  { weight: 2, arbitrary: fc.nat(20).map((index) => ({ do: "lose" as const, index })) },
  { weight: 2, arbitrary: fc.constant({ do: "begin" as const }) },
  { weight: 2, arbitrary: fc.constant({ do: "snapshot" as const }) },
  { weight: 2, arbitrary: fc.boolean().map((ok) => ({ do: "answer" as const, ok })) },
  { weight: 1, arbitrary: fc.constant({ do: "heads" as const }) },
);

describe("whatever the stream does", () => {
  it("ends equal to the database's log: nothing missing, nothing twice", () => {
    fc.assert(
      fc.property(
        fc.array(mishap, { maxLength: 120 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(3),
        (mishaps, limit, before) => {
          const server = new Server();
          for (let count = 0; count < before; count += 1) server.append();
          const wire: StreamMessage[] = [];
          let log = emptyLog(projectId, before);
          let pending: { after: number; snapshot: EventPage | null } | null = null;
          for (const each of mishaps) {
            switch (each.do) {
              case "work":
                wire.push(...server.step(...each.step));
                break;
              case "heads":
                wire.push({ type: "heads", heads: [{ projectId, sequence: server.log.length }] });
                break;
              case "deliver":
              case "repeat": {
                const at = each.index % Math.max(1, wire.length);
                const message = wire[at];
                if (message !== undefined) log = applyMessage(log, message);
                if (each.do === "deliver") wire.splice(at, 1);
                break;
              }
              case "lose":
                wire.splice(each.index % Math.max(1, wire.length), 1);
                break;
              case "begin":
                if (pending === null) {
                  log = beginFetch(log);
                  pending = { after: lastSequence(log), snapshot: null };
                }
                break;
              case "snapshot":
                if (pending?.snapshot === null) pending.snapshot = server.page(pending.after, limit);
                break;
              case "answer":
                if (pending === null) break;
                log = each.ok ? applyPage(log, pending.snapshot ?? server.page(pending.after, limit)) : failFetch(log);
                pending = null;
                break;
            }
            assertSound(log, server);
          }
          if (pending !== null) log = failFetch(log);
          // The stream comes back: its first message is the heads.
          log = settle(
            applyMessage(log, { type: "heads", heads: [{ projectId, sequence: server.log.length }] }),
            server,
            limit,
          );
          assertSound(log, server);
          expect(lastSequence(log)).toBe(server.log.length);
          expect(new Map(log.liveBlocks)).toEqual(server.blocks);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("needs no fetch while the stream is in order, repeats included", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(work, fc.boolean()), { maxLength: 60 }), (steps) => {
        const server = new Server();
        let log = applyPage(beginFetch(emptyLog(projectId, 0)), server.page(0, 100));
        for (const [step, repeated] of steps) {
          const messages = server.step(...step);
          for (const message of repeated ? [...messages, ...messages] : messages) log = applyMessage(log, message);
          expect(log.stale).toBe(false);
          assertSound(log, server);
          expect(new Map(log.liveBlocks)).toEqual(server.blocks);
        }
      }),
    );
  });
});
