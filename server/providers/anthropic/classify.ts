import type { ProviderError, ProviderErrorClass } from "../../contract/errors.ts";
import { windowNames } from "../../contract/window-names.ts";

/** What is known about a call that the Messages API refused. Free of any client library, so that a gateway can use it too. */
export interface ApiFailure {
  /** Null where the failure came inside a stream that had begun with 200. */
  readonly status: number | null;
  /** `error.type` of the body. */
  readonly type: string | null;
  /** `error.details.error_code` of the body: the stable name of a cause. */
  readonly code: string | null;
  /** `error.message` of the body; shown to people, and read only where the API gives nothing better. */
  readonly message: string | null;
  /** By lower-case name. */
  readonly header: (name: string) => string | null;
}

const spendCodes = new Set([
  "enforced_spend_limit_reached",
  "contract_spend_limit_reached",
  "linked_organization_spend_limit_reached",
  "linked_organization_billing_unavailable",
]);

/** A wait longer than this is no throttling any more: whoever waits should free the slot and come back at the reset. */
const longestThrottleMs = 5 * 60_000;

/**
 * Names the class of a failure and what is known about when to come back.
 * @param now for waits that are given relative to it
 */
export const classifyApiError = (failure: ApiFailure, now: Date): ProviderError => {
  const retryAfterMs = readRetryAfter(failure, now);
  const cls = classOf(failure, retryAfterMs);
  const window = failure.header("anthropic-ratelimit-unified-representative-claim");
  return {
    class: cls,
    message: describe(cls, failure, window),
    httpStatus: failure.status,
    retryAfterMs,
    resetsAt: cls === "quota" ? readReset(failure, retryAfterMs, now) : null,
    ...(cls === "quota" && window !== null && { window: window.slice(0, 100) }),
  };
};

const classOf = (failure: ApiFailure, retryAfterMs: number | null): ProviderErrorClass => {
  if (failure.code !== null && spendCodes.has(failure.code)) return "spend_limit";
  const status = failure.status ?? statusOfType[failure.type ?? ""] ?? 500;
  switch (status) {
    case 401:
    case 403:
      return "authentication";
    case 402:
      return "spend_limit";
    case 404:
      return "model_not_found";
    case 408:
      return "timeout";
    case 413:
      return "context_too_long";
    case 429:
      return isQuota(failure, retryAfterMs) ? "quota" : "throttled";
    case 400:
      // The API has no code for this case; its own message, never a model's text, is all there is.
      return /prompt is too long|exceeds? (the )?context/i.test(failure.message ?? "")
        ? "context_too_long"
        : "invalid_request";
    default:
      return status >= 500 ? "overloaded" : "invalid_request";
  }
};

/** An error event in a stream has a type and no status of its own. */
const statusOfType: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
};

const isQuota = ({ header }: ApiFailure, retryAfterMs: number | null): boolean =>
  header("anthropic-ratelimit-unified-status") === "rejected" || (retryAfterMs ?? 0) > longestThrottleMs;

/** No wait that a service means is longer; what is says nothing. */
const longestWaitMs = 366 * 24 * 3_600_000;

const plausible = (milliseconds: number): number | null =>
  Number.isFinite(milliseconds) && milliseconds <= longestWaitMs ? Math.max(0, milliseconds) : null;

const readRetryAfter = ({ header }: ApiFailure, now: Date): number | null => {
  const milliseconds = Number(header("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return plausible(milliseconds);
  const value = header("retry-after");
  if (value === null) return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return plausible(seconds * 1_000);
  return plausible(Date.parse(value) - now.getTime());
};

const headerNames: Record<string, string> = {
  five_hour: "5h",
  seven_day: "7d",
  seven_day_opus: "7d_opus",
  seven_day_sonnet: "7d_sonnet",
};

const readReset = ({ header }: ApiFailure, retryAfterMs: number | null, now: Date): string | null => {
  const claim = headerNames[header("anthropic-ratelimit-unified-representative-claim") ?? ""];
  const reported =
    (claim === undefined ? null : header(`anthropic-ratelimit-unified-${claim}-reset`)) ??
    header("anthropic-ratelimit-unified-reset");
  const reset = Number(reported ?? Number.NaN);
  // Seconds by documentation; sources that report milliseconds have been seen.
  const resetMs = reset > 1e11 ? reset : reset * 1_000;
  if (resetMs > 0 && plausible(resetMs - now.getTime()) !== null) return new Date(resetMs).toISOString();
  return retryAfterMs === null ? null : new Date(now.getTime() + retryAfterMs).toISOString();
};

const longestQuote = 300;

/** The service's own words, short and on one line, as a sentence that follows another; empty where it said nothing. */
export const quote = (message: string | null): string => {
  if (message === null) return "";
  // The sentence that it stands in has a full stop of its own.
  const line = message.replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");
  return ` It said: “${line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line}”.`;
};

/** The last classes never come from an answer of the API; they are listed so that a new one must be thought about. */
const describe = (cls: ProviderErrorClass, { status, message }: ApiFailure, window: string | null): string => {
  const said = quote(message);
  switch (cls) {
    case "throttled":
      return `The service asks to slow down.${said} The call is tried again after a wait.`;
    case "quota":
      // One family's window is not told as the account's own.
      return `The account's ${window === null ? "usage window" : windowNames(window.slice(0, 100)).window} is used up.${said}`;
    case "overloaded":
      return `The service cannot answer at the moment (status ${status ?? "200, then an error"}).${said}`;
    case "spend_limit":
      return `The account's spend limit is reached or its credit is used up.${said} Raise the limit or add credit in the provider's console, then continue.`;
    case "authentication":
      return status === 403
        ? `The key may not do this.${said} Use a key with access to this model.`
        : `The service does not accept the key.${said} Check the key in the settings.`;
    case "model_not_found":
      return `The service does not know this model.${said} Choose another model in the settings.`;
    case "context_too_long":
      return `The conversation does not fit the model.${said} Make the brief or the phase smaller, or choose a model with a longer context.`;
    case "timeout":
      return `The service gave up waiting.${said}`;
    case "invalid_request":
    case "run_limit":
    case "network":
    case "malformed_response":
    case "refused":
    case "process_died":
    case "no_account":
    case "no_local_model":
    case "not_installed":
    case "not_carried":
    case "no_sandbox":
    case "out_of_space":
    case "import_failed":
      return `The service refused the request.${said} If it happens again, this is a defect of the product: report it.`;
  }
};
