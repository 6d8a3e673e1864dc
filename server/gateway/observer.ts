import type { ProviderError } from "../contract/errors.ts";
import { noDetails, type CallDetails, type TokenUsage } from "../contract/usage.ts";
import type { CallOutcome } from "./grant.ts";

/** What an answer has told about itself so far. */
export interface Sighting {
  readonly responseModel: string | null;
  readonly messageId: string | null;
  readonly usage: TokenUsage | null;
  readonly details: CallDetails;
  readonly rawUsage: Readonly<Record<string, unknown>> | null;
}

export const nothingSeen: Sighting = {
  responseModel: null,
  messageId: null,
  usage: null,
  details: noDetails,
  rawUsage: null,
};

export interface Conclusion {
  readonly outcome: CallOutcome;
  readonly error: ProviderError | null;
}

/** Reads an answer while it passes. It never changes or delays a byte, and nothing that it is fed makes it throw. */
export interface Observer {
  feed(chunk: Uint8Array): void;
  /**
   * Whether a reader of what was fed so far can know the answer's end. Where it is never known before the connection
   * says so (an answer that is not a stream), it stays false.
   */
  readonly ended: boolean;
  readonly seen: Sighting;
  /** Whether the answer's content has begun. Stays false where it comes as a whole. */
  readonly speaking: boolean;
  /** What to make of the answer, once it has ended or its connection has ended well. */
  conclude(): Conclusion;
}
