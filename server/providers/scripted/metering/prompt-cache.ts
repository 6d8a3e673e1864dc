import { createHash } from "node:crypto";
import { blocksOf } from "../protocol/conversation.ts";
import type { CountTokensRequest } from "../protocol/request.ts";
import { estimateTokens } from "./tokens.ts";

/** A prompt's tokens by class, as the Messages API reports them: the classes exclude each other. */
export interface PromptUsage {
  readonly uncached: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

interface Segment {
  readonly tokens: number;
  /** How long a cache mark on this block keeps the prompt up to it; null without a mark. */
  readonly mark: "5m" | "1h" | null;
  /** Of everything up to and including this block. */
  readonly prefixHash: string;
}

type Marked = { cache_control?: { ttl?: "5m" | "1h" | undefined } | null | undefined };

/** Tools, system and messages in the order in which the API caches them. */
const segmentsOf = (request: CountTokensRequest): readonly Segment[] => {
  const system =
    typeof request.system === "string" ? [{ type: "text" as const, text: request.system }] : (request.system ?? []);
  const parts: readonly (object & Marked)[] = [
    ...(request.tools ?? []),
    ...system,
    ...request.messages.flatMap((message) => blocksOf(message).map((block) => ({ role: message.role, ...block }))),
  ];
  let previous = request.model;
  return parts.map((part) => {
    // The mark itself is no content: it moves along from request to request, and the prefix must stay the same.
    const { cache_control: mark, ...content } = part;
    const json = JSON.stringify(content);
    previous = createHash("sha1").update(previous).update(json).digest("base64");
    return { tokens: estimateTokens(json), mark: mark == null ? null : (mark.ttl ?? "5m"), prefixHash: previous };
  });
};

const sum = (segments: readonly Segment[]): number => segments.reduce((total, segment) => total + segment.tokens, 0);

export const countPromptTokens = (request: CountTokensRequest): number => sum(segmentsOf(request));

/**
 * Remembers the marked prefixes it has seen, as the real service does for minutes. It forgets by number instead of
 * by time, so that it needs no clock. Only the usage figures depend on it, never an answer.
 */
export class PromptCache {
  static readonly #capacity = 10_000;
  readonly #known = new Set<string>();

  /** Counts a prompt and remembers its marked prefixes. */
  take(request: CountTokensRequest): PromptUsage {
    const segments = segmentsOf(request);
    const readUpTo = segments.findLastIndex((segment) => this.#known.has(segment.prefixHash)) + 1;
    const writeUpTo = Math.max(readUpTo, segments.findLastIndex((segment) => segment.mark !== null) + 1);
    const lifetime = segments[writeUpTo - 1]?.mark ?? "5m";
    const written = sum(segments.slice(readUpTo, writeUpTo));
    for (const segment of segments) if (segment.mark !== null) this.#remember(segment.prefixHash);
    return {
      uncached: sum(segments.slice(writeUpTo)),
      cacheRead: sum(segments.slice(0, readUpTo)),
      cacheWrite5m: lifetime === "5m" ? written : 0,
      cacheWrite1h: lifetime === "1h" ? written : 0,
    };
  }

  #remember(hash: string): void {
    this.#known.add(hash);
    if (this.#known.size <= PromptCache.#capacity) return;
    const [oldest] = this.#known;
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
