import { Ollama } from "ollama";
import type { AddressAllowance } from "../../platform/public-address.ts";
import { safeFetch } from "../../platform/safe-fetch.ts";

/** Where an Ollama server listens, and how far that address may lead. */
export interface OllamaAddress {
  readonly url: string;
  readonly allow: AddressAllowance;
}

/** Bytes. Answers of a chat are streamed and read as they come; nothing a server sends comes near it. */
const largestAnswer = 64 * 1024 * 1024;

export interface OllamaClientOptions {
  /** Of a whole call; null where only `signal` decides. */
  readonly timeoutMs: number | null;
  /** Ends every call of this client. */
  readonly signal?: AbortSignal;
}

/** A client for one server. It follows no redirect and connects only to what the address may lead to. */
export const ollamaClient = ({ url, allow }: OllamaAddress, { timeoutMs, signal }: OllamaClientOptions): Ollama => {
  const fetchSafely = safeFetch({ allow, timeoutMs, maxBytes: largestAnswer });
  return new Ollama({
    host: url,
    fetch: (input, init) =>
      fetchSafely(input, {
        ...init,
        ...(signal === undefined ? {} : { signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal }),
      }),
  });
};
