import type { AppliedRates, CallDetails, TokenRates, TokenUsage } from "../../contract/usage.ts";

/** What a model costs at a time, and how that is known. Rates in millionths of a dollar per million tokens. */
export interface Price {
  readonly id: string;
  /** Where it is from, for people. */
  readonly source: string;
  readonly rates: TokenRates;
  /** Prompts of more tokens than `above` are charged at these rates as a whole. */
  readonly long: { readonly above: number; readonly rates: TokenRates } | null;
  /** What fast mode costs, in per cent of the rates; null: nobody knows. */
  readonly fastPercent: number | null;
  /** Millionths of a dollar for one web search. */
  readonly webSearchMicros: number;
}

export type TokenCounts = Pick<TokenUsage, "inputUncached" | "cacheRead" | "cacheWrite5m" | "cacheWrite1h" | "output">;

/** Ten dollars for a thousand, whatever the model (Anthropic's price list of November 2026). */
export const anthropicWebSearchMicros = 10_000;

/** Of the rates, in per cent (Anthropic's price list of November 2026). */
const batchPercent = 50;
const usPercent = 110;

/**
 * The rates for one call with all that modifies them; null where one of the modifiers has no known price, because the
 * ordinary rate would be an invented figure.
 */
export const ratesFor = (
  price: Price,
  tokens: TokenCounts,
  { serviceTier, speed, geography }: Pick<CallDetails, "serviceTier" | "speed" | "geography">,
): AppliedRates | null => {
  const prompt = tokens.inputUncached + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
  const long = price.long !== null && prompt > price.long.above;
  const fastPercent = speed === "fast" ? price.fastPercent : 100;
  if (fastPercent === null) return null;
  return {
    ...(long && price.long !== null ? price.long.rates : price.rates),
    long,
    batchPercent: serviceTier === "batch" ? batchPercent : 100,
    fastPercent,
    geographyPercent: geography === "us" ? usPercent : 100,
    webSearchMicros: price.webSearchMicros,
  };
};

/** A rate is in 10⁻¹² dollars per token and each of the three modifiers in hundredths. */
export const unitsPerMicro = 10n ** 6n * 100n ** 3n;

/**
 * What a call costs, in millionths of a dollar: computed exactly, in whole numbers, and rounded once, half up. So one
 * call is never wrong by more than half a millionth of a dollar.
 */
export const costOfTokens = (
  tokens: TokenCounts,
  { webSearches }: Pick<CallDetails, "webSearches">,
  rates: AppliedRates,
): bigint => {
  const byTokens =
    BigInt(tokens.inputUncached) * BigInt(rates.input) +
    BigInt(tokens.cacheRead) * BigInt(rates.cacheRead) +
    BigInt(tokens.cacheWrite5m) * BigInt(rates.cacheWrite5m) +
    BigInt(tokens.cacheWrite1h) * BigInt(rates.cacheWrite1h) +
    BigInt(tokens.output) * BigInt(rates.output);
  const modified = byTokens * BigInt(rates.batchPercent) * BigInt(rates.fastPercent) * BigInt(rates.geographyPercent);
  const units = modified + BigInt(webSearches) * BigInt(rates.webSearchMicros) * unitsPerMicro;
  return (2n * units + unitsPerMicro) / (2n * unitsPerMicro);
};
