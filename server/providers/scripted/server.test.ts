import { APIError } from "@anthropic-ai/sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { describe, expect, it } from "vitest";
import { PlanOutput, ReviewOutput } from "../../contract/outputs.ts";
import { baseUrlOf, clientOf, errorOf, post, request, startServer, textOf } from "./api-client.fixture.ts";
import { faultNames, isAnswerFault, isTransmissionFault } from "./faults.ts";
import { scriptedModels } from "./models.ts";
import { defaultLocalModel } from "./ollama/local-models.ts";
import { findScenario } from "./scenarios/registry.ts";

const planRequest = { ...request, output_config: { format: zodOutputFormat(PlanOutput) } };

describe("the Messages API through @anthropic-ai/sdk", () => {
  it("answers whole, in the demanded structure", async () => {
    const server = await startServer();
    const message = await clientOf(server).messages.create(planRequest);
    expect(PlanOutput.parse(JSON.parse(textOf(message)))).toEqual(findScenario("bench")?.plan);
    expect(message).toMatchObject({ role: "assistant", model: request.model, stop_reason: "end_turn" });
  });

  it("streams the same answer in pieces", async () => {
    const server = await startServer();
    const stream = clientOf(server).messages.stream(planRequest);
    const pieces: string[] = [];
    stream.on("text", (delta) => pieces.push(delta));
    const message = await stream.finalMessage();
    expect(pieces.length).toBeGreaterThan(10);
    expect(pieces.join("")).toBe(textOf(message));
  });

  it("tells a different part of the story under each base URL", async () => {
    const server = await startServer();
    const verdict = async (round: number): Promise<unknown> => {
      const client = clientOf(server, { scenario: "sample-build", operation: "EVALUATE", phaseIndex: 1, round });
      return JSON.parse(textOf(await client.messages.create(request)));
    };
    expect(await verdict(0)).toMatchObject({ verdict: "refine" });
    expect(await verdict(1)).toMatchObject({ verdict: "accept" });
    expect(await verdict(7)).toMatchObject({ verdict: "accept" });
  });

  it("counts tokens as it later reports them", async () => {
    const server = await startServer();
    const client = clientOf(server);
    const { input_tokens: counted } = await client.messages.countTokens({
      model: request.model,
      messages: request.messages,
    });
    const { usage } = await client.messages.create(request);
    expect(usage.input_tokens).toBe(counted);
  });

  it("cuts an answer at max_tokens", async () => {
    const server = await startServer();
    const message = await clientOf(server).messages.create({ ...planRequest, max_tokens: 10 });
    expect(message.stop_reason).toBe("max_tokens");
    expect(message.usage.output_tokens).toBe(10);
  });

  it("lists its models and carries request ids and rate-limit headers", async () => {
    const server = await startServer();
    const page = await clientOf(server).models.list();
    expect(page.data.map((model) => model.id)).toEqual([...scriptedModels]);
    const { response, request_id: requestId } = await clientOf(server).messages.create(request).withResponse();
    expect(requestId).toMatch(/^req_scripted_/);
    expect(response.headers.get("anthropic-ratelimit-requests-remaining")).toBe("999000");
  });

  it("reports cached prefixes on the second call", async () => {
    const server = await startServer();
    const client = clientOf(server);
    const cached = {
      ...request,
      system: [{ type: "text" as const, text: "Rules. ".repeat(100), cache_control: { type: "ephemeral" as const } }],
    };
    const first = await client.messages.create(cached);
    const second = await client.messages.create({
      ...cached,
      messages: [{ role: "user", content: "Something else." }],
    });
    expect(first.usage).toMatchObject({ cache_read_input_tokens: 0 });
    expect(second.usage.cache_read_input_tokens).toBe(first.usage.cache_creation_input_tokens);
    expect(second.usage.cache_creation_input_tokens).toBe(0);
  });
});

describe("side requests of Claude Code", () => {
  it("get a title without moving the story", async () => {
    const server = await startServer();
    const schema = {
      type: "object",
      properties: { title: { type: "string" } },
      required: ["title"],
      additionalProperties: false,
    };
    for (const operation of ["IMPLEMENT", "PLAN"] as const) {
      const message = await clientOf(server, { operation }).messages.create({
        ...request,
        output_config: { format: { type: "json_schema", schema } },
      });
      expect(JSON.parse(textOf(message))).toEqual({ title: "Bench" });
    }
  });

  it("find somebody at home, and the routes by which Ollama is found", async () => {
    const server = await startServer();
    expect((await fetch(`${baseUrlOf(server)}/api/hello`, { method: "HEAD" })).status).toBe(200);
    expect(await (await fetch(`${server.url}/api/version`)).json()).toEqual({ version: "0.40.0-scripted" });
    expect(await (await fetch(`${server.url}/api/tags`)).json()).toMatchObject({
      models: [{ name: defaultLocalModel }, {}, {}],
    });
  });

  it("hand in structures by a tool where Claude Code demands it so", async () => {
    const server = await startServer();
    const tools = [{ name: "StructuredOutput", input_schema: { type: "object" as const } }];
    const client = clientOf(server, { operation: "REVIEW" });
    const first = await client.messages.create({ ...request, tools });
    const [call] = first.content;
    if (call?.type !== "tool_use") throw new Error("Expected a tool call.");
    expect(ReviewOutput.parse(call.input)).toEqual(findScenario("bench")?.phases[0]?.rounds[0].review);
    const second = await client.messages.create({
      ...request,
      tools,
      messages: [
        ...request.messages,
        { role: "assistant", content: [{ type: "tool_use", id: call.id, name: call.name, input: {} }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "ok" }] },
      ],
    });
    expect(second.stop_reason).toBe("end_turn");
  });
});

