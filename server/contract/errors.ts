import { z } from "zod";

/**
 * Why a provider could not do what it was asked (R37). Classified from types, status codes and headers, never
 * from a model's own words. The reaction to each stands in server/domain/runs/reactions.ts.
 */
export const ProviderErrorClass = z.enum([
  /** 429 with a retry-after that is worth waiting for. */
  "throttled",
  /** A subscription's or plan's window is used up; `resetsAt` says until when where it is reported. */
  "quota",
  /** 529, or 5xx: the service is there and cannot. */
  "overloaded",
  /** 402, or a spend limit set by the account's owner. */
  "spend_limit",
  /** 401, 403: key wrong, signed out. */
  "authentication",
  /** Nobody here may answer: there is no key and no sign-in (any more), or the project has become private. */
  "no_account",
  /** The work is a local model's, and none is ready; goes on by itself when one is. */
  "no_local_model",
  /** 404 for the model. */
  "model_not_found",
  /** The conversation does not fit the model. */
  "context_too_long",
  /** Any other 400: the request itself is refused. */
  "invalid_request",
  /** Nothing came for too long. */
  "timeout",
  /** A limit of ours for one run was reached: its turns, or its time. Whoever works answers. */
  "run_limit",
  /** No connection. */
  "network",
  /** An answer that does not parse or does not fit the demanded schema, or an empty one. */
  "malformed_response",
  /** The model declined the task (stop reason refusal). */
  "refused",
  /** The agent's process ended without a result. */
  "process_died",
  /** The agent's program is missing, too old, or cannot be started. */
  "not_installed",
  /** There are no walls on this machine to run an agent behind. */
  "no_sandbox",
  /** Our own gateway did not carry the call to anybody: it could not be written down, or there were too many at once. */
  "not_carried",
  /** The workspace is larger than it may be, or the disk is full. */
  "out_of_space",
  /** What the project starts from could not be brought in. */
  "import_failed",
]);
export type ProviderErrorClass = z.infer<typeof ProviderErrorClass>;

export const ProviderError = z.object({
  class: ProviderErrorClass,
  /** For people: what happened, without secrets. */
  message: z.string(),
  httpStatus: z.int().nullable(),
  retryAfterMs: z.number().min(0).nullable(),
  resetsAt: z.iso.datetime().nullable(),
  /** Of a used-up window its name, where it is reported (rate-limits.ts: five_hour, seven_day_opus, …). */
  window: z.string().max(100).optional(),
  /** Of a wait for Claude (`quota`): its service is away, and no window is used up. */
  outage: z.boolean().optional(),
});
export type ProviderError = z.infer<typeof ProviderError>;
