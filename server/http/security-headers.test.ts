import { describe, expect, it } from "vitest";
import { dataPolicy, pagePolicy } from "./security-headers.ts";

describe("pagePolicy", () => {
  const directives = new Map(
    pagePolicy({ nonce: "abc", development: false })
      .split("; ")
      .map((directive): [string, string] => {
        const [name = "", ...values] = directive.split(" ");
        return [name, values.join(" ")];
      }),
  );

  it("lets nothing in that has not the request's nonce or our own address", () => {
    expect(Object.fromEntries(directives)).toEqual({
      "default-src": "'self'",
      "script-src": "'self' 'nonce-abc' 'strict-dynamic'",
      "style-src": "'self' 'nonce-abc'",
      "img-src": "'self' data: blob:",
      "connect-src": "'self'",
      "object-src": "'none'",
      "base-uri": "'none'",
      "form-action": "'self'",
      "frame-ancestors": "'none'",
    });
  });

  it("is laxer in development only", () => {
    expect(pagePolicy({ nonce: "abc", development: false })).not.toMatch(/unsafe/);
    expect(pagePolicy({ nonce: "abc", development: true })).toMatch(/unsafe-eval/);
  });
});

describe("dataPolicy", () => {
  it("lets nothing in at all", () => {
    expect(dataPolicy).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
  });
});
