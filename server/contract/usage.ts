import { z } from "zod";

const tokens = z.int().min(0);

/**
 * Tokens of one provider call or call series with one model. `inputUncached` excludes cache reads and writes
 * (the Messages API's meaning of input_tokens); the whole prompt is the sum of all four input classes.
 */
export const TokenUsage = z.object({
  model: z.string(),
  inputUncached: tokens,
  cacheRead: tokens,
  /** Cache writes for 5 minutes; a write whose duration is not reported counts as these. */
  cacheWrite5m: tokens,
  cacheWrite1h: tokens,
  output: tokens,
  /** As the provider says it, in millionths of a dollar; null where it says nothing or the figure would be invented. */
  reportedCostMicros: z.int().min(0).nullable(),
});
export type TokenUsage = z.infer<typeof TokenUsage>;
