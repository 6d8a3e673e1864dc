import Anthropic from "@anthropic-ai/sdk";
import type { ProviderError } from "../../contract/errors.ts";
import { unreachable } from "../../platform/errors.ts";
import type { AddressAllowance } from "../../platform/public-address.ts";
import { safeFetch } from "../../platform/safe-fetch.ts";
import type { ProviderAccount } from "../provider.ts";
import { plainFailure } from "./failure.ts";

/** Named so that ANTHROPIC_BASE_URL of the server's own environment can never redirect a stored key. */
export const anthropicBaseUrl = "https://api.anthropic.com";

/** Bytes. No answer of the API comes near it. */
const largestAnswer = 64 * 1024 * 1024;

const reachOf = ({ kind, baseUrl, addresses }: ProviderAccount): AddressAllowance => {
  // Nobody typed this one.
  if (baseUrl === null) return "any";
  return addresses ?? (kind === "scripted" ? "any" : "public");
};

/** A client for this account, or why there can be none. */
export const createClient = (account: ProviderAccount, timeoutMs: number): Anthropic | ProviderError => {
  switch (account.kind) {
    case "subscription":
      return plainFailure(
        "authentication",
        "A subscription works through Claude Code only; the Messages API needs a key.",
      );
    case "local":
      return plainFailure("invalid_request", "A local model answers through Ollama's own interface.");
    case "api_key":
    case "scripted":
      if (account.credential === null) {
        return plainFailure("authentication", "There is no API key. Add one in the settings.");
      }
      return new Anthropic({
        apiKey: account.credential,
        baseURL: account.baseUrl ?? anthropicBaseUrl,
        // The runner decides about retries: this client would sleep through a retry-after of any length.
        maxRetries: 0,
        fetch: safeFetch({ allow: reachOf(account), timeoutMs: null, maxBytes: largestAnswer }),
        timeout: timeoutMs,
        // It would print request details to the console.
        logLevel: "off",
      });
    default:
      return unreachable(account.kind);
  }
};
