import type { StreamMessage } from "../../server/contract/events.ts";
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

/** What a page sees of a log. */
export interface LogSnapshot {
  readonly log: ProjectLog;
  /** The last fetch failed; it is being tried again. */
  readonly failing: boolean;
  readonly loadingOlder: boolean;
}

export interface LogStoreOptions {
  readonly projectId: string;
  /** The log's head as far as the page knows; the window begins `firstPage` events before it. */
  readonly head: number;
  readonly listEvents: (after: number, limit: number) => Promise<EventPage>;
  /** Runs `notify` once, soon: a frame in the browser, at once in tests. */
  readonly schedule: (notify: () => void) => void;
}

/** One project's log with its effects: it fetches what is missing and tells its readers at most once a frame. */
export interface LogStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => LogSnapshot;
  readonly receive: (messages: readonly StreamMessage[]) => void;
  /**
   * Loads the page before the window, or, on the way back to an event that is further away, a few pages. Does nothing
   * at the beginning, or while older events are on their way.
   */
  readonly loadOlder: (backTo?: number) => void;
  readonly close: () => void;
}

/** How many events a page shows at first; older ones come as one scrolls up. */
const firstPage = 500;
const pageSize = 1_000;
/** Of the pages on the way to an event far back. */
const pagesAtOnce = 5;
/** Milliseconds between a failed fetch and the next. */
const retryDelays = [500, 1_000, 2_000, 5_000, 10_000] as const;
/** Milliseconds between two fetches that are both due, so that a doubtful block cannot become a busy loop. */
const breath = 100;

/** Makes a store and begins to fetch. */
export const createLogStore = ({ projectId, head, listEvents, schedule }: LogStoreOptions): LogStore => {
  let snapshot: LogSnapshot = {
    log: emptyLog(projectId, Math.max(0, head - firstPage)),
    failing: false,
    loadingOlder: false,
  };
  let current = snapshot;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let closed = false;
  let notifying = false;
  const listeners = new Set<() => void>();

  const set = (change: Partial<LogSnapshot>) => {
    current = { ...current, ...change };
    if (notifying) return;
    notifying = true;
    schedule(() => {
      notifying = false;
      if (closed || snapshot === current) return;
      snapshot = current;
      for (const listener of listeners) listener();
    });
  };

  const fetchLater = (delay: number) => {
    if (timer !== null || closed) return;
    timer = setTimeout(() => {
      timer = null;
      fetchIfStale();
    }, delay);
  };

  const fetchIfStale = () => {
    if (closed || timer !== null || !current.log.stale || current.log.fetching) return;
    const log = beginFetch(current.log);
    set({ log });
    listEvents(lastSequence(log), pageSize).then(
      (page) => {
        failures = 0;
        const before = lastSequence(current.log);
        set({ log: applyPage(current.log, page), failing: false });
        if (lastSequence(current.log) > before) fetchIfStale();
        else if (current.log.stale) fetchLater(breath);
      },
      () => {
        set({ log: failFetch(current.log), failing: true });
        fetchLater(retryDelays[Math.min(failures, retryDelays.length - 1)] ?? breath);
        failures += 1;
      },
    );
  };

  const loadOlder = (backTo?: number) => {
    const { before } = current.log;
    if (before === 0 || current.loadingOlder || !current.log.loaded) return;
    set({ loadingOlder: true });
    const wanted = backTo === undefined ? 1 : Math.ceil((before - backTo + 1) / pageSize);
    const pages = Array.from({ length: Math.min(Math.max(1, wanted), pagesAtOnce) }, (_, index) => ({
      to: before - index * pageSize,
      after: Math.max(0, before - (index + 1) * pageSize),
    })).filter(({ to }) => to > 0);
    Promise.all(pages.toReversed().map(({ after, to }) => listEvents(after, to - after))).then(
      (loaded) => {
        const events = loaded.flatMap((page) => page.events);
        set({ log: prependOlder(current.log, events), loadingOlder: false, failing: false });
      },
      () => {
        // The next scroll or search step asks again; a pause keeps that from being at once.
        setTimeout(() => set({ loadingOlder: false }), retryDelays[1]);
        set({ failing: true });
      },
    );
  };

  fetchIfStale();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    receive: (messages) => {
      let { log } = current;
      for (const message of messages) log = applyMessage(log, message);
      if (log !== current.log) set({ log });
      fetchIfStale();
    },
    loadOlder,
    close: () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      listeners.clear();
    },
  };
};
