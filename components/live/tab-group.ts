import type { StreamMessage } from "../../server/contract/events.ts";
import { createStreamConnection, type OpenStream, type StreamStatus } from "./stream-connection.ts";

/**
 * All tabs of one browser share one stream, because a browser opens no more than six connections to a host over
 * HTTP/1.1. The tab that holds the lock is the leader: it keeps the stream and passes everything on. When it goes,
 * the browser gives the lock to another tab, which asks around what is shown and opens the stream anew.
 *
 * A page without Web Locks (plain http on a local network) has no group: it is its own leader.
 */
export interface TabGroup {
  /** Says that this tab shows the project until the returned function is called. */
  readonly show: (projectId: string) => () => void;
  readonly onMessages: (listener: (messages: readonly StreamMessage[]) => void) => () => void;
  readonly subscribeStatus: (listener: () => void) => () => void;
  readonly getStatus: () => StreamStatus;
  readonly retryNow: () => void;
  /** Tells the others, and gives the lock back where this tab leads. */
  readonly close: () => void;
}

/** What tabs say to each other. */
export type TabMessage =
  | { readonly type: "shows"; readonly tab: string; readonly projectIds: readonly string[] }
  | { readonly type: "gone"; readonly tab: string }
  /** From a new leader: everyone say what you show. */
  | { readonly type: "roll_call" }
  | { readonly type: "status"; readonly status: StreamStatus }
  | { readonly type: "messages"; readonly messages: readonly StreamMessage[] };

/** The part of BroadcastChannel that is used. */
export interface TabChannel {
  readonly post: (message: TabMessage) => void;
  readonly listen: (listener: (message: TabMessage) => void) => void;
  readonly close: () => void;
}

/** Calls `lead` once this tab holds the lock; the lock is held until the returned function is called or the tab goes. */
export type Election = (lead: () => void) => () => void;

export interface TabGroupOptions {
  readonly tab: string;
  readonly open: OpenStream;
  /** Null: this tab is on its own. */
  readonly others: { readonly channel: TabChannel; readonly election: Election } | null;
}

/** As many as the server sends whole (contract: StreamInput); what is beyond is fetched when it changes. */
const mostProjects = 20;
/** Milliseconds in which announcements are gathered before the stream is opened (anew). */
const gathering = 60;

/** Joins the group; the tab takes part until `close`. */
export const joinTabGroup = ({ tab, open, others }: TabGroupOptions): TabGroup => {
  const shownHere = new Map<string, number>();
  const shownElsewhere = new Map<string, readonly string[]>();
  const listeners = new Set<(messages: readonly StreamMessage[]) => void>();
  const statusListeners = new Set<() => void>();
  let status: StreamStatus = "connecting";
  let leading = false;
  let subscribed: readonly string[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;

  const setStatus = (next: StreamStatus) => {
    if (next === status) return;
    status = next;
    for (const listener of statusListeners) listener();
  };
  const deliver = (messages: readonly StreamMessage[]) => {
    for (const listener of listeners) listener(messages);
  };
  const union = (): readonly string[] => [...new Set([...shownHere.keys(), ...[...shownElsewhere.values()].flat()])];

  /** For projects beyond the limit a change is all that is heard: it becomes a reason to fetch. */
  const withFetches = (messages: readonly StreamMessage[]): readonly StreamMessage[] => {
    const shown = union();
    if (shown.length <= mostProjects) return messages;
    return messages.flatMap((message): StreamMessage[] =>
      message.type === "changed" && shown.includes(message.projectId) && !subscribed.includes(message.projectId)
        ? [message, { type: "heads", heads: [{ projectId: message.projectId, sequence: 0 }] }]
        : [message],
    );
  };

  const connection = createStreamConnection({
    open,
    onMessages: (received) => {
      const messages = withFetches(received);
      others?.channel.post({ type: "messages", messages });
      deliver(messages);
    },
    onStatus: (next) => {
      setStatus(next);
      others?.channel.post({ type: "status", status: next });
    },
  });

  const openSoon = () => {
    if (!leading || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      subscribed = union().slice(0, mostProjects).toSorted();
      connection.show(subscribed);
    }, gathering);
  };
  const announce = () => {
    others?.channel.post({ type: "shows", tab, projectIds: [...shownHere.keys()] });
    openSoon();
  };
  const lead = () => {
    leading = true;
    shownElsewhere.clear();
    others?.channel.post({ type: "roll_call" });
    openSoon();
  };

  const onTabMessage = (message: TabMessage) => {
    switch (message.type) {
      case "shows":
        if (!shownElsewhere.has(message.tab) && leading) others?.channel.post({ type: "status", status });
        shownElsewhere.set(message.tab, message.projectIds);
        return openSoon();
      case "gone":
        shownElsewhere.delete(message.tab);
        return openSoon();
      case "roll_call":
        return announce();
      case "status":
        return leading ? undefined : setStatus(message.status);
      case "messages":
        return leading ? undefined : deliver(message.messages);
      default:
        return message satisfies never;
    }
  };

  others?.channel.listen(onTabMessage);
  const giveUpLead = others?.election(lead);
  if (others === null) lead();
  else announce();

  return {
    show: (projectId) => {
      shownHere.set(projectId, (shownHere.get(projectId) ?? 0) + 1);
      announce();
      return () => {
        const count = (shownHere.get(projectId) ?? 1) - 1;
        if (count > 0) shownHere.set(projectId, count);
        else shownHere.delete(projectId);
        announce();
      };
    },
    onMessages: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    subscribeStatus: (listener) => {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    getStatus: () => status,
    retryNow: () => connection.retryNow(),
    close: () => {
      if (timer !== null) clearTimeout(timer);
      leading = false;
      connection.close();
      others?.channel.post({ type: "gone", tab });
      others?.channel.close();
      giveUpLead?.();
    },
  };
};
