import { randomUUID } from "node:crypto";
import { TRPCError, type TRPC_ERROR_CODE_KEY } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { z } from "zod";
import { DomainError, type DomainErrorCode } from "../platform/errors.ts";
import { knownSecrets } from "../platform/known-secrets.ts";
import type { Logger } from "../platform/logger.ts";

/**
 * The one place where errors become answers: what the product means, in its words; all else logged, without its words.
 * Known secrets are taken out of both.
 */
const codes = {
  not_found: "NOT_FOUND",
  forbidden: "FORBIDDEN",
  conflict: "CONFLICT",
  invalid: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  unconfirmed: "PRECONDITION_REQUIRED",
  throttled: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
} as const satisfies Record<DomainErrorCode, TRPC_ERROR_CODE_KEY>;

export interface ErrorAnswer {
  readonly code: TRPC_ERROR_CODE_KEY;
  readonly httpStatus: number;
  readonly message: string;
  /** What is wrong in which field of the input, by the field's name; empty where the error is not about fields. */
  readonly fields: Readonly<Record<string, string>>;
}

const answer = (code: TRPC_ERROR_CODE_KEY, message: string, fields: ErrorAnswer["fields"] = {}): ErrorAnswer => ({
  code,
  httpStatus: getHTTPStatusCodeFromError(new TRPCError({ code })),
  message: knownSecrets().redact(message),
  fields: Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, knownSecrets().redact(text)])),
});

const ofInput = (error: z.ZodError): ErrorAnswer => {
  const fields = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const name = path.join(".");
    if (!fields.has(name)) fields.set(name, message);
  }
  const [first] = error.issues;
  return answer("BAD_REQUEST", first?.message ?? "The input is not valid.", Object.fromEntries(fields));
};

/** Words for what tRPC itself refuses; its own name internals. */
const ofTransport: Partial<Record<TRPC_ERROR_CODE_KEY, string>> = {
  BAD_REQUEST: "This request cannot be read.",
  NOT_FOUND: "There is no such procedure.",
  METHOD_NOT_SUPPORTED: "This procedure is not called this way.",
  UNSUPPORTED_MEDIA_TYPE: "Only JSON is accepted here.",
  UNAUTHORIZED: "Sign in first.",
  FORBIDDEN: "You may not do this.",
};

/** How Prisma says that PostgreSQL does not answer, refuses connections for now, or has just gone away. */
const NoDatabase = z.union([
  // Of a database that hangs: the driver's own words, which Prisma passes on as they are, without any code.
  z.object({
    message: z.enum([
      "Query read timeout",
      "Connection terminated due to connection timeout",
      "timeout exceeded when trying to connect",
    ]),
  }),
  z.object({ code: z.enum(["P1001", "P1002", "P1008", "P1017", "P2024"]) }),
  z.object({
    meta: z.object({
      driverAdapterError: z.object({
        cause: z.union([
          z.object({
            kind: z.enum(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"]),
          }),
          z.object({ originalCode: z.string().regex(/^(57P0[123]|08\w{3}|53300)$/) }),
        ]),
      }),
    }),
  }),
]);
/** PostgreSQL has no more room. What was to be written was not, and what is there can still be read. */
const FullDatabase = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.literal("53100") }) }) }),
});
const fullDatabase =
  "The disk of the database is full, so nothing was changed. Make room on it (Settings, Disk, removes workspaces), then try again.";

const noDatabase =
  "The database does not answer at the moment. Try again shortly. If it stays like this, see that PostgreSQL runs, and that DATABASE_URL is right if you have set it.";

/** What a page says that could not even ask who is there, because the database is away; null of any other error. */
export const databaseAwayWords = (error: unknown): string | null =>
  NoDatabase.safeParse(error instanceof TRPCError ? error.cause : error).success ? noDatabase : null;

const described = new WeakMap<TRPCError, ErrorAnswer>();

/** What a client is told of an error. The same error is described, and where unknown logged, once. */
export const describeError = (
  error: TRPCError,
  { logger, path }: { logger: Logger; path: string | undefined },
): ErrorAnswer => {
  const known = described.get(error) ?? describe(error, logger, path);
  described.set(error, known);
  return known;
};

const describe = (error: TRPCError, logger: Logger, path: string | undefined): ErrorAnswer => {
  if (error.cause instanceof DomainError) return answer(codes[error.cause.code], error.cause.message);
  if (error.code === "BAD_REQUEST" && error.cause instanceof z.ZodError) return ofInput(error.cause);
  const words = ofTransport[error.code];
  if (words !== undefined) return answer(error.code, words);
  if (NoDatabase.safeParse(error.cause).success) {
    logger.error({ err: error.cause, path }, "the database does not answer");
    return answer("SERVICE_UNAVAILABLE", noDatabase);
  }
  if (FullDatabase.safeParse(error.cause).success) {
    logger.error({ err: error.cause, path }, "the database's disk is full");
    return answer("SERVICE_UNAVAILABLE", fullDatabase);
  }
  const id = randomUUID().slice(0, 8);
  logger.error({ err: error.cause ?? error, path, errorId: id }, "a procedure failed");
  return answer("INTERNAL_SERVER_ERROR", `Something went wrong on our side. The server's log has it as ${id}.`);
};
