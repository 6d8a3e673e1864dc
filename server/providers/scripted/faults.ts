import { ApiRefusal, invalidRequest } from "./protocol/api-error.ts";

/**
 * Everything that a provider does wrong, on demand. Three kinds: a refusal with an error status, a broken
 * transmission, and an answer that is well transmitted but not the one asked for.
 */
export type FaultName = keyof typeof refusals | (typeof transmissionFaults)[number] | (typeof answerFaults)[number];

export interface RefusalContext {
  readonly now: Date;
  /** When the used-up window of a quota refusal ends. */
  readonly resetsAt: Date;
}

const seconds = (date: Date): string => String(Math.ceil(date.getTime() / 1_000));

export const refusals = {
  authentication: () => new ApiRefusal("authentication_error", "invalid x-api-key"),
  permission: () =>
    new ApiRefusal("permission_error", "Your API key does not have permission to use the specified resource."),
  billing: () => new ApiRefusal("billing_error", "Your credit balance is too low to access the Anthropic API."),
  "model-not-found": () => new ApiRefusal("not_found_error", "model: claude-does-not-exist"),
  "invalid-request": () =>
    invalidRequest("max_tokens: 999999 > 64000, which is the maximum allowed number of output tokens"),
  "context-too-long": () => invalidRequest("prompt is too long: 213462 tokens > 200000 maximum"),
  "request-too-large": () => new ApiRefusal("request_too_large", "Request exceeds the maximum size"),
  throttled: () =>
    new ApiRefusal(
      "rate_limit_error",
      "This request would exceed your organization's rate limit of 50 requests per minute.",
      {
        headers: { "retry-after": "2" },
      },
    ),
  /** No word about when to come back. */
  "throttled-silent": () =>
    new ApiRefusal("rate_limit_error", "Number of concurrent connections has exceeded your rate limit."),
  quota: ({ now, resetsAt }: RefusalContext) =>
    new ApiRefusal("rate_limit_error", "This request would exceed your account's rate limit. Please try again later.", {
      headers: {
        "anthropic-ratelimit-unified-status": "rejected",
        "anthropic-ratelimit-unified-representative-claim": "five_hour",
        "anthropic-ratelimit-unified-reset": seconds(resetsAt),
        "anthropic-ratelimit-unified-5h-status": "rejected",
        "anthropic-ratelimit-unified-5h-utilization": "1",
        "anthropic-ratelimit-unified-5h-reset": seconds(resetsAt),
        "anthropic-ratelimit-unified-7d-status": "allowed",
        "anthropic-ratelimit-unified-7d-utilization": "0.42",
        "anthropic-ratelimit-unified-7d-reset": seconds(new Date(now.getTime() + 4 * 86_400_000)),
        "retry-after": String(Math.max(1, Math.ceil((resetsAt.getTime() - now.getTime()) / 1_000))),
      },
    }),
  "spend-limit": () =>
    new ApiRefusal("rate_limit_error", "You have reached your organization's monthly spend limit.", {
      code: "enforced_spend_limit_reached",
    }),
  overloaded: () => new ApiRefusal("overloaded_error", "Overloaded"),
  "server-error": () => new ApiRefusal("api_error", "Internal server error"),
  "gateway-timeout": () => new ApiRefusal("timeout_error", "Request timed out while waiting for the model."),
} as const satisfies Record<string, (context: RefusalContext) => ApiRefusal>;

export const transmissionFaults = [
  /** The connection ends in the middle of the answer. */
  "cut",
  /** Nothing more comes, and the connection stays open. */
  "stall",
  /** Status 200 and a page of HTML. */
  "garbage",
  /** A stream whose events are not JSON. */
  "garbage-stream",
  /** Status 200, then an error event in the stream. */
  "overloaded-midstream",
] as const;

export const answerFaults = [
  /** An answer without any content. */
  "empty",
  /** The model declines. */
  "refusal",
  /** The answer does not fit into max_tokens. */
  "max-tokens",
  /** The answer does not fit into the model's context. */
  "context-window",
  /** Well-formed JSON in the demanded structure, but against a limit that only the full schema knows. */
  "misfit",
  /** A friendly sentence in place of JSON. */
  "prose",
] as const;

const isOneOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  names.some((candidate) => candidate === name);

export type TransmissionFault = (typeof transmissionFaults)[number];
export type AnswerFault = (typeof answerFaults)[number];
export type RefusalFault = keyof typeof refusals;

export const isTransmissionFault = (name: FaultName): name is TransmissionFault => isOneOf(transmissionFaults, name);
export const isAnswerFault = (name: FaultName): name is AnswerFault => isOneOf(answerFaults, name);

const isRefusalFault = (name: string): name is RefusalFault => Object.hasOwn(refusals, name);

export const faultNames: readonly FaultName[] = [
  ...Object.keys(refusals).filter(isRefusalFault),
  ...transmissionFaults,
  ...answerFaults,
];
