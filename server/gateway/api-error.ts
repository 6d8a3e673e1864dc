import type { ServerResponse } from "node:http";

/** A refusal in the Messages API's own shape, so that the child's client understands it. */
export interface ApiError {
  readonly status: number;
  /** `error.type` of the body. */
  readonly type: string;
  readonly message: string;
}

/** Answers with the error and nothing else. `callId` helps to find the call in the log. */
export const sendApiError = (response: ServerResponse, { status, type, message }: ApiError, callId: string): void => {
  // A child that has gone, or a door that has closed, takes no answer.
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ type: "error", error: { type, message }, request_id: callId }));
};

export const refusals = {
  unauthorised: {
    status: 401,
    type: "authentication_error",
    message: "This gateway does not know the token. It accepts the token of the one run that it was opened for.",
  },
  notFound: {
    status: 404,
    type: "not_found_error",
    message: "This gateway passes on POST /v1/messages and POST /v1/messages/count_tokens, and nothing else.",
  },
  tooLarge: { status: 413, type: "request_too_large", message: "The request is larger than 32 MiB." },
  noModel: {
    status: 400,
    type: "invalid_request_error",
    message: "The request's body is not a JSON object that names one model.",
  },
  tooMany: {
    status: 429,
    type: "rate_limit_error",
    message: "Too many calls of this run, or too large ones, are under way at once. Wait until one has ended.",
  },
  notAdmitted: {
    status: 503,
    type: "api_error",
    message: "The gateway could not write the call down, so it was not made. The runner's log has the cause.",
  },
  wrongRedirect: {
    status: 502,
    type: "api_error",
    message: "The service answered with a redirect, which is not followed.",
  },
  wrongEncoding: {
    status: 502,
    type: "api_error",
    message: "The service compressed its answer although it was asked not to.",
  },
} as const satisfies Record<string, ApiError>;
