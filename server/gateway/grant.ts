import type { ProviderError } from "../contract/errors.ts";
import type { CallDetails, CallOutcome as RecordedOutcome, TokenUsage } from "../contract/usage.ts";
import type { AddressAllowance } from "../platform/public-address.ts";

/** Who answers a call, and with which credential. The child that asks never sees any of it. */
export interface Upstream {
  /**
   * A key goes out as `x-api-key`; a subscription and the scripted model, which acts as one, as a bearer token. Ollama
   * looks at none, but a proxy in front of it may.
   */
  readonly kind: "api_key" | "subscription" | "scripted" | "local";
  /** Calls go to `${baseUrl}/v1/messages`; a path in it is kept. */
  readonly baseUrl: string;
  /** How far `baseUrl` may lead: every address that its name stands for is checked against it when connecting. */
  readonly addresses: AddressAllowance;
  readonly credential: string;
}

export type Endpoint = "messages" | "count_tokens";

export interface CallRequest {
  readonly callId: string;
  readonly endpoint: Endpoint;
  /** As the child asked for it. */
  readonly model: string;
  /** How long it lets the answer become, in tokens; null where it does not say. */
  readonly maxTokens: number | null;
  /** The size of the whole request. */
  readonly bodyBytes: number;
  readonly startedAt: Date;
}

export type Admission =
  | { readonly admitted: true; readonly upstream: Upstream }
  /**
   * Answered with this status (400-599) in the API's own error shape; nothing is sent to anybody. `error`: what it is to
   * whoever looks after the child, where the status alone would be taken for a service's.
   */
  | {
      readonly admitted: false;
      readonly status: number;
      readonly type: string;
      readonly message: string;
      readonly error?: ProviderError;
    };

/** One of the windows that a service counts usage in, as the headers of an answer reported it. */
export interface RateLimitWindow {
  /** `5h`, `7d`, … of a subscription, `unified` for all of them together; `requests`, `input-tokens`, … of a key. */
  readonly name: string;
  /** The service's own word: `allowed`, `allowed_warning`, `rejected`. */
  readonly status: string | null;
  /** 0 to 1. */
  readonly utilisation: number | null;
  /** ISO 8601. */
  readonly resetsAt: string | null;
  readonly limit: number | null;
  readonly remaining: number | null;
}

/**
 * COMPLETED: the answer came whole. FAILED: an error came in its place, or at its end, or its request never went out. CUT:
 * it had begun, or was still awaited, when the child, the door or the service went away or fell silent; `error` is null
 * where the service is not to blame.
 */
export type CallOutcome = Exclude<RecordedOutcome, "UNKNOWN">;

/** What became of an admitted call. */
export interface EndedCall {
  readonly callId: string;
  readonly endpoint: Endpoint;
  readonly model: string;
  /** As the answer named it. */
  readonly responseModel: string | null;
  readonly messageId: string | null;
  /** The service's own id of the call, from its `request-id` header. */
  readonly requestId: string | null;
  readonly outcome: CallOutcome;
  /** The service's; null where it did not answer at all. */
  readonly httpStatus: number | null;
  readonly error: ProviderError | null;
  /** As far as it was reported; null where nothing was. Counting tokens costs nothing and reports nothing. */
  readonly usage: TokenUsage | null;
  readonly details: CallDetails;
  /** The service's own usage object, its later counters over its earlier ones. */
  readonly rawUsage: Readonly<Record<string, unknown>> | null;
  /** Whole milliseconds. */
  readonly retryAfterMs: number | null;
  readonly rateLimits: readonly RateLimitWindow[];
  /** From `startedAt` until the service's answer began; null where none did. */
  readonly firstByteMs: number | null;
  /** From `startedAt` until the answer's content began; null where that was not seen. */
  readonly firstTokenMs: number | null;
  /** From `startedAt` until the outcome was known. */
  readonly durationMs: number;
}

/** What an answer has said of itself when it began: its prompt is paid for from here on, whatever comes. */
export type BegunCall = Pick<
  EndedCall,
  | "callId"
  | "responseModel"
  | "messageId"
  | "requestId"
  | "httpStatus"
  | "usage"
  | "details"
  | "rawUsage"
  | "rateLimits"
  | "firstByteMs"
>;

/** What the owner of a door decides and hears. Neither may wait for the door's own close(): it waits for them. */
export interface GatewayGrant {
  /** Awaited before anything is sent upstream: writes the call down, chooses who answers, or refuses. A throw is a 503. */
  readonly admit: (call: CallRequest) => Promise<Admission>;
  /**
   * Called when the gateway itself turns a call away, of which nobody else hears: the child sees a status (429, 503) that
   * it would see of a service, too. Before the child sees it.
   */
  readonly onNotCarried: (endpoint: Endpoint, error: ProviderError) => void;
  /**
   * Called at most once per admitted call, as soon as its answer has reported any usage, and awaited before the child
   * sees any of it: what is known survives this process. What it throws is logged.
   */
  readonly onBegun: (call: BegunCall) => Promise<void>;
  /**
   * Called exactly once per admitted call, however it ended, and awaited before the child can see the answer's end: a
   * kill right after an answer finds its usage written. What it throws is logged.
   */
  readonly onEnded: (call: EndedCall) => Promise<void>;
}

export type DoorAddress =
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "loopback"; readonly url: string };

/** The one way through which one attempt reaches a model. */
export interface GatewayDoor {
  /** All that the child knows: good for this door only, and worth nothing anywhere else. */
  readonly token: string;
  readonly address: DoorAddress;
  /** No further call is admitted; calls in flight are cut and reported; the socket's file is removed. Idempotent. */
  close(): Promise<void>;
}
