import Anthropic from "@anthropic-ai/sdk";
import { describe, expect, it } from "vitest";
import { clientOf, request, scopeOf, startServer } from "../providers/scripted/api-client.fixture.ts";
import { scriptedBaseUrl, type Scope } from "../providers/scripted/base-url.ts";
import type { TokenTally } from "../providers/scripted/metering/tally.ts";
import type { ScriptedServer } from "../providers/scripted/server.ts";
import { Barrier, grantFor, onlyReport, send, startGateway, type RecordingGrant } from "./gateway.fixture.ts";
import type { EndedCall, GatewayDoor, Upstream } from "./gateway.ts";

const scriptedUpstream = (server: ScriptedServer, part: Partial<Scope> = {}): Upstream => ({
  kind: "scripted",
  addresses: "any",
  baseUrl: scriptedBaseUrl({ serverUrl: server.url, ...scopeOf(part) }),
  credential: "credential-of-the-owner",
});

const open = async (
  server: ScriptedServer,
  part: Partial<Scope> = {},
): Promise<{ client: Anthropic; door: GatewayDoor; grant: RecordingGrant }> => {
  const grant = grantFor(scriptedUpstream(server, part));
  const door = await (await startGateway()).open(grant, "loopback");
  if (door.address.kind !== "loopback") throw new Error("Expected a loopback door.");
  const client = new Anthropic({
    apiKey: null,
    authToken: door.token,
    baseURL: door.address.url,
    maxRetries: 0,
    logLevel: "off",
  });
  return { client, door, grant };
};

/** What the reports add up to, as the scripted model counts. */
const sumOf = (reports: readonly EndedCall[]): Omit<TokenTally, "refused"> => {
  const used = reports.flatMap(({ usage }) => (usage === null ? [] : [usage]));
  const total = (pick: (usage: (typeof used)[number]) => number): number =>
    used.reduce((sum, usage) => sum + pick(usage), 0);
  return {
    calls: used.length,
    inputUncached: total((usage) => usage.inputUncached),
    cacheRead: total((usage) => usage.cacheRead),
    cacheWrite5m: total((usage) => usage.cacheWrite5m),
    cacheWrite1h: total((usage) => usage.cacheWrite1h),
    output: total((usage) => usage.output),
  };
};

const tallyOf = (server: ScriptedServer): Omit<TokenTally, "refused"> => {
  const { refused: _, ...tally } = server.tally({});
  return tally;
};

const cached = {
  ...request,
  system: [{ type: "text" as const, text: "Rules. ".repeat(100), cache_control: { type: "ephemeral" as const } }],
};

