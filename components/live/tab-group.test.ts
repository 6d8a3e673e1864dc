import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { StreamMessage } from "../../server/contract/events.ts";
import type { StreamHandlers } from "./stream-connection.ts";
import { joinTabGroup, type Election, type TabChannel, type TabGroup, type TabMessage } from "./tab-group.ts";

/** A browser: one lock, one channel, and the streams that its tabs have opened. */
const browser = () => {
  const waiting: { lead: () => void }[] = [];
  let holder: { lead: () => void } | null = null;
  const grant = () => {
    holder = waiting.shift() ?? null;
    holder?.lead();
  };
  const ears = new Set<(message: TabMessage) => void>();
  const streams: { projectIds: readonly string[]; handlers: StreamHandlers; open: boolean }[] = [];

  const election: Election = (lead) => {
    const candidate = { lead };
    waiting.push(candidate);
    if (holder === null) queueMicrotask(() => holder ?? grant());
    return () => {
      if (holder === candidate) grant();
      else waiting.splice(waiting.indexOf(candidate), 1);
    };
  };
  const channel = (): TabChannel => {
    let ear: ((message: TabMessage) => void) | null = null;
    return {
      post: (message) =>
        ears.forEach(
          (other) => other !== ear && queueMicrotask(() => ears.has(other) && other(structuredClone(message))),
        ),
      listen: (listener) => ears.add((ear = listener)),
      close: () => ear && ears.delete(ear),
    };
  };
  const join = (tab: string, alone = false): TabGroup =>
    joinTabGroup({
      tab,
      others: alone ? null : { channel: channel(), election },
      open: (projectIds, handlers) => {
        const stream = { projectIds, handlers, open: true };
        streams.push(stream);
        return () => (stream.open = false);
      },
    });
  return { join, openStreams: () => streams.filter((stream) => stream.open) };
};

const heard = (group: TabGroup) => {
  const all: StreamMessage[] = [];
  group.onMessages((messages) => all.push(...messages));
  return all;
};
const changed: StreamMessage = { type: "changed", projectId: "prj_1" };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(1_000);

describe("a group of tabs", () => {
  it("opens one stream for the union of what is shown", async () => {
    const { join, openStreams } = browser();
    const [first, second] = [join("a"), join("b")];
    first.show("prj_2");
    second.show("prj_1");
    second.show("prj_2");
    await settle();
    expect(openStreams().map((stream) => stream.projectIds)).toEqual([["prj_1", "prj_2"]]);
  });

  it("passes messages and the stream's state on to every tab", async () => {
    const { join, openStreams } = browser();
    const tabs = [join("a"), join("b")];
    const logs = tabs.map(heard);
    await settle();
    openStreams()[0]?.handlers.onOpen();
    openStreams()[0]?.handlers.onMessages([changed]);
    await settle();
    expect(logs).toEqual([[changed], [changed]]);
    expect(tabs.map((tab) => tab.getStatus())).toEqual(["live", "live"]);
    const late = join("c");
    await settle();
    expect(late.getStatus()).toBe("live");
  });

  it("follows what the tabs show", async () => {
    const { join, openStreams } = browser();
    const [first, second] = [join("a"), join("b")];
    first.show("prj_1");
    const hide = second.show("prj_2");
    await settle();
    hide();
    await settle();
    expect(openStreams().map((stream) => stream.projectIds)).toEqual([["prj_1"]]);
    first.show("prj_1")();
    await settle();
    expect(openStreams().map((stream) => stream.projectIds)).toEqual([["prj_1"]]);
  });

  it("hands the lead over when the leader goes", async () => {
    const { join, openStreams } = browser();
    const [first, second, third] = [join("a"), join("b"), join("c")];
    second.show("prj_2");
    third.show("prj_3");
    await settle();
    first.close();
    await settle();
    expect(openStreams().map((stream) => stream.projectIds)).toEqual([["prj_2", "prj_3"]]);
    const log = heard(third);
    openStreams()[0]?.handlers.onMessages([changed]);
    await settle();
    expect(log).toEqual([changed]);
  });

  it("does without a group where there is none", async () => {
    const { join, openStreams } = browser();
    join("a", true).show("prj_1");
    join("b", true).show("prj_2");
    await settle();
    expect(openStreams()).toHaveLength(2);
  });

  it("makes changes of projects beyond the limit a reason to fetch", async () => {
    const { join, openStreams } = browser();
    const tab = join("a");
    const log = heard(tab);
    for (let count = 1; count <= 21; count += 1) tab.show(`prj_${count}`);
    await settle();
    const beyond: StreamMessage = { type: "changed", projectId: "prj_21" };
    openStreams()[0]?.handlers.onMessages([changed, beyond]);
    expect(log).toEqual([changed, beyond, { type: "heads", heads: [{ projectId: "prj_21", sequence: 0 }] }]);
  });
});

describe("a lost stream", () => {
  it("is opened again with growing pauses, and says so meanwhile", async () => {
    const { join, openStreams } = browser();
    const tab = join("a");
    await settle();
    openStreams()[0]?.handlers.onOpen();
    openStreams()[0]?.handlers.onLost("lost");
    expect(tab.getStatus()).toBe("reconnecting");
    expect(openStreams()).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(400);
    openStreams()[0]?.handlers.onLost("lost");
    await vi.advanceTimersByTimeAsync(400);
    expect(openStreams()).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(400);
    openStreams()[0]?.handlers.onOpen();
    expect(tab.getStatus()).toBe("live");
  });

  it("does not wait when the network comes back", async () => {
    const { join, openStreams } = browser();
    const tab = join("a");
    await settle();
    openStreams()[0]?.handlers.onLost("lost");
    tab.retryNow();
    expect(openStreams()).toHaveLength(1);
    tab.retryNow();
    expect(openStreams()).toHaveLength(1);
  });

  it("is left alone when the session is over", async () => {
    const { join, openStreams } = browser();
    const tab = join("a");
    await settle();
    openStreams()[0]?.handlers.onLost("signed_out");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tab.getStatus()).toBe("signed_out");
    expect(openStreams()).toHaveLength(0);
  });
});
