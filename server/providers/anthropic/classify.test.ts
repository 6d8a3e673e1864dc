import { describe, expect, it } from "vitest";
import type { ProviderErrorClass } from "../../contract/errors.ts";
import { classifyApiError, type ApiFailure } from "./classify.ts";

const now = new Date("2026-11-20T10:00:00.000Z");

const failure = (part: Partial<Omit<ApiFailure, "header">> & { headers?: Record<string, string> } = {}): ApiFailure => {
  const { headers = {}, ...rest } = part;
  return { status: null, type: null, code: null, message: null, header: (name) => headers[name] ?? null, ...rest };
};

const unified = {
  "anthropic-ratelimit-unified-status": "rejected",
  "anthropic-ratelimit-unified-representative-claim": "seven_day",
  "anthropic-ratelimit-unified-reset": "1795240000",
  "anthropic-ratelimit-unified-5h-reset": "1795240000",
  "anthropic-ratelimit-unified-7d-reset": "1795500000",
  "retry-after": "3600",
};

const classes: readonly [string, ApiFailure, ProviderErrorClass][] = [
  ["401", failure({ status: 401, type: "authentication_error" }), "authentication"],
  ["403", failure({ status: 403, type: "permission_error" }), "authentication"],
  ["402", failure({ status: 402, type: "billing_error" }), "spend_limit"],
  ["429 with a spend code", failure({ status: 429, code: "enforced_spend_limit_reached" }), "spend_limit"],
  ["429 with the contract's spend code", failure({ status: 429, code: "contract_spend_limit_reached" }), "spend_limit"],
  ["429 with a short retry-after", failure({ status: 429, headers: { "retry-after": "20" } }), "throttled"],
  ["429 without a word", failure({ status: 429 }), "throttled"],
  [
    "429 with the ramp code",
    failure({ status: 429, code: "ramp_limit_exceeded", headers: { "retry-after": "60" } }),
    "throttled",
  ],
  ["429 with a long retry-after", failure({ status: 429, headers: { "retry-after": "7200" } }), "quota"],
  ["429 of a used-up window", failure({ status: 429, headers: unified }), "quota"],
  ["404", failure({ status: 404, type: "not_found_error" }), "model_not_found"],
  ["413", failure({ status: 413 }), "context_too_long"],
  [
    "400 of a long prompt",
    failure({ status: 400, message: "prompt is too long: 210000 tokens > 200000 maximum" }),
    "context_too_long",
  ],
  ["400", failure({ status: 400, message: "max_tokens: too large" }), "invalid_request"],
  ["422", failure({ status: 422 }), "invalid_request"],
  ["408", failure({ status: 408 }), "timeout"],
  ["500", failure({ status: 500 }), "overloaded"],
  ["503", failure({ status: 503 }), "overloaded"],
  ["504", failure({ status: 504, type: "timeout_error" }), "overloaded"],
  ["529", failure({ status: 529, type: "overloaded_error" }), "overloaded"],
  ["an overload in mid-stream", failure({ type: "overloaded_error" }), "overloaded"],
  ["an internal error in mid-stream", failure({ type: "api_error" }), "overloaded"],
  ["a rate limit in mid-stream", failure({ type: "rate_limit_error" }), "throttled"],
  ["an invalid request in mid-stream", failure({ type: "invalid_request_error" }), "invalid_request"],
  ["anything unknown", failure(), "overloaded"],
];

describe("classifyApiError", () => {
  it("names the window that is used up, which may be one family's", () => {
    const said = (claim: string): string => {
      const headers = { ...unified, "anthropic-ratelimit-unified-representative-claim": claim };
      return classifyApiError(failure({ status: 429, headers }), now).message;
    };
    expect(said("five_hour")).toBe("The account's 5-hour window is used up.");
    expect(said("seven_day_sonnet")).toBe("The account's weekly window of Sonnet is used up.");
  });

  it.each(classes)("%s", (_, input, expected) => {
    expect(classifyApiError(input, now)).toMatchObject({ class: expected, httpStatus: input.status });
  });

  it("reads when to come back, in seconds, milliseconds or as a date", () => {
    const retryAfter = (headers: Record<string, string>): number | null =>
      classifyApiError(failure({ status: 429, headers }), now).retryAfterMs;
    for (const absurd of ["1e300", "-1e300", "99999999999999"]) {
      expect(retryAfter({ "retry-after": absurd }) ?? 0).toBe(0);
    }
    expect(retryAfter({ "retry-after": "20" })).toBe(20_000);
    expect(retryAfter({ "retry-after-ms": "250", "retry-after": "20" })).toBe(250);
    expect(retryAfter({ "retry-after": "Fri, 20 Nov 2026 10:00:30 GMT" })).toBe(30_000);
    expect(retryAfter({ "retry-after": "soon" })).toBeNull();
    expect(retryAfter({})).toBeNull();
  });

  it("reads the reset of the window that is used up, else of any, else from retry-after", () => {
    const resetsAt = (headers: Record<string, string>): string | null =>
      classifyApiError(failure({ status: 429, headers }), now).resetsAt;
    expect(resetsAt(unified)).toBe(new Date(1_795_500_000_000).toISOString());
    expect(resetsAt({ ...unified, "anthropic-ratelimit-unified-representative-claim": "overage" })).toBe(
      new Date(1_795_240_000_000).toISOString(),
    );
    expect(
      resetsAt({
        "anthropic-ratelimit-unified-status": "rejected",
        "anthropic-ratelimit-unified-reset": "1795240000000",
      }),
    ).toBe(new Date(1_795_240_000_000).toISOString());
    expect(resetsAt({ "retry-after": "7200" })).toBe("2026-11-20T12:00:00.000Z");
    expect(resetsAt({ "retry-after": "5" })).toBeNull();
  });

  it("names the window that is used up, which may be one family's", () => {
    const claim = "anthropic-ratelimit-unified-representative-claim";
    const headers = {
      ...unified,
      [claim]: "seven_day_opus",
      "anthropic-ratelimit-unified-7d_opus-reset": "1795600000",
    };
    expect(classifyApiError(failure({ status: 429, headers }), now)).toMatchObject({
      class: "quota",
      window: "seven_day_opus",
      resetsAt: new Date(1_795_600_000_000).toISOString(),
    });
    // Of anything else it says nothing.
    expect(classifyApiError(failure({ status: 529, headers }), now).window).toBeUndefined();
  });

  it("says of a used-up window nothing of how it goes on: somebody else may do it, or another project ask first", () => {
    const { message } = classifyApiError(failure({ status: 429, message: "Used up.", headers: unified }), now);
    expect(message).toBe("The account's weekly window is used up. It said: “Used up”.");
  });

  it("quotes the service shortly and on one line", () => {
    const { message } = classifyApiError(failure({ status: 400, message: `a\nb ${"x".repeat(1_000)}` }), now);
    expect(message).toContain("“a b x");
    expect(message.length).toBeLessThan(500);
  });
});
