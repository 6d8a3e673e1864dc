import type { TokenUsage } from "../../contract/usage.ts";

/** Usage as the Messages API reports it; `input_tokens` excludes both cache classes. */
export interface ReportedUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number | null;
  readonly cache_creation_input_tokens: number | null;
  readonly cache_creation?: {
    readonly ephemeral_5m_input_tokens: number;
    readonly ephemeral_1h_input_tokens: number;
  } | null;
}

/** message_delta repeats the counters, cumulative, and may leave out those that have not changed. */
export const mergeUsage = (
  start: ReportedUsage | null,
  delta: {
    readonly output_tokens: number;
    readonly input_tokens: number | null;
    readonly cache_read_input_tokens: number | null;
    readonly cache_creation_input_tokens: number | null;
  },
): ReportedUsage => ({
  input_tokens: delta.input_tokens ?? start?.input_tokens ?? 0,
  output_tokens: delta.output_tokens,
  cache_read_input_tokens: delta.cache_read_input_tokens ?? start?.cache_read_input_tokens ?? null,
  cache_creation_input_tokens: delta.cache_creation_input_tokens ?? start?.cache_creation_input_tokens ?? null,
  cache_creation: start?.cache_creation ?? null,
});

/** The Messages API reports no cost, so none is invented. */
export const toTokenUsage = (model: string, reported: ReportedUsage): TokenUsage => {
  const written = reported.cache_creation_input_tokens ?? 0;
  const write1h = Math.min(written, reported.cache_creation?.ephemeral_1h_input_tokens ?? 0);
  return {
    model,
    inputUncached: reported.input_tokens,
    cacheRead: reported.cache_read_input_tokens ?? 0,
    cacheWrite5m: written - write1h,
    cacheWrite1h: write1h,
    output: reported.output_tokens,
    reportedCostMicros: null,
  };
};
