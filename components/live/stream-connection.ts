import type { StreamMessage } from "../../server/contract/events.ts";

/**
 * - connecting: has not been up yet
 * - live: the stream is up
 * - reconnecting: it was lost and is being tried again
 * - crowded: the server has no place for another stream now; it is tried again
 * - signed_out: the server refuses this session; trying again would change nothing
 */
export type StreamStatus = "connecting" | "live" | "reconnecting" | "crowded" | "signed_out";

/** Why a stream ended. */
export type LossReason = "signed_out" | "crowded" | "lost";

export interface StreamHandlers {
  readonly onOpen: () => void;
  readonly onMessages: (messages: readonly StreamMessage[]) => void;
  readonly onLost: (why: LossReason) => void;
}

/** Opens a stream for these projects; the returned function ends it without any further call to a handler. */
export type OpenStream = (projectIds: readonly string[], handlers: StreamHandlers) => () => void;

/** One stream that stays up. */
export interface StreamConnection {
  /** Opens the stream, or opens it anew where the projects are others than before. */
  readonly show: (projectIds: readonly string[]) => void;
  /** For the moment in which the network or the tab comes back: does not wait for the next attempt. */
  readonly retryNow: () => void;
  readonly close: () => void;
}

const firstDelay = 400;
const longestDelay = 15_000;

/** Milliseconds before the nth attempt (from 0): doubling, with up to a quarter less so that browsers do not come back in step. */
export const reconnectDelay = (failures: number, random: number): number =>
  Math.min(longestDelay, firstDelay * 2 ** failures) * (1 - random / 4);

/** Keeps one stream open, reconnecting with growing pauses. Nothing polls while it is up. */
export const createStreamConnection = (options: {
  readonly open: OpenStream;
  readonly onMessages: (messages: readonly StreamMessage[]) => void;
  readonly onStatus: (status: StreamStatus) => void;
  readonly random?: () => number;
}): StreamConnection => {
  const { open, onMessages, onStatus, random = Math.random } = options;
  let wanted: readonly string[] | null = null;
  let end: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let failures = 0;
  let refused = false;

  const stop = () => {
    end?.();
    end = null;
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  const connect = () => {
    stop();
    if (wanted === null || refused) return;
    end = open(wanted, {
      onOpen: () => {
        failures = 0;
        onStatus("live");
      },
      onMessages,
      onLost: (why) => {
        stop();
        refused = why === "signed_out";
        onStatus(why === "lost" ? "reconnecting" : why);
        if (refused) return;
        timer = setTimeout(connect, reconnectDelay(failures, random()));
        failures += 1;
      },
    });
  };

  return {
    show: (projectIds) => {
      if (wanted !== null && wanted.length === projectIds.length && wanted.every((id, at) => id === projectIds[at]))
        return;
      wanted = projectIds;
      connect();
    },
    retryNow: () => {
      if (timer !== null) connect();
    },
    close: () => {
      wanted = null;
      stop();
    },
  };
};
