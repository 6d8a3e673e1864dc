import { setTimeout as delay } from "node:timers/promises";
import type { LiveBlock, ProjectEvent } from "../contract/events.ts";
import {
  EventsNotification,
  headSequences,
  listEvents,
  listLiveBlocks,
  notifyChannels,
} from "../domain/events/index.ts";
import type { Domain } from "../domain/domain.ts";
import { listen } from "../db/listen.ts";
import { DomainError } from "../platform/errors.ts";
import type { Logger } from "../platform/logger.ts";
import { createProjectFeed, type ProjectFeed } from "./project-feed.ts";
import { createStreamPlaces, streamLimits, type StreamPlaces } from "./stream-places.ts";

/** What a stream is told; each call is only a hint to look. */
export interface ChangeListener {
  readonly onEvents: (projectId: string) => void;
  readonly onLive: (projectId: string) => void;
  readonly onLists: (projectId: string) => void;
  /** Notifications may have been lost: everything may have changed. */
  readonly onGap: () => void;
  /** No further change will be told. */
  readonly onClose: (reason: DomainError) => void;
}

export interface ChangeSubscription {
  /** The shared feed of a project. @param position where this stream stands in its log */
  readonly feed: (projectId: string, position: number) => ProjectFeed;
  readonly end: () => void;
}

/** What is read of the log; every call is a query. */
export interface LogReader {
  readonly eventsAfter: (projectId: string, position: number, limit: number) => Promise<readonly ProjectEvent[]>;
  readonly liveBlocks: (projectId: string) => Promise<readonly LiveBlock[]>;
  readonly heads: (projectIds: readonly string[]) => Promise<{ projectId: string; sequence: number }[]>;
}

export const logReader = (domain: Pick<Domain, "prisma">): LogReader => ({
  eventsAfter: (projectId, after, limit) => listEvents(domain, { projectId, after, limit }),
  liveBlocks: (projectId) => listLiveBlocks(domain, { projectId }),
  heads: (projectIds) => headSequences(domain, { projectIds }),
});

/** The one listener of a process, shared by all its streams. */
export interface Changes {
  /** Resolves when LISTEN is in effect: whatever is committed from then on is told. */
  readonly subscribe: (listener: ChangeListener) => Promise<ChangeSubscription>;
  readonly heads: LogReader["heads"];
  /** How many streams may be open. */
  readonly places: StreamPlaces;
  /** Ends every stream with an error, so that browsers come back to whoever answers then. */
  readonly close: () => Promise<void>;
}

const restarting = () => new DomainError("unavailable", "The server is restarting.");
const connectTimeoutMs = 5_000;

const parseNotification = (payload: string) => {
  try {
    return EventsNotification.safeParse(JSON.parse(payload)).data ?? null;
  } catch {
    return null;
  }
};

export const createChanges = ({ reader, url, logger }: { reader: LogReader; url: string; logger: Logger }): Changes => {
  const listeners = new Set<ChangeListener>();
  /** Feeds of the projects that some stream shows; `streams` counts them. */
  const feeds = new Map<string, { readonly feed: ProjectFeed; streams: number }>();
  let closed = false;

  const listening = listen({
    url,
    channels: [notifyChannels.events],
    onNotification: (_channel, payload) => {
      const found = parseNotification(payload);
      if (found === null) {
        logger.warn({ payload: payload.slice(0, 200) }, "a notification that is none of ours");
        return;
      }
      const { p: projectId, s: sequence, b: blockId } = found;
      const shown = feeds.get(projectId)?.feed;
      if (sequence !== undefined) shown?.markEvents();
      if (blockId !== undefined) shown?.markLive();
      for (const listener of listeners) {
        if (sequence !== undefined) listener.onEvents(projectId);
        else if (blockId !== undefined) listener.onLive(projectId);
        else listener.onLists(projectId);
      }
    },
    onConnect: () => {
      for (const { feed } of feeds.values()) {
        feed.markEvents();
        feed.markLive();
      }
      for (const listener of listeners) listener.onGap();
    },
    onDisconnect: (error) => logger.warn({ err: error }, "the listener lost the database; it tries again"),
  });

  /** At most one reference a stream and project, returned when the stream ends. */
  const openFeeds = () => {
    const held = new Set<string>();
    return {
      feed: (projectId: string, position: number): ProjectFeed => {
        const entry = feeds.get(projectId) ?? {
          feed: createProjectFeed(
            {
              eventsAfter: (after, limit) => reader.eventsAfter(projectId, after, limit),
              liveBlocks: () => reader.liveBlocks(projectId),
            },
            position,
          ),
          streams: 0,
        };
        if (!held.has(projectId)) {
          held.add(projectId);
          entry.streams += 1;
          feeds.set(projectId, entry);
        }
        return entry.feed;
      },
      release: () => {
        for (const projectId of held) {
          const entry = feeds.get(projectId);
          if (entry !== undefined && (entry.streams -= 1) === 0) feeds.delete(projectId);
        }
        held.clear();
      },
    };
  };

  return {
    subscribe: async (listener) => {
      const inTime = await Promise.race([
        listening.connected.then(() => true),
        delay(connectTimeoutMs, false, { ref: false }),
      ]);
      if (closed) throw restarting();
      if (!inTime) throw new DomainError("unavailable", "The database does not answer. Trying again.");
      const { feed, release } = openFeeds();
      listeners.add(listener);
      return {
        feed,
        end: () => {
          listeners.delete(listener);
          release();
        },
      };
    },
    heads: reader.heads,
    places: createStreamPlaces(streamLimits),
    close: async () => {
      closed = true;
      for (const listener of listeners) listener.onClose(restarting());
      await listening.close();
    },
  };
};
