import { describe, expect, it } from "vitest";
import { fieldErrorsOf, isNotFound, isRefusedForGood, isUnauthorized, messageOf } from "./request-error.ts";

const answered = (code: string, message: string, fields: Record<string, string> = {}) =>
  Object.assign(new Error(message), { data: { code, fields } });

describe("an error that the server answered with", () => {
  it("keeps the server's words and fields", () => {
    const error = answered("BAD_REQUEST", "Too short.", { brief: "Too short." });
    expect(messageOf(error)).toBe("Too short.");
    expect(fieldErrorsOf(error)).toEqual({ brief: "Too short." });
  });

  it("is recognised by its code", () => {
    expect(isUnauthorized(answered("UNAUTHORIZED", "Sign in first."))).toBe(true);
    expect(isNotFound(answered("NOT_FOUND", "Gone."))).toBe(true);
  });

  it("is worth asking again only where the server itself failed", () => {
    expect(isRefusedForGood(answered("FORBIDDEN", "No."))).toBe(true);
    expect(isRefusedForGood(answered("INTERNAL_SERVER_ERROR", "Oops."))).toBe(false);
  });
});

describe("an error without an answer", () => {
  it.each([
    new TypeError("Failed to fetch"),
    "text",
    null,
    undefined,
    { data: null },
    { data: { code: 5, fields: "x" } },
  ])("%j is a server that did not answer", (error) => {
    expect(messageOf(error)).toMatch(/did not answer/);
    expect(fieldErrorsOf(error)).toEqual({});
    expect(isRefusedForGood(error)).toBe(false);
    expect(isUnauthorized(error)).toBe(false);
  });
});
