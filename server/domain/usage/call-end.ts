import { z } from "zod";
import type { ProviderErrorClass } from "../../contract/errors.ts";
import { CallDetails, noDetails, TokenUsage, type CallOutcome } from "../../contract/usage.ts";

/** What became of a call, as whoever saw its answer says. */
export interface ProviderCallEnd {
  readonly outcome: CallOutcome;
  readonly responseModel: string | null;
  readonly messageId: string | null;
  readonly requestId: string | null;
  readonly httpStatus: number | null;
  readonly errorClass: ProviderErrorClass | null;
  readonly retryAfterMs: number | null;
  readonly firstByteMs: number | null;
  readonly firstTokenMs: number | null;
  /** Null where nobody was there to measure it. */
  readonly durationMs: number | null;
  /** Null where nothing was reported: then nothing is known to have been used. */
  readonly usage: TokenUsage | null;
  readonly details: CallDetails;
  readonly rawUsage: Record<string, unknown> | null;
  readonly rateLimits: readonly object[];
}

/** What an answer said of itself when it began, as it is kept until its end is known. */
export const CallBeginning = z.object({
  responseModel: z.string().nullable(),
  messageId: z.string().nullable(),
  requestId: z.string().nullable(),
  httpStatus: z.int().nullable(),
  firstByteMs: z.int().nullable(),
  usage: TokenUsage.nullable(),
  details: CallDetails,
  rawUsage: z.record(z.string(), z.unknown()).nullable(),
  rateLimits: z.array(z.record(z.string(), z.unknown())),
});

/** A call whose end nobody saw: what was reported until then, and nothing else. */
export const unknownEnd = (beginning: unknown): ProviderCallEnd => ({
  ...(beginning === null ? nothingHeard : CallBeginning.parse(beginning)),
  outcome: "UNKNOWN",
  errorClass: null,
  retryAfterMs: null,
  firstTokenMs: null,
  durationMs: null,
});

const nothingHeard = {
  responseModel: null,
  messageId: null,
  requestId: null,
  httpStatus: null,
  firstByteMs: null,
  usage: null,
  details: noDetails,
  rawUsage: null,
  rateLimits: [],
} as const;
