import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import type { ProviderErrorClass } from "../../contract/errors.ts";
import { PlanOutput } from "../../contract/outputs.ts";
import type { AnalysisOptions, AnalysisResult, ProviderAccount } from "../provider.ts";
import { baseUrlOf, startServer } from "../scripted/api-client.fixture.ts";
import { defaultScriptedModel } from "../scripted/models.ts";
import { findScenario } from "../scripted/scenarios/registry.ts";
import { probe } from "./probe.ts";
import { createAnthropicProvider } from "./provider.ts";

const secret = "key-of-a-test-that-must-not-leak";
const account = (baseUrl: string, part: Partial<ProviderAccount> = {}): ProviderAccount => ({
  kind: "api_key",
  baseUrl,
  addresses: "any",
  credential: secret,
  ...part,
});

type Options = AnalysisOptions<typeof PlanOutput>;
const defaults = (baseUrl: string): Options => ({
  account: account(baseUrl),
  model: defaultScriptedModel,
  system: "You plan.",
  prompt: "Plan.",
  schema: PlanOutput,
  maxOutputTokens: 8_000,
  signal: new AbortController().signal,
  timeoutMs: 5_000,
  ownTools: null,
  sandbox: null,
  onDelta: async () => {},
});
const analyse = (baseUrl: string, part: Partial<Options> = {}): Promise<AnalysisResult<PlanOutput>> =>
  createAnthropicProvider().analyse({ ...defaults(baseUrl), ...part });

