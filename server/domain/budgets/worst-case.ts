/** The dearest that a call's tokens can be charged at, in micro-dollars per million tokens. */
export interface CallRates {
  readonly prompt: number;
  readonly output: number;
  /** The model has no price: these are the rates of the dearest model that there has been. */
  readonly assumed: boolean;
}

/**
 * What calls of a model without a price are counted at: Claude Opus 4.1 (15 dollars in, a one-hour cache write twice
 * that, 75 out), the dearest model of the Messages API so far. Too much rather than too little: such a call must not
 * get past a budget because nobody knows what it costs.
 */
export const assumedRates: CallRates = { prompt: 30_000_000, output: 75_000_000, assumed: true };

/** Of an answer whose request names no limit; the service then refuses it. */
const mostOutputTokens = 128_000;
/** What the service itself adds to a prompt (tools' instructions, message frames), generously. */
const addedTokens = 2_000;

/**
 * The most that a call can cost, in micro-dollars. A token stands for one byte of the request at least, so its bytes
 * are an upper bound of the prompt's tokens; all of them at the dearest class, and the whole output allowed.
 */
export const worstCaseMicros = (
  { bodyBytes, maxTokens }: { readonly bodyBytes: number; readonly maxTokens: number | null },
  rates: CallRates,
): number =>
  Math.ceil(((bodyBytes + addedTokens) * rates.prompt + (maxTokens ?? mostOutputTokens) * rates.output) / 1_000_000);
