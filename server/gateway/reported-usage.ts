import { z } from "zod";
import { noDetails, type CallDetails, type TokenUsage } from "../contract/usage.ts";
import { mergeUsage, toTokenUsage, type ReportedUsage } from "../providers/anthropic/usage.ts";
import { nothingSeen, type Sighting } from "./observer.ts";

/** No call has as many tokens; a figure above is as wrong as a negative one. Also the most that the ledger can hold. */
const mostTokens = 2 ** 31 - 1;
const tokens = z.int().min(0).max(mostTokens);
const maybeTokens = tokens.nullish().transform((value) => value ?? null);

const StartUsage = z.object({
  input_tokens: tokens,
  output_tokens: tokens,
  cache_read_input_tokens: maybeTokens,
  cache_creation_input_tokens: maybeTokens,
  cache_creation: z
    .object({ ephemeral_5m_input_tokens: tokens, ephemeral_1h_input_tokens: tokens })
    .nullish()
    .transform((value) => value ?? null),
});

const DeltaUsage = z.object({
  output_tokens: tokens,
  input_tokens: maybeTokens,
  cache_read_input_tokens: maybeTokens,
  cache_creation_input_tokens: maybeTokens,
});

/** In characters of JSON; what the API reports has a few hundred. */
const longestRaw = 16_384;
/** A NUL is the one character of JSON that the database cannot hold. */
const isStorable = (raw: unknown): boolean => {
  try {
    const text = JSON.stringify(raw);
    return text.length <= longestRaw && !text.includes(String.raw`\u0000`);
  } catch {
    // Nested so deeply that it cannot even be written.
    return false;
  }
};
const Raw = z.record(z.string(), z.unknown()).refine(isStorable);

/** How an answer was made; each part is worth having without the others. */
const word = z.string().max(40).nullish().catch(null);
const count = tokens.nullish().catch(null);
const Details = z.object({
  service_tier: word,
  speed: word,
  inference_geo: word,
  output_tokens_details: z.object({ thinking_tokens: count }).nullish().catch(null),
  server_tool_use: z.object({ web_search_requests: count }).nullish().catch(null),
});

const toDetails = (raw: Record<string, unknown> | null): CallDetails => {
  const details = Details.safeParse(raw).data;
  if (details === undefined) return noDetails;
  return {
    thinking: details.output_tokens_details?.thinking_tokens ?? null,
    webSearches: details.server_tool_use?.web_search_requests ?? 0,
    serviceTier: details.service_tier ?? null,
    speed: details.speed ?? null,
    geography: details.inference_geo ?? null,
  };
};

const name = z
  .string()
  .max(200)
  .regex(/^[\x21-\x7e]+$/)
  .nullable()
  .catch(null);
const Named = z.object({ id: name, model: name });

/** Collects what a message reports about itself, from one whole message or from the events of a stream. */
export class UsageReader {
  readonly #requestedModel: string;
  #named: z.infer<typeof Named> = { id: null, model: null };
  #reported: ReportedUsage | null = null;
  #raw: Record<string, unknown> | null = null;

  constructor(requestedModel: string) {
    this.#requestedModel = requestedModel;
  }

  /** A whole message, or the one in message_start. */
  message(message: Readonly<Record<string, unknown>>): void {
    this.#named = Named.parse(message);
    this.#reported = StartUsage.safeParse(message["usage"]).data ?? null;
    this.#raw = Raw.safeParse(message["usage"]).data ?? null;
  }

  /** The usage of a message_delta. */
  delta(usage: unknown): void {
    const delta = DeltaUsage.safeParse(usage).data;
    if (delta !== undefined) this.#reported = mergeUsage(this.#reported, delta);
    const raw = Raw.safeParse(usage).data;
    if (raw === undefined) return;
    const before = this.#raw ?? {};
    // Null is how a counter is left out: what was said of it before still holds, as in mergeUsage.
    const news = Object.entries(raw).filter(([key, value]) => value !== null || before[key] === undefined);
    this.#raw = { ...before, ...Object.fromEntries(news) };
  }

  get seen(): Sighting {
    return {
      ...nothingSeen,
      responseModel: this.#named.model,
      messageId: this.#named.id,
      usage: this.#usage,
      details: toDetails(this.#raw),
      rawUsage: this.#raw,
    };
  }

  get #usage(): TokenUsage | null {
    if (this.#reported === null) return null;
    return toTokenUsage(this.#named.model ?? this.#requestedModel, this.#reported);
  }
}
