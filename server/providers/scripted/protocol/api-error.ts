/** The error types of the Messages API with the status each is sent with. */
export const errorStatuses = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
} as const;
export type ApiErrorType = keyof typeof errorStatuses;

/** A refusal in the real API's shape; thrown by the checks, turned into a response at one place (server.ts). */
export class ApiRefusal extends Error {
  override readonly name = "ApiRefusal";
  readonly type: ApiErrorType;
  readonly headers: Readonly<Record<string, string>>;
  /** `error.details.error_code`, the stable name of a cause where the API gives one. */
  readonly code: string | null;

  constructor(type: ApiErrorType, message: string, options: { headers?: Record<string, string>; code?: string } = {}) {
    super(message);
    this.type = type;
    this.headers = options.headers ?? {};
    this.code = options.code ?? null;
  }

  get status(): number {
    return errorStatuses[this.type];
  }

  body(requestId: string): unknown {
    const details = this.code === null ? {} : { details: { error_code: this.code } };
    return { type: "error", error: { type: this.type, message: this.message, ...details }, request_id: requestId };
  }
}

export const invalidRequest = (message: string): ApiRefusal => new ApiRefusal("invalid_request_error", message);
