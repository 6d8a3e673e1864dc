import type { ProviderError, ProviderErrorClass } from "../../contract/errors.ts";
import type { AssistantLine, CliLine, ResultLine } from "./cli-lines.ts";

/**
 * Why a result is no success. From codes only, never from words: a model or a proxy could write anything. An API
 * failure ends as `subtype: "success", is_error: true`, so the subtype alone says nothing either.
 */

/** What was seen before the result: the line that carries an API call's error, and the last refused limit. */
export class FailureContext {
  #error: Pick<AssistantLine, "error" | "api_error" | "api_error_status"> | null = null;
  #rejectedUntil: string | null = null;
  #rejectedWindow: string | null = null;

  see(line: CliLine): void {
    if (line.type === "assistant" && line.parent_tool_use_id === null) {
      // A call that went well afterwards takes an earlier error back.
      this.#error = line.error === undefined ? null : line;
    } else if (line.type === "rate_limit_event") {
      const { status, resetsAt, rateLimitType } = line.rate_limit_info;
      // Any 429 of a subscription comes with "rejected"; only a used-up window has a name.
      this.#rejectedWindow = status === "rejected" && rateLimitType !== undefined ? rateLimitType.slice(0, 100) : null;
      this.#rejectedUntil =
        this.#rejectedWindow !== null && resetsAt !== undefined ? new Date(resetsAt * 1_000).toISOString() : null;
    }
  }

  /** The error of a result with `is_error`, or of another subtype than success. */
  of(result: ResultLine): ProviderError {
    const httpStatus = result.api_error_status ?? this.#error?.api_error_status ?? null;
    const failureClass = this.#classOf(result, httpStatus);
    const window = failureClass === "quota" ? this.#rejectedWindow : null;
    return {
      class: failureClass,
      message: `${explanations[failureClass]} ${said(result)}`.trim(),
      httpStatus,
      // Claude Code does not report the header; the gateway will.
      retryAfterMs: null,
      resetsAt: failureClass === "quota" ? this.#rejectedUntil : null,
      ...(window !== null && { window }),
    };
  }

  #classOf(result: ResultLine, httpStatus: number | null): ProviderErrorClass {
    return (
      classOfStart(result.startup_failure_reason) ??
      classOfEnd(result, httpStatus) ??
      (httpStatus === 429 && (this.#rejectedWindow !== null || this.#error?.api_error === "usage_limit_reached")
        ? "quota"
        : null) ??
      classOfKind(this.#error?.error) ??
      (httpStatus === null ? classOfSilence(this.#error?.error, this.#error?.api_error) : classOfStatus(httpStatus)) ??
      "process_died"
    );
  }
}

const explanations: Record<ProviderErrorClass, string> = {
  throttled: "The provider asked to slow down.",
  quota: "The account's limit is used up for now.",
  overloaded: "The provider is overloaded or has an error of its own.",
  spend_limit: "The account has no credit left, or its spend limit is reached.",
  authentication: "The provider did not accept the key or the sign-in. Check it in the settings.",
  no_account: "There is no account that may answer.",
  no_local_model: "No local model is ready.",
  model_not_found:
    "The provider does not know this model, or the account may not use it. Choose another in the settings.",
  context_too_long: "The conversation has become too long for this model.",
  invalid_request: "The provider refused the request.",
  timeout: "No answer came in time.",
  run_limit: "A limit that is set for a run was reached.",
  network: "The provider could not be reached, or the connection broke off. Check the network.",
  malformed_response: "The answer could not be read.",
  refused: "The model declined this task.",
  process_died: "Claude Code ended without a result.",
  not_installed: "Claude Code could not be started. Check the health page.",
  not_carried: "The call was not carried to anybody.",
  no_sandbox: "There is no sandbox to start Claude Code in. Check the health page.",
  import_failed: "What the project starts from could not be brought in.",
  out_of_space: "There is no more space for Claude Code to work in.",
};

/** Claude Code's own words, for people; capped, because a proxy's whole error page may be in them. */
const said = (result: ResultLine): string => {
  const words = (result.errors?.join(" ") || result.result || "").replace(/\s+/g, " ").trim();
  return words === "" ? "" : `Claude Code says: ${words.slice(0, 500)}`;
};

/** An error that Claude Code reported without a line of its own, or that was made here. */
export const providerError = (failureClass: ProviderErrorClass, detail = ""): ProviderError => ({
  class: failureClass,
  message: `${explanations[failureClass]} ${detail}`.trim(),
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
});

const classOfStart = (reason: string | undefined): ProviderErrorClass | null => {
  switch (reason) {
    case undefined:
      return null;
    case "cli_version_too_old":
    case "temp_dir_unusable":
    case "bypass_root":
    case "sandbox_required_unavailable":
      return "not_installed";
    case "org_pin_api_key_conflict":
    case "org_pin_mismatch":
    case "org_verify_failed":
    case "provider_not_allowed":
    case "gateway_signin_required":
    case "gateway_access_denied":
    case "org_config_refused":
      return "authentication";
    default:
      return "process_died";
  }
};

/** Claude Code finds some of its reasons in an answer's words; one that a status contradicts does not count. */
const isPlausible = (status: number | null): boolean => status === null || status === 400 || status === 413;

const classOfEnd = ({ subtype, terminal_reason: reason, stop_reason: stop }: ResultLine, status: number | null) => {
  if (subtype === "error_max_turns" || subtype === "error_max_budget_usd") return "run_limit";
  if (subtype === "error_max_structured_output_retries") return "malformed_response";
  if (stop === "refusal") return "refused";
  switch (reason) {
    case "prompt_too_long":
    case "blocking_limit":
    case "rapid_refill_breaker":
      return isPlausible(status) ? "context_too_long" : null;
    case "image_error":
      return status === 413 ? "context_too_long" : "invalid_request";
    case "malformed_tool_use_exhausted":
    case "structured_output_retry_exhausted":
      return "malformed_response";
    case undefined:
    case null:
    default:
      return null;
  }
};

/** The kinds that say more than the HTTP status does. */
const classOfKind = (kind: string | undefined): ProviderErrorClass | null => {
  switch (kind) {
    case "authentication_failed":
    case "oauth_org_not_allowed":
    case "account_on_hold":
    case "verification_required":
    case "cloud_credential_error":
      return "authentication";
    case "billing_error":
      return "spend_limit";
    case "model_not_found":
      return "model_not_found";
    case "rate_limit":
      return "throttled";
    case "overloaded":
      return "overloaded";
    case "max_output_tokens":
      return "malformed_response";
    case undefined:
    default:
      return null;
  }
};

const classOfStatus = (status: number): ProviderErrorClass => {
  if (status === 401 || status === 403) return "authentication";
  if (status === 402) return "spend_limit";
  if (status === 404) return "model_not_found";
  if (status === 408) return "timeout";
  if (status === 413) return "context_too_long";
  if (status === 429) return "throttled";
  return status >= 500 ? "overloaded" : "invalid_request";
};

/** No HTTP status: nothing came, or what came was no answer. */
const classOfSilence = (kind: string | undefined, code: string | undefined): ProviderErrorClass | null => {
  if (code === "connection_failed") return "network";
  // "server_error" without a status and a code is how 2.1.329 reports its own API timeout.
  if (code === "stream_idle_timeout" || kind === "server_error") return "timeout";
  return kind === "unknown" ? "malformed_response" : null;
};
