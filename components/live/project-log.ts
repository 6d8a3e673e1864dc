import type { LiveBlock, ProjectEvent, StreamMessage } from "../../server/contract/events.ts";
import { blockKey, endsBlock, isFinished } from "./live-blocks.ts";

/**
 * What a browser knows of one project's log, and the rules by which it grows. Pure: messages and fetched pages go in,
 * the next state comes out.
 *
 * Safety, whatever the stream loses, repeats or reorders: `events` is always gapless and ascending, because only an
 * event that follows directly on the last one is appended. Anything that does not fit sets `stale`, and a stale log is
 * fetched from its own position, so that nothing stays missing.
 */
export interface ProjectLog {
  readonly projectId: string;
  /** Events 1 to `before` exist but are not loaded; the window begins after them. */
  readonly before: number;
  readonly events: readonly ProjectEvent[];
  /** The highest sequence known to exist. */
  readonly head: number;
  /** Blocks still being written, by `blockKey`, in the order in which they began. */
  readonly liveBlocks: ReadonlyMap<string, LiveBlock>;
  /** Something does not fit, or may have been missed: fetch. */
  readonly stale: boolean;
  readonly fetching: boolean;
  /** Live blocks that grew since the fetch under way began: its answer may be older than they are. */
  readonly grownSinceFetch: ReadonlySet<string>;
  /** Whether an answer has been applied at all. */
  readonly loaded: boolean;
}

/** What `events.list` answers. */
export interface EventPage {
  readonly events: readonly ProjectEvent[];
  readonly liveBlocks: readonly LiveBlock[];
  readonly head: number;
}

const none: ReadonlySet<string> = new Set();

/** A log whose window begins after `before`; stale, so that the first thing it does is to be fetched. */
export const emptyLog = (projectId: string, before: number): ProjectLog => ({
  projectId,
  before,
  events: [],
  head: before,
  liveBlocks: new Map(),
  stale: true,
  fetching: false,
  grownSinceFetch: none,
  loaded: false,
});

/** The last sequence that the window holds. */
export const lastSequence = (log: ProjectLog): number => log.before + log.events.length;

const asStale = (log: ProjectLog): ProjectLog => (log.stale ? log : { ...log, stale: true });

const appendEvents = (log: ProjectLog, incoming: readonly ProjectEvent[]): ProjectLog => {
  let last = lastSequence(log);
  let head = log.head;
  let gap = false;
  const fresh: ProjectEvent[] = [];
  for (const event of incoming) {
    head = Math.max(head, event.sequence);
    if (event.sequence === last + 1) {
      fresh.push(event);
      last += 1;
    } else if (event.sequence > last) {
      gap = true;
    }
  }
  if (fresh.length === 0)
    return head === log.head && (!gap || log.stale) ? log : { ...log, head, stale: log.stale || gap };
  const liveBlocks = new Map(log.liveBlocks);
  for (const event of fresh) {
    for (const [key, block] of liveBlocks) if (endsBlock(event, block)) liveBlocks.delete(key);
  }
  return {
    ...log,
    head,
    events: [...log.events, ...fresh],
    liveBlocks: liveBlocks.size === log.liveBlocks.size ? log.liveBlocks : liveBlocks,
    stale: log.stale || gap,
  };
};

const putBlock = (log: ProjectLog, block: LiveBlock): ProjectLog => {
  const key = blockKey(block);
  return {
    ...log,
    liveBlocks: new Map(log.liveBlocks).set(key, block),
    grownSinceFetch: log.fetching ? new Set(log.grownSinceFetch).add(key) : log.grownSinceFetch,
  };
};

const applyDelta = (log: ProjectLog, delta: Extract<StreamMessage, { type: "live" }>): ProjectLog => {
  const { projectId, runId, blockId, kind, offset, text } = delta;
  const known = log.liveBlocks.get(blockKey(delta));
  if (known === undefined) {
    if (isFinished(log.events, delta)) return log;
    return offset === 0 ? putBlock(log, { projectId, runId, blockId, kind, text }) : asStale(log);
  }
  const overlap = known.text.slice(offset, offset + text.length);
  if (offset <= known.text.length && text.startsWith(overlap)) {
    const added = text.slice(overlap.length);
    return added === "" ? log : putBlock(log, { ...known, text: known.text + added });
  }
  // Something else stands there: a beginning replaces the block, anything further on is a contradiction.
  return offset === 0 ? putBlock(log, { ...known, text }) : asStale(log);
};

/** One message of the stream. Messages about other projects change nothing. */
export const applyMessage = (log: ProjectLog, message: StreamMessage): ProjectLog => {
  switch (message.type) {
    case "heads": {
      // The stream has just (re)connected, so live text may have been missed even where the head is our own.
      const head = message.heads.find((entry) => entry.projectId === log.projectId);
      return head === undefined ? log : { ...asStale(log), head: Math.max(log.head, head.sequence) };
    }
    case "events":
      return message.projectId === log.projectId ? appendEvents(log, message.events) : log;
    case "live":
      return message.projectId === log.projectId ? applyDelta(log, message) : log;
    case "changed":
      return log;
    default:
      return message satisfies never;
  }
};

/** Must precede the request, so that whatever arrives meanwhile is known to be possibly newer than its answer. */
export const beginFetch = (log: ProjectLog): ProjectLog => ({
  ...log,
  stale: false,
  fetching: true,
  grownSinceFetch: none,
});

/** The request came to nothing: what it was for is still to be done. */
export const failFetch = (log: ProjectLog): ProjectLog => ({
  ...log,
  stale: true,
  fetching: false,
  grownSinceFetch: none,
});

/** The answer to a request for the events after this log's last one (at the time of asking). */
export const applyPage = (log: ProjectLog, page: EventPage): ProjectLog => {
  const grown = log.grownSinceFetch;
  const next = { ...appendEvents(log, page.events), fetching: false, loaded: true, grownSinceFetch: none };
  const head = Math.max(next.head, page.head);
  const complete = lastSequence(next) >= head;

  const fetched = new Map(
    page.liveBlocks.filter((block) => !isFinished(next.events, block)).map((block) => [blockKey(block), block]),
  );
  const liveBlocks = new Map<string, LiveBlock>();
  let doubtful = false;
  for (const [key, ours] of next.liveBlocks) {
    const theirs = fetched.get(key);
    if (theirs !== undefined) {
      const oursIsNewer = grown.has(key) && ours.text.startsWith(theirs.text);
      // Text that grew meanwhile and does not continue what was fetched: only another look can tell.
      doubtful ||= grown.has(key) && !oursIsNewer && !theirs.text.startsWith(ours.text);
      liveBlocks.set(key, oursIsNewer ? ours : theirs);
    } else if (grown.has(key)) {
      doubtful = true;
      liveBlocks.set(key, ours);
    } else if (!complete) {
      // Its end lies on a page that is still to come; until then its text stays readable.
      liveBlocks.set(key, ours);
    }
  }
  for (const [key, block] of fetched) if (!liveBlocks.has(key)) liveBlocks.set(key, block);

  return { ...next, head, liveBlocks, stale: next.stale || doubtful || !complete };
};

/** A page of older events that ends where the window begins; anything else is ignored. */
export const prependOlder = (log: ProjectLog, older: readonly ProjectEvent[]): ProjectLog => {
  const fitting = older.filter((event) => event.sequence <= log.before);
  const first = fitting[0];
  if (first === undefined || fitting.at(-1)?.sequence !== log.before) return log;
  if (log.before - first.sequence + 1 !== fitting.length) return log;
  return { ...log, before: first.sequence - 1, events: [...fitting, ...log.events] };
};
