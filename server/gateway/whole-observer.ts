import { z } from "zod";
import type { ProviderError } from "../contract/errors.ts";
import { notTheApi } from "./failures.ts";
import { readJson } from "./json.ts";
import { nothingSeen, type Conclusion, type Observer, type Sighting } from "./observer.ts";
import { UsageReader } from "./reported-usage.ts";

/** In bytes. Far above the longest message of the API; an answer that is larger is none of its. */
const largestAnswer = 16 * 1024 * 1024;
/** In bytes. An error's type and message stand at its beginning, and nobody writes more. */
const largestError = 64 * 1024;

/** Keeps up to `most` bytes of what passes, and reads them when the answer has ended. */
const collect = (most: number, conclude: (body: unknown) => Conclusion, seen: () => Sighting): Observer => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    feed: (chunk) => {
      size += chunk.byteLength;
      if (size <= most) chunks.push(chunk);
      else chunks.length = 0;
    },
    ended: false,
    speaking: false,
    get seen() {
      return seen();
    },
    conclude: () => conclude(size <= most ? readJson(Buffer.concat(chunks).toString("utf8")) : null),
  };
};

const Message = z.looseObject({ type: z.literal("message") });
const TokenCount = z.object({ input_tokens: z.number() });

/** A message that was not asked for as a stream. */
export const observeMessage = (requestedModel: string, httpStatus: number): Observer => {
  const usage = new UsageReader(requestedModel);
  return collect(
    largestAnswer,
    (body) => {
      const message = Message.safeParse(body).data;
      if (message === undefined) return { outcome: "FAILED", error: notTheApi(httpStatus) };
      usage.message(message);
      return { outcome: "COMPLETED", error: null };
    },
    () => usage.seen,
  );
};

export const observeTokenCount = (httpStatus: number): Observer =>
  collect(
    largestAnswer,
    (body) =>
      TokenCount.safeParse(body).success
        ? { outcome: "COMPLETED", error: null }
        : { outcome: "FAILED", error: notTheApi(httpStatus) },
    () => nothingSeen,
  );

/** An answer with an error status; its connection's end makes it no better and no worse. */
export const observeError = (classify: (body: unknown) => ProviderError): Observer =>
  collect(
    largestError,
    (body) => ({ outcome: "FAILED", error: classify(body) }),
    () => nothingSeen,
  );

/** A success by its status, and by its type nothing that the API sends, such as a network's sign-in page. */
export const observeStranger = (httpStatus: number): Observer => ({
  feed: () => {},
  ended: false,
  speaking: false,
  seen: nothingSeen,
  conclude: () => ({ outcome: "FAILED", error: notTheApi(httpStatus) }),
});