describe("what is reported equals what the service counted", () => {
  it("for whole and streamed answers, with and without a cache", async () => {
    const server = await startServer();
    const { client, grant } = await open(server);
    await client.messages.create(cached);
    await client.messages.stream(cached).finalMessage();
    const whole = await client.messages.create(request);
    expect(sumOf(grant.ended)).toEqual(tallyOf(server));
    expect(tallyOf(server)).toMatchObject({ calls: 3 });
    expect(sumOf(grant.ended).cacheRead).toBeGreaterThan(0);
    expect(grant.ended[2]).toMatchObject({
      messageId: whole.id,
      responseModel: whole.model,
      requestId: whole._request_id,
    });
    expect(grant.ended[2]?.rateLimits.map(({ name }) => name)).toContain("output-tokens");
  });

  it("for parallel calls of a main agent and its subagents", async () => {
    const server = await startServer();
    const { client, grant } = await open(server);
    const answers = Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0 ? client.messages.stream(request).finalMessage() : client.messages.create(request),
    );
    const messages = await Promise.all(answers);
    expect(sumOf(grant.ended)).toEqual(tallyOf(server));
    expect(new Set(grant.ended.map(({ callId }) => callId)).size).toBe(12);
    expect(new Set(grant.ended.map(({ messageId }) => messageId))).toEqual(new Set(messages.map(({ id }) => id)));
  });

  it("for a child that is killed in mid-answer", async () => {
    const server = await startServer();
    const { door, grant } = await open(server, { scenario: "fault-stall" });
    const answer = await send(door, {
      body: JSON.stringify({ ...request, stream: true }),
      headers: { "anthropic-version": "2023-06-01" },
    });
    let text = "";
    while (!text.includes("text_delta")) text += await answer.next();
    answer.vanish();
    expect(await onlyReport(grant)).toMatchObject({ outcome: "CUT", error: null });
    expect(sumOf(grant.ended)).toEqual(tallyOf(server));
    expect(tallyOf(server)).toMatchObject({ calls: 1, output: 1 });
  });

  it("for a service that breaks off, refuses, and tells garbage", async () => {
    const server = await startServer();
    const { client, grant } = await open(server);
    const faults = [
      "cut",
      "overloaded-midstream",
      "garbage-stream",
      "garbage",
      "overloaded",
      "quota",
      "spend-limit",
    ] as const;
    for (const fault of faults) {
      server.failNext({ fault, times: 1 });
      await expect(client.messages.stream(request).finalMessage()).rejects.toBeInstanceOf(Error);
    }
    expect(grant.ended.map(({ outcome, error, httpStatus }) => [outcome, error?.class, httpStatus])).toEqual([
      ["CUT", "network", 200],
      ["FAILED", "overloaded", 200],
      ["CUT", "network", 200],
      ["FAILED", "malformed_response", 200],
      ["FAILED", "overloaded", 529],
      ["FAILED", "quota", 429],
      ["FAILED", "spend_limit", 429],
    ]);
    expect(sumOf(grant.ended)).toEqual(tallyOf(server));
    expect(grant.ended[5]?.rateLimits).toContainEqual(expect.objectContaining({ name: "7d", utilisation: 0.42 }));
  });

  it("and counting tokens costs nothing on either side", async () => {
    const server = await startServer();
    const { client, grant } = await open(server);
    const direct = await clientOf(server).messages.countTokens({ model: request.model, messages: request.messages });
    const counted = await client.messages.countTokens({ model: request.model, messages: request.messages });
    expect(counted).toEqual(direct);
    expect(await onlyReport(grant)).toMatchObject({ endpoint: "count_tokens", outcome: "COMPLETED", usage: null });
    expect(sumOf(grant.ended)).toEqual(tallyOf(server));
  });
});

it("changes who answers from call to call, without the child", async () => {
  const [first, second] = [await startServer(), await startServer()];
  const upstreams = [scriptedUpstream(first), scriptedUpstream(second)];
  const grant = grantFor(scriptedUpstream(first), {
    admit: async () => {
      const upstream = upstreams.shift();
      if (upstream === undefined) throw new Error("No third call was expected.");
      return { admitted: true, upstream };
    },
  });
  const door = await (await startGateway()).open(grant, "socket");
  const body = JSON.stringify(request);
  const headers = { "anthropic-version": "2023-06-01" };
  for (let calls = 0; calls < 2; calls += 1) expect((await send(door, { body, headers })).status).toBe(200);
  await grant.reports(2);
  expect([first.tally({}).calls, second.tally({}).calls]).toEqual([1, 1]);
});

it("has written a call down before the client of the API knows its answer", async () => {
  const server = await startServer();
  const written = new Barrier();
  const grant = grantFor(scriptedUpstream(server), { onEnded: () => written.passed });
  const door = await (await startGateway()).open(grant, "loopback");
  if (door.address.kind !== "loopback") throw new Error("Expected a loopback door.");
  const client = new Anthropic({ apiKey: null, authToken: door.token, baseURL: door.address.url, maxRetries: 0 });
  const order: string[] = [];
  const answers = [
    client.messages.create(request).then(() => order.push("whole")),
    client.messages
      .stream(request)
      .finalMessage()
      .then(() => order.push("streamed")),
  ];
  await grant.reports(2);
  // Both answers have all but their ends, and a further call goes all the way meanwhile.
  await client.models.list().catch(() => order.push("another"));
  written.pass();
  await Promise.all(answers);
  expect(order[0]).toBe("another");
  expect(order.length).toBe(3);
});
