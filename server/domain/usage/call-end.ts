import type { ProviderErrorClass } from "../../contract/errors.ts";
import type { CallDetails, CallOutcome, TokenUsage } from "../../contract/usage.ts";

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
