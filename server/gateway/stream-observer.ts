import { createParser, type EventSourceMessage } from "eventsource-parser";
import { z } from "zod";
import type { ProviderError } from "../contract/errors.ts";
import { connectionEnded, notTheApi } from "./failures.ts";
import { readJson } from "./json.ts";
import type { Conclusion, Observer } from "./observer.ts";
import { UsageReader } from "./reported-usage.ts";

/** In characters. What is read of a stream are small events; a larger one is skipped unread. */
const largestEvent = 1024 * 1024;

const Start = z.object({ message: z.record(z.string(), z.unknown()) });
const Delta = z.object({ usage: z.unknown() });

interface Options {
  readonly requestedModel: string;
  readonly httpStatus: number;
  /** The class of an error event's body. */
  readonly classify: (body: unknown) => ProviderError;
}

/**
 * Reads the events of a streamed answer. Its chunks may begin and end anywhere, also within a character; what is no
 * event, or none of those that matter here, is passed over.
 */
export const observeStream = ({ requestedModel, httpStatus, classify }: Options): Observer => {
  const decoder = new TextDecoder();
  const usage = new UsageReader(requestedModel);
  let begun = false;
  let speaking = false;
  let overflowed = false;
  let conclusion: Conclusion | null = null;

  const onEvent = ({ event, data }: EventSourceMessage): void => {
    if (conclusion !== null) return;
    switch (event) {
      case "message_start": {
        const start = Start.safeParse(readJson(data)).data;
        if (start === undefined) return;
        begun = true;
        usage.message(start.message);
        return;
      }
      case "content_block_delta":
        speaking = true;
        return;
      case "message_delta":
        usage.delta(Delta.safeParse(readJson(data)).data?.usage);
        return;
      case "message_stop":
        if (begun) conclusion = { outcome: "COMPLETED", error: null };
        return;
      case "error":
        conclusion = { outcome: "FAILED", error: classify(readJson(data)) };
        return;
      case undefined:
      default:
    }
  };
  const parser = createParser({
    onEvent,
    maxBufferSize: largestEvent,
    onError: (error) => {
      if (error.type === "max-buffer-size-exceeded") overflowed = true;
    },
  });

  return {
    feed: (chunk) => {
      if (conclusion !== null) return;
      parser.feed(decoder.decode(chunk, { stream: true }));
      // The rest of the large event is read as a line that means nothing; events after it are heard again.
      if (overflowed) parser.reset();
      overflowed = false;
    },
    get ended() {
      return conclusion !== null;
    },
    get seen() {
      return usage.seen;
    },
    get speaking() {
      return speaking;
    },
    conclude: () => {
      if (conclusion !== null) return conclusion;
      return begun
        ? { outcome: "CUT", error: connectionEnded(httpStatus) }
        : { outcome: "FAILED", error: notTheApi(httpStatus) };
    },
  };
};
