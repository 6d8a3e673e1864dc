import type { LiveBlock, ProjectEvent } from "../contract/events.ts";
import { singleFlight } from "./single-flight.ts";

/** How one project is read. */
export interface FeedReader {
  readonly eventsAfter: (position: number, limit: number) => Promise<readonly ProjectEvent[]>;
  readonly liveBlocks: () => Promise<readonly LiveBlock[]>;
}

export interface FeedBlock extends LiveBlock {
  /** Grows when the text was replaced instead of continued: what was sent of it before is worth nothing then. */
  readonly edition: number;
}

/** The end of one project's log and its live blocks, read once for all streams that show it. */
export interface ProjectFeed {
  /** The log has grown. */
  readonly markEvents: () => void;
  /** A live block has changed. */
  readonly markLive: () => void;
  /** What follows on a position, in order; null when that is further back than is remembered. */
  readonly eventsAfter: (position: number) => Promise<readonly ProjectEvent[] | null>;
  readonly liveBlocks: () => Promise<readonly FeedBlock[]>;
}

/** Events kept for streams that are a little behind; whoever is further behind is told the head and fetches pages. */
export const rememberedEvents = 200;

const blockKey = ({ runId, blockId }: LiveBlock): string => `${runId}/${blockId}`;

/** A feed that knows nothing before `start`, a position of the log. */
export const createProjectFeed = (reader: FeedReader, start: number): ProjectFeed => {
  /** Contiguous: its first event follows on `from`. */
  let events: readonly ProjectEvent[] = [];
  let from = start;
  let blocks: readonly FeedBlock[] = [];

  const log = singleFlight(async () => {
    for (;;) {
      const last = from + events.length;
      const page = await reader.eventsAfter(last, rememberedEvents);
      const all = [...events, ...page];
      events = all.slice(-rememberedEvents);
      from += all.length - events.length;
      if (page.length < rememberedEvents) return;
    }
  });

  const live = singleFlight(async () => {
    const known = new Map(blocks.map((block) => [blockKey(block), block]));
    blocks = (await reader.liveBlocks()).map((block) => {
      const before = known.get(blockKey(block));
      if (before === undefined) return { ...block, edition: 0 };
      return { ...block, edition: before.edition + (block.text.startsWith(before.text) ? 0 : 1) };
    });
  });

  return {
    markEvents: log.mark,
    markLive: live.mark,
    eventsAfter: async (position) => {
      await log.ready();
      return position < from ? null : events.slice(position - from);
    },
    liveBlocks: async () => {
      await live.ready();
      return blocks;
    },
  };
};