describe("the tally", () => {
  it("equals what clients were told, per scope and in all", async () => {
    const server = await startServer();
    const told = { input: 0, output: 0 };
    for (const operation of ["PLAN", "REPORT"] as const) {
      const { usage } = await clientOf(server, { operation }).messages.create(request);
      const streamed = await clientOf(server, { operation }).messages.stream(request).finalMessage();
      told.input += usage.input_tokens + streamed.usage.input_tokens;
      told.output += usage.output_tokens + streamed.usage.output_tokens;
    }
    expect(server.tally({})).toMatchObject({ calls: 4, refused: 0, inputUncached: told.input, output: told.output });
    expect(server.tally({ operation: "PLAN" }).calls).toBe(2);
    expect(server.tally({ scenario: "sample-build" }).calls).toBe(0);
  });

  it("counts refusals apart and a cut stream with what was sent", async () => {
    const server = await startServer();
    server.failNext({ fault: "overloaded", times: 1 });
    await expect(clientOf(server).messages.create(request)).rejects.toMatchObject({ status: 529 });
    server.failNext({ fault: "cut", times: 1 });
    await expect(clientOf(server).messages.stream(request).finalMessage()).rejects.toBeInstanceOf(Error);
    expect(server.tally({})).toMatchObject({ refused: 1, calls: 1, output: 1 });
  });
});

describe("faults", () => {
  const refusing = faultNames.filter((name) => !isTransmissionFault(name) && !isAnswerFault(name));

  it.each(refusing)("%s is refused in the real API's shape, at every call", async (fault) => {
    const server = await startServer();
    const answer = await post(server, request, { scope: { scenario: `fault-${fault}` } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(errorOf(answer).message).not.toBe("");
    const again = await post(server, request, { scope: { scenario: `fault-${fault}` } });
    expect(again.status).toBe(answer.status);
  });

  it("carry their headers and codes", async () => {
    const now = new Date("2026-11-20T10:00:00.000Z");
    const server = await startServer({ clock: { now: () => now }, quotaWindowMs: 90_000 });
    const failure = async (scenario: string): Promise<APIError> => {
      const error: unknown = await clientOf(server, { scenario })
        .messages.create(request)
        .catch((reason: unknown) => reason);
      if (!(error instanceof APIError)) throw new Error("Expected an APIError.");
      return error;
    };
    const quota = await failure("fault-quota");
    expect(quota.headers?.get("anthropic-ratelimit-unified-status")).toBe("rejected");
    expect(quota.headers?.get("anthropic-ratelimit-unified-5h-reset")).toBe(String((now.getTime() + 90_000) / 1_000));
    expect(quota.headers?.get("retry-after")).toBe("90");
    expect((await failure("fault-spend-limit")).errorCode).toBe("enforced_spend_limit_reached");
    expect((await failure("fault-throttled")).headers?.get("retry-after")).toBe("2");
  });

  it.each(["fault-cut", "fault-garbage-stream", "fault-overloaded-midstream"])(
    "%s breaks streams in the middle",
    async (scenario) => {
      const server = await startServer();
      const stream = clientOf(server, { scenario }).messages.stream(request);
      const pieces: string[] = [];
      stream.on("text", (delta) => pieces.push(delta));
      await expect(stream.finalMessage()).rejects.toBeInstanceOf(Error);
      expect(pieces.length).toBeGreaterThan(0);
    },
  );

  it("end a quota when its window ends", async () => {
    let now = new Date("2026-11-20T10:00:00.000Z");
    const server = await startServer({ clock: { now: () => now }, quotaWindowMs: 60_000 });
    const scope = { scenario: "quota", operation: "IMPLEMENT" } as const;
    const tools = [
      { name: "Bash", input_schema: { type: "object" } },
      { name: "Write", input_schema: { type: "object" } },
    ];
    const status = async (): Promise<number> => (await post(server, { ...request, tools }, { scope })).status;
    expect(await status()).toBe(429);
    expect(await status()).toBe(429);
    now = new Date("2026-11-20T10:01:00.000Z");
    expect(await status()).toBe(200);
    expect((await post(server, request, { scope: { scenario: "quota", operation: "PLAN" } })).status).toBe(200);
  });

  it("pass after their number of times", async () => {
    const server = await startServer();
    const client = clientOf(server, { scenario: "malformed-output" });
    const fits = async (): Promise<boolean> =>
      PlanOutput.safeParse(JSON.parse(textOf(await client.messages.create(planRequest)))).success;
    expect([await fits(), await fits(), await fits()]).toEqual([false, false, true]);
  });
});

describe("addresses", () => {
  it("that name no story are refused with a reason", async () => {
    const server = await startServer();
    const unknown = await post(server, request, { scope: { scenario: "no-such-story" } });
    expect(unknown.status).toBe(404);
    expect(errorOf(unknown).message).toBe('There is no scenario "no-such-story".');
    const headers = { "x-api-key": "k", "anthropic-version": "2026-10-21" };
    const paths = ["/s/bench/PLAN/0/v1/messages", "/s/bench/DANCE/0/0/v1/messages", "/v1/messages"];
    const responses = await Promise.all(
      paths.map((path) => fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(request) })),
    );
    expect(responses.map((response) => response.status)).toEqual([400, 400, 400]);
  });
});
