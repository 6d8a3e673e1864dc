import { APIConnectionError, APIConnectionTimeoutError, APIError } from "@anthropic-ai/sdk";
import type { ProviderError, ProviderErrorClass } from "../../contract/errors.ts";
import { AddressRefusedError } from "../../platform/checked-lookup.ts";
import { classifyApiError } from "./classify.ts";

/** A failure without an answer of the API: nothing but a class and words. */
export const plainFailure = (cls: ProviderErrorClass, message: string): ProviderError => ({
  class: cls,
  message,
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
});

/** Whatever @anthropic-ai/sdk or the connection below it throws, as a ProviderError. */
export const failureOf = (error: unknown, now: Date): ProviderError => {
  if (error instanceof APIConnectionTimeoutError) return plainFailure("timeout", noAnswerInTime);
  if (error instanceof APIConnectionError && error.cause instanceof AddressRefusedError)
    return plainFailure("authentication", addressRefused(error.cause));
  if (error instanceof APIConnectionError) return plainFailure("network", noConnection);
  if (error instanceof APIError) {
    // The client leaves both as `any` when the kind of error is not known.
    const status: unknown = error.status;
    const headers: unknown = error.headers;
    return classifyApiError(
      {
        status: typeof status === "number" ? status : null,
        type: error.type,
        code: error.errorCode,
        message: error.apiMessage,
        header: (name) => (headers instanceof Headers ? headers.get(name) : null),
      },
      now,
    );
  }
  if (error instanceof SyntaxError) return plainFailure("malformed_response", notTheApi);
  // Undici reports a body that ends too early as a plain TypeError ("terminated").
  if (error instanceof TypeError) return plainFailure("network", connectionEnded);
  throw error;
};

export const noAnswerInTime = "The service did not answer in time.";
export const noConnection = "The service cannot be reached. Check the network and the base URL in the settings.";
/** Trying again does not help: an admin has to permit it, or to enter another address. */
const addressRefused = ({ message }: AddressRefusedError): string =>
  `The base URL was not called: ${message} If that is meant, an admin permits it in the settings.`;
export const connectionEnded = "The connection ended in the middle of the answer. The call is tried again.";
export const notTheApi =
  "What answered is not the Messages API. Check the base URL in the settings, and whether a proxy stands in between.";
