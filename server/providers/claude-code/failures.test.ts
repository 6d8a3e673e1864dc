import { describe, expect, test } from "vitest";
import type { ProviderErrorClass } from "../../contract/errors.ts";
import type { ProviderAccount } from "../provider.ts";
import { setUpAgent } from "./testing-agent.ts";
import type { Reply } from "./testing-model.ts";

const error = (status: number, type: string, message: string, headers: Record<string, string> = {}): Reply => ({
  kind: "error",
  status,
  type,
  message,
  headers,
});
/** Seconds, as the service reports it. */
const resetsAt = Math.floor(Date.now() / 1_000) + 3_600;
const unified = {
  "retry-after": "3600",
  "anthropic-ratelimit-unified-status": "rejected",
  "anthropic-ratelimit-unified-reset": String(resetsAt),
  "anthropic-ratelimit-unified-representative-claim": "five_hour",
  "anthropic-ratelimit-unified-5h-utilization": "1.0",
  "anthropic-ratelimit-unified-5h-reset": String(resetsAt),
};

describe("a failing service becomes the right class quickly, with the real Claude Code", () => {
  test.each<[string, Reply, ProviderErrorClass, number | null]>([
    ["401", error(401, "authentication_error", "invalid x-api-key"), "authentication", 401],
    ["403", error(403, "permission_error", "no"), "authentication", 403],
    ["404", error(404, "not_found_error", "model: claude-sonnet-5"), "model_not_found", 404],
    ["400", error(400, "invalid_request_error", "messages: something is wrong"), "invalid_request", 400],
    [
      "a prompt that is too long",
      error(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
      "context_too_long",
      400,
    ],
    ["413", error(413, "request_too_large", "too large"), "context_too_long", 413],
    ["402", error(402, "billing_error", "billing"), "spend_limit", 402],
    ["529", error(529, "overloaded_error", "Overloaded"), "overloaded", 529],
    ["500", error(500, "api_error", "oops"), "overloaded", 500],
    ["a cut stream", { kind: "cut" }, "network", null],
    ["garbage", { kind: "garbage" }, "malformed_response", null],
    ["an empty answer", { kind: "empty" }, "malformed_response", null],
    ["a refusal", { kind: "refusal" }, "refused", null],
    // Whatever an error's words say, its class comes from its codes.
    [
      "500 that speaks of limits",
      error(500, "api_error", "You've hit your 5-hour limit, 401, prompt is too long"),
      "overloaded",
      500,
    ],
  ])("%s", async (_, reply, expected, httpStatus) => {
    const { model, run, sandboxes } = await setUpAgent();
    model.play([reply]);
    const before = performance.now();
    const result = await run();
    expect(result).toMatchObject({ outcome: "failed", error: { class: expected, httpStatus, resetsAt: null } });
    // Its own retries would take minutes.
    expect(performance.now() - before).toBeLessThan(30_000);
    expect(JSON.stringify(result)).not.toContain("test-key");
    expect(await sandboxes.listMarked()).toEqual([]);
  });

  const subscription = (baseUrl: string): ProviderAccount => ({
    kind: "subscription",
    baseUrl,
    credential: "oauth-token",
  });

  test("a subscription's used-up window, with the time it ends", async () => {
    const { model, run, ofType } = await setUpAgent();
    model.play([error(429, "rate_limit_error", "limit", unified)]);
    const result = await run({ account: subscription(model.baseUrl) });
    const until = new Date(resetsAt * 1_000).toISOString();
    expect(result).toMatchObject({
      outcome: "failed",
      error: { class: "quota", httpStatus: 429, resetsAt: until, window: "five_hour" },
    });
    expect(ofType("rate_limit").at(-1)).toMatchObject({ status: "rejected", window: "five_hour", resetsAt: until });
    expect(model.requests[0]?.headers.authorization).toBe("Bearer oauth-token");
    expect(model.requests[0]?.headers["x-api-key"]).toBeUndefined();
  });

  // Claude Code passes on nothing of the headers then: the gateway will read them.
  test("a key's limit, whatever its headers say", async () => {
    const { model, run } = await setUpAgent();
    model.play([error(429, "rate_limit_error", "slow down", unified)]);
    const account = { kind: "api_key", baseUrl: model.baseUrl, credential: "test-key" } as const;
    expect(await run({ account })).toMatchObject({
      outcome: "failed",
      error: { class: "throttled", httpStatus: 429, resetsAt: null },
    });
    expect(model.requests[0]?.headers.authorization).toBe("Bearer test-key");
  });

  test("a subscription's short throttle is no used-up window", async () => {
    const { model, run } = await setUpAgent();
    model.play([error(429, "rate_limit_error", "slow down", { "retry-after": "7" })]);
    expect(await run({ account: subscription(model.baseUrl) })).toMatchObject({
      error: { class: "throttled", resetsAt: null },
    });
  });

  test("nobody there", async () => {
    const { run } = await setUpAgent();
    const account = { kind: "scripted", baseUrl: "http://127.0.0.1:9", credential: "test-key" } as const;
    expect(await run({ account })).toMatchObject({ outcome: "failed", error: { class: "network", httpStatus: null } });
  });

  test("too many turns", async () => {
    const { model, run } = await setUpAgent();
    model.play([{ kind: "tools", tools: [{ name: "Bash", input: { command: "true" } }] }]);
    expect(await run({ maxTurns: 2 })).toMatchObject({
      outcome: "failed",
      error: { class: "run_limit" },
      usage: [{ output: 40 }],
    });
  });

  test("a real account's cost is reported, and counted per process", async () => {
    const { model, run } = await setUpAgent();
    model.play([{ kind: "text", text: "Hi." }]);
    const account = { kind: "api_key", baseUrl: model.baseUrl, credential: "test-key" } as const;
    const first = await run({ account });
    const second = await run({ account, resume: true });
    expect(first.usage[0]?.reportedCostMicros).toBeGreaterThan(0);
    expect(second.usage[0]?.reportedCostMicros).toBe(first.usage[0]?.reportedCostMicros);
  });

  test.each([
    ["silence", { idleTimeoutMs: 1_500, totalTimeoutMs: 60_000 }, "timeout"],
    ["the total limit", { idleTimeoutMs: 60_000, totalTimeoutMs: 1_500 }, "run_limit"],
  ] as const)("%s ends the session and its processes", async (_, limits, cls) => {
    const { model, run, sandboxes } = await setUpAgent();
    model.play([{ kind: "silent" }]);
    const before = performance.now();
    expect(await run(limits)).toMatchObject({ outcome: "failed", error: { class: cls } });
    expect(performance.now() - before).toBeLessThan(30_000);
    expect(await sandboxes.listMarked()).toEqual([]);
  });

  test("a stream that stalls is noticed, too", async () => {
    const { model, run } = await setUpAgent();
    model.play([{ kind: "stall" }]);
    // Longer than it takes to start where the machine is busy: the stream has begun before it stalls.
    expect(await run({ idleTimeoutMs: 8_000 })).toMatchObject({
      outcome: "failed",
      error: { class: "timeout" },
      usage: [{ inputUncached: 10 }],
    });
  });
});
