/**
 * Errors that the product means. Each carries words for the person who meets it: what happened and what to do next.
 * They become HTTP and tRPC errors at one place (server/trpc/error-map.ts); anything else is a defect of ours.
 */
export const domainErrorCodes = [
  "not_found",
  "forbidden",
  "conflict",
  "invalid",
  "unauthenticated",
  /** The password is to be entered again first. */
  "unconfirmed",
  "throttled",
  "unavailable",
] as const;
export type DomainErrorCode = (typeof domainErrorCodes)[number];

export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly code: DomainErrorCode;

  constructor(code: DomainErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The compiler's proof that every case was handled; at run time a clear report of what was not. */
export const unreachable = (value: never): never => {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
};
