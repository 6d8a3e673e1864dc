/** Reading errors of requests without knowing more of tRPC than the shape it sends. */

interface ErrorData {
  readonly code: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const dataOf = (error: unknown): ErrorData => {
  const data = isRecord(error) ? error["data"] : null;
  if (!isRecord(data)) return { code: null, fields: {} };
  const code = data["code"];
  const fields: Record<string, string> = {};
  for (const [name, message] of Object.entries(isRecord(data["fields"]) ? data["fields"] : {})) {
    if (typeof message === "string") fields[name] = message;
  }
  return { code: typeof code === "string" ? code : null, fields };
};

/** Nobody is signed in any more. */
export const isUnauthorized = (error: unknown): boolean => dataOf(error).code === "UNAUTHORIZED";

/** The password is to be entered again first. */
export const isUnconfirmed = (error: unknown): boolean => dataOf(error).code === "PRECONDITION_REQUIRED";

/** The server understood and said no: asking again gives the same answer. */
export const isRefusedForGood = (error: unknown): boolean => {
  const { code } = dataOf(error);
  return code !== null && code !== "INTERNAL_SERVER_ERROR" && code !== "TIMEOUT" && code !== "SERVICE_UNAVAILABLE";
};

/** The server objects to what was entered: something else may be taken. */
export const isInvalid = (error: unknown): boolean => dataOf(error).code === "BAD_REQUEST";

/** There is no such thing, or not for this person. */
export const isNotFound = (error: unknown): boolean => dataOf(error).code === "NOT_FOUND";

/** The server refused because there is too much of this already. */
export const isTooMany = (error: unknown): boolean => dataOf(error).code === "TOO_MANY_REQUESTS";

/** What was wrong, by the name of the field it was wrong in; empty where the error is not about fields. */
export const fieldErrorsOf = (error: unknown): Readonly<Record<string, string>> => dataOf(error).fields;

/** What happened, for people. The server's own words where it answered. */
export const messageOf = (error: unknown): string => {
  const { code } = dataOf(error);
  if (code !== null && error instanceof Error) return error.message;
  return "The server did not answer. Check that Spiral is still running and that you are connected.";
};
