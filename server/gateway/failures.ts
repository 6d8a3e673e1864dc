import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { ProviderError, ProviderErrorClass } from "../contract/errors.ts";
import { classifyApiError, type ApiFailure } from "../providers/anthropic/classify.ts";
import type { ApiError } from "./api-error.ts";
import type { Upstream } from "./grant.ts";
import { headerReader } from "./headers.ts";

const plain = (cls: ProviderErrorClass, message: string, httpStatus: number | null = null): ProviderError => ({
  class: cls,
  message,
  httpStatus,
  retryAfterMs: null,
  resetsAt: null,
});

export const noAnswerInTime = (httpStatus: number | null): ProviderError =>
  plain("timeout", "The service sent nothing for too long.", httpStatus);

export const connectionEnded = (httpStatus: number): ProviderError =>
  plain("network", "The connection ended in the middle of the answer.", httpStatus);

export const notTheApi = (httpStatus: number): ProviderError =>
  plain(
    "malformed_response",
    "What answered is not the Messages API. Check the base URL in the settings, and whether a proxy stands in between.",
    httpStatus,
  );

/** @param code such as ECONNREFUSED; no address, because a base URL may carry a password */
export const noConnection = (code: string, kind: Upstream["kind"]): ProviderError =>
  plain(
    "network",
    kind === "local"
      ? `The Ollama server cannot be reached (${code}). Look whether it runs (ollama serve), and at its address under Settings, Fallback.`
      : `The service cannot be reached (${code}). Check the network and the base URL in the settings.`,
  );

/** What a refusal of the gateway's own is to whoever looks after the child. */
export const notCarried = ({ message }: ApiError): ProviderError => plain("not_carried", message);

export const unusableCredential = (): ProviderError =>
  plain(
    "authentication",
    "The stored key has characters that no key can have. Enter it again in the settings, in one line.",
  );

const ErrorBody = z.object({
  error: z.object({
    type: z.string().nullish(),
    message: z.string().nullish(),
    details: z.object({ error_code: z.string().nullish() }).nullish(),
  }),
});

/**
 * Names the class of an error that the service sent, from its status, headers and body.
 * @param status null for an error event in a stream that had begun with 200
 * @param body null where it could not be read
 */
export const errorOfAnswer = (
  { headers }: Pick<IncomingMessage, "headers">,
  status: number | null,
  body: unknown,
  now: Date,
): ProviderError => {
  const error = ErrorBody.safeParse(body).data?.error;
  const failure: ApiFailure = {
    status,
    type: error?.type ?? null,
    code: error?.details?.error_code ?? null,
    message: error?.message ?? null,
    header: headerReader(headers),
  };
  try {
    return classifyApiError(failure, now);
  } catch (cause) {
    // A point in time that no Date can hold: the status is still worth reading.
    if (cause instanceof RangeError) return classifyApiError({ ...failure, header: () => null }, now);
    throw cause;
  }
};
