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
  /** What follows on a position, in order, as much as fits in a batch; null when that is further back than is remembered. */
  readonly eventsAfter: (position: number) => Promise<FeedPage | null>;
  readonly liveBlocks: () => Promise<readonly FeedBlock[]>;
}

export interface FeedPage {
  readonly events: readonly ProjectEvent[];
  /** Whether there are further ones, for the next batch. */
  readonly more: boolean;
}

/**
 * Events, and characters of their JSON. Remembered: for streams that are a little behind; whoever is further behind is
 * told the head and fetches pages. Batch: what one stream holds in memory while its reader is slow, several times over
 * (as objects, text and bytes).
 */
export const feedLimits = {
  remembered: { events: 200, characters: 4_000_000 },
  batch: { events: 50, characters: 200_000 },
} as const;

interface Remembered {
  readonly event: ProjectEvent;
  readonly characters: number;
}

/** How many of the list, from its beginning, stay within the limit; at least one, however large. */
const countWithin = (
  list: readonly Remembered[],
  limit: { readonly events: number; readonly characters: number },
): number => {
  let characters = 0;
  const end = list.findIndex((item, index) => {
    characters += item.characters;
    return index > 0 && (index === limit.events || characters > limit.characters);
  });
  return end === -1 ? list.length : end;
};

const blockKey = ({ runId, blockId }: LiveBlock): string => `${runId}/${blockId}`;

/** A feed that knows nothing before `start`, a position of the log. */
export const createProjectFeed = (reader: FeedReader, start: number): ProjectFeed => {
  /** Contiguous: its first event follows on `from`. */
  let remembered: readonly Remembered[] = [];
  let from = start;
  let blocks: readonly FeedBlock[] = [];

  const log = singleFlight(async () => {
    for (;;) {
      const page = await reader.eventsAfter(from + remembered.length, feedLimits.remembered.events);
      const all = [
        ...remembered,
        ...page.map((event) => ({ event, characters: JSON.stringify(event.payload).length })),
      ];
      const kept = countWithin(all.toReversed(), feedLimits.remembered);
      remembered = all.slice(all.length - kept);
      from += all.length - kept;
      if (page.length < feedLimits.remembered.events) return;
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
      if (position < from) return null;
      const following = remembered.slice(position - from);
      const count = countWithin(following, feedLimits.batch);
      return { events: following.slice(0, count).map(({ event }) => event), more: count < following.length };
    },
    liveBlocks: async () => {
      await live.ready();
      return blocks;
    },
  };
};
