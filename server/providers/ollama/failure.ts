import type { ProviderError, ProviderErrorClass } from "../../contract/errors.ts";
import { AddressRefusedError } from "../../platform/checked-lookup.ts";
import { isAllowed } from "../../platform/public-address.ts";
import { quote } from "../anthropic/classify.ts";

/** A failure of an Ollama server: nothing is billed and nothing resets, so a class and words are all there is. */
export const ollamaFailure = (
  cls: ProviderErrorClass,
  message: string,
  httpStatus: number | null = null,
): ProviderError => ({ class: cls, message, httpStatus, retryAfterMs: null, resetsAt: null });

const statusOf = (error: unknown): number | null => {
  if (typeof error !== "object" || error === null || !("status_code" in error)) return null;
  return typeof error.status_code === "number" ? error.status_code : null;
};

/** By the status of a server's refusal. The words it comes with are not looked at. */
const classOfStatus = (status: number): ProviderErrorClass => {
  if (status === 404) return "model_not_found";
  if (status === 401 || status === 403) return "authentication";
  if (status === 429) return "throttled";
  return status >= 500 ? "overloaded" : "invalid_request";
};

const advice: Partial<Record<ProviderErrorClass, string>> = {
  model_not_found: "The Ollama server does not have this model. Pull it under Settings, Fallback.",
  authentication: "The Ollama server wants a sign-in. A proxy in front of it may be the reason.",
  throttled: "The Ollama server takes no more requests just now.",
  overloaded:
    "The Ollama server could not run the model. Its log says why; often the model does not fit the machine's memory.",
  invalid_request: "The Ollama server refuses the request. The model may lack what was asked of it.",
};

/**
 * Whatever the client or the connection below it throws, as a ProviderError. A server that is down is a network
 * failure: it may be up again in a moment.
 */
export const ollamaFailureOf = (error: unknown, { url }: { readonly url: string }): ProviderError => {
  const status = statusOf(error);
  if (status !== null) {
    const cls = classOfStatus(status);
    return ollamaFailure(cls, advice[cls] ?? "The Ollama server refused the request.", status);
  }
  if (error instanceof AddressRefusedError)
    return ollamaFailure("authentication", `${error.message} ${whoPermits(error)}`);
  if (error instanceof DOMException && error.name === "TimeoutError")
    return ollamaFailure("timeout", noAnswerInTime(url));
  if (error instanceof SyntaxError) return ollamaFailure("malformed_response", notOllama(url));
  return ollamaFailure("network", `The Ollama server at ${url} cannot be reached. Is it running (ollama serve)?`);
};

const whoPermits = ({ kind }: AddressRefusedError): string =>
  kind !== "invalid" && isAllowed(kind, "private") ? "An admin permits it in Settings." : "That is never permitted.";

/** Why a look at a server found none. No model has been asked for yet, so a refusal says that somebody else answers. */
export const lookFailureOf = (error: unknown, address: { readonly url: string }): ProviderError => {
  const failure = ollamaFailureOf(error, address);
  if (failure.class === "model_not_found" || failure.class === "invalid_request")
    return ollamaFailure("malformed_response", notOllama(address.url), failure.httpStatus);
  if (failure.class !== "overloaded" || failure.httpStatus === null) return failure;
  const message = `What answers at ${address.url} fails (status ${failure.httpStatus}). Look at its log, or at the proxy in front of it.`;
  return ollamaFailure("overloaded", message, failure.httpStatus);
};

/**
 * Why a pull came to nothing. The client throws what the server writes into a stream as a plain Error, and nothing else:
 * those words name the cause (no such model, no space), and no others do.
 */
export const pullFailureOf = (error: unknown, address: { readonly url: string }): ProviderError => {
  if (!(error instanceof Error) || Object.getPrototypeOf(error) !== Error.prototype)
    return ollamaFailureOf(error, address);
  return error.message === endedEarly
    ? ollamaFailure("network", "It stopped before the model was there. Pull it again: it goes on where it was.")
    : ollamaFailure("invalid_request", quote(error.message).trim());
};

/** The client's own words for a stream without an end. */
const endedEarly = "Did not receive done or success response in stream.";

/** Why a model could not be checked, with what the server said about it. */
export const checkFailureWords = (cls: ProviderErrorClass, said: string | null): string =>
  `${advice[cls] ?? "The Ollama server refused the request."}${quote(said)} ${
    cls === "overloaded" || cls === "throttled"
      ? "It is checked again by itself after a while."
      : "Check it again when that is mended."
  }`;

export const noAnswerInTime = (url: string): string =>
  `The Ollama server at ${url} did not answer in time. The model may be too large for the machine.`;
export const notOllama = (url: string): string =>
  `What answers at ${url} is not Ollama. Check the address in Settings.`;