/** A server that is not the Messages API, or not well. */
const oddServer = async (answer: (body: string) => { status: number; type: string; body: string }): Promise<string> => {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => {
      const reply = answer(body);
      response.writeHead(reply.status, { "content-type": reply.type });
      response.end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address() satisfies AddressInfo | string | null;
  if (address === null || typeof address === "string") throw new Error("Expected a TCP port.");
  return `http://127.0.0.1:${address.port}`;
};

describe("an analysis", () => {
  it("completes with the parsed structure, its text as it was written, and the usage of the call", async () => {
    const server = await startServer();
    const deltas: string[] = [];
    const result = await analyse(baseUrlOf(server), { onDelta: async (text) => void deltas.push(text) });
    if (result.outcome !== "completed") throw new Error(`Expected completed, got ${JSON.stringify(result)}`);
    expect(result.output).toEqual(findScenario("bench")?.plan);
    expect(JSON.parse(deltas.join(""))).toEqual(result.output);
    const { inputUncached, output } = server.tally({});
    expect(result.usage).toEqual([
      {
        model: defaultScriptedModel,
        inputUncached,
        cacheRead: 0,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
        output,
        reportedCostMicros: null,
      },
    ]);
  });

  it("waits for whoever reads the deltas, and passes on their failure as it is", async () => {
    const server = await startServer();
    const failing = analyse(baseUrlOf(server), { onDelta: () => Promise.reject(new TypeError("database gone")) });
    await expect(failing).rejects.toThrow("database gone");
  });

  it.each(["misfit", "prose", "empty", "max-tokens"] as const)(
    "asks once more after %s, with what was wrong",
    async (fault) => {
      const server = await startServer();
      server.failNext({ fault, times: 1 });
      const result = await analyse(baseUrlOf(server));
      expect(result.outcome).toBe("completed");
      expect(result.usage).toHaveLength(2);
      const sum = result.usage.reduce((total, usage) => total + usage.inputUncached, 0);
      expect(server.tally({})).toMatchObject({ calls: 2, inputUncached: sum });
    },
  );

  it("tells the model what did not fit", async () => {
    const bodies: string[] = [];
    const message = {
      id: "m",
      type: "message",
      role: "assistant",
      model: "claude-x",
      content: [],
      usage: { input_tokens: 3, output_tokens: 1 },
    };
    const answer = (text: string): string =>
      [
        { type: "message_start", message },
        { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
        { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } },
        { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } },
        { type: "message_stop" },
      ]
        .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
        .join("");
    const url = await oddServer((body) => {
      bodies.push(body);
      return { status: 200, type: "text/event-stream", body: answer(bodies.length === 1 ? '{"n":11}' : '{"n":7}') };
    });
    const schema = z.object({ n: z.int().max(10) });
    const provider = createAnthropicProvider();
    const result = await provider.analyse({ ...defaults(url), schema });
    expect(result).toMatchObject({
      outcome: "completed",
      output: { n: 7 },
      usage: [{ output: 5 }, { output: 5, inputUncached: 3 }],
    });
    const Sent = z.object({
      messages: z.array(z.object({ role: z.string(), content: z.string() })),
      temperature: z.undefined().optional(),
    });
    const { messages } = Sent.parse(JSON.parse(bodies[1] ?? ""));
    expect(messages.map((sent) => sent.role)).toEqual(["user", "assistant", "user"]);
    expect(messages[1]?.content).toBe('{"n":11}');
    expect(messages[2]?.content).toContain("expected number to be <=10");
  });

  it("gives up after the second answer that does not fit, with the usage of both", async () => {
    const server = await startServer();
    const result = await analyse(baseUrlOf(server, { scenario: "fault-misfit" }));
    expect(result).toMatchObject({ outcome: "failed", error: { class: "malformed_response" } });
    expect(result.usage).toHaveLength(2);
  });

  const outcomes: readonly [string, ProviderErrorClass, number | null][] = [
    ["authentication", "authentication", 401],
    ["permission", "authentication", 403],
    ["billing", "spend_limit", 402],
    ["spend-limit", "spend_limit", 429],
    ["model-not-found", "model_not_found", 404],
    ["invalid-request", "invalid_request", 400],
    ["context-too-long", "context_too_long", 400],
    ["request-too-large", "context_too_long", 413],
    ["context-window", "context_too_long", null],
    ["throttled", "throttled", 429],
    ["throttled-silent", "throttled", 429],
    ["quota", "quota", 429],
    ["overloaded", "overloaded", 529],
    ["overloaded-midstream", "overloaded", null],
    ["server-error", "overloaded", 500],
    ["gateway-timeout", "overloaded", 504],
    ["cut", "network", null],
    ["garbage", "malformed_response", null],
    ["garbage-stream", "malformed_response", null],
    ["refusal", "refused", null],
    ["prose", "malformed_response", null],
    ["empty", "malformed_response", null],
    ["max-tokens", "malformed_response", null],
  ];

  it.each(outcomes)("that meets %s fails as %s", async (fault, expected, httpStatus) => {
    const server = await startServer();
    const result = await analyse(baseUrlOf(server, { scenario: `fault-${fault}` }));
    expect(result).toMatchObject({ outcome: "failed", error: { class: expected, httpStatus } });
    expect(JSON.stringify(result)).not.toContain(secret);
  });

  it("says until when a used-up window lasts", async () => {
    const now = new Date("2026-11-20T10:00:00.000Z");
    const server = await startServer({ clock: { now: () => now }, quotaWindowMs: 600_000 });
    const result = await analyse(baseUrlOf(server, { scenario: "fault-quota" }));
    expect(result).toMatchObject({
      error: { class: "quota", resetsAt: "2026-11-20T10:10:00.000Z", retryAfterMs: 600_000 },
    });
  });

  it("reports the usage of an answer that broke off", async () => {
    const server = await startServer();
    const result = await analyse(baseUrlOf(server, { scenario: "fault-cut" }));
    const { inputUncached, output } = server.tally({});
    expect(result.usage).toMatchObject([{ inputUncached, output }]);
  });

  it("ends as a timeout when nothing more comes", async () => {
    const server = await startServer();
    const result = await analyse(baseUrlOf(server, { scenario: "fault-stall" }), { timeoutMs: 150 });
    expect(result).toMatchObject({ outcome: "failed", error: { class: "timeout" } });
  });

  it("ends as aborted when it is told to, before and in the middle", async () => {
    const server = await startServer();
    expect(await analyse(baseUrlOf(server), { signal: AbortSignal.abort() })).toMatchObject({
      outcome: "aborted",
      usage: [],
    });
    const controller = new AbortController();
    const onDelta = async () => controller.abort();
    const result = await analyse(baseUrlOf(server, { scenario: "fault-stall" }), {
      signal: controller.signal,
      onDelta,
    });
    expect(result).toMatchObject({ outcome: "aborted", usage: [{ output: 1 }] });
  });

  it("goes to no private address that nobody has permitted, and follows no redirect", async () => {
    const server = await startServer();
    for (const addresses of ["public", undefined] as const) {
      const { addresses: _any, ...rest } = account(baseUrlOf(server));
      const result = await analyse("", { account: addresses === undefined ? rest : { ...rest, addresses } });
      expect(result).toMatchObject({ outcome: "failed", error: { class: "authentication", httpStatus: null } });
      expect(JSON.stringify(result)).toContain("127.0.0.1 leads to this machine itself.");
    }
    expect(server.tally({}).calls).toBe(0);
    const permitted = await analyse(baseUrlOf(server), {
      account: account(baseUrlOf(server), { addresses: "private" }),
    });
    expect(permitted.outcome).toBe("completed");

    const elsewhere = await startServer();
    const redirecting = createServer((_request, response) =>
      response.writeHead(307, { location: `${baseUrlOf(elsewhere)}/v1/messages` }).end(),
    );
    await new Promise<void>((resolve) => redirecting.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => new Promise<void>((resolve) => redirecting.close(() => resolve())));
    const at = redirecting.address() satisfies AddressInfo | string | null;
    if (at === null || typeof at === "string") throw new Error("Expected a TCP port.");
    expect(await analyse(`http://127.0.0.1:${at.port}`)).toMatchObject({
      outcome: "failed",
      error: { class: "network" },
    });
    expect(elsewhere.tally({}).calls).toBe(0);
  });

  it("names a service that cannot be reached", async () => {
    const server = await startServer();
    const url = baseUrlOf(server);
    await server.close();
    expect(await analyse(url)).toMatchObject({ outcome: "failed", error: { class: "network" } });
  });

  it("does without a client where there is no key or only a subscription", async () => {
    for (const part of [{ credential: null }, { kind: "subscription", credential: null }] as const) {
      const result = await analyse("http://127.0.0.1:9", { account: account("http://127.0.0.1:9", part) });
      expect(result).toMatchObject({ outcome: "failed", error: { class: "authentication" } });
    }
  });
});

describe("a probe", () => {
  it("lists what the key can use", async () => {
    const server = await startServer();
    expect(await probe(account(server.url))).toMatchObject({
      outcome: "ok",
      models: [{ id: defaultScriptedModel }, {}],
    });
  });

  it.each([
    ["authentication", "authentication"],
    ["overloaded", "overloaded"],
  ] as const)("that meets %s says so as data", async (fault, expected) => {
    const server = await startServer();
    const result = await probe(account(baseUrlOf(server, { scenario: `fault-${fault}` })));
    expect(result).toMatchObject({ outcome: "failed", error: { class: expected } });
  });

  it("knows a server that is something else", async () => {
    const url = await oddServer(() => ({ status: 200, type: "text/html", body: "<p>Sign in to the network." }));
    expect(await probe(account(url))).toMatchObject({ outcome: "failed", error: { class: "malformed_response" } });
  });
});
