import { createServer } from "node:http";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { PlanOutput } from "../../contract/outputs.ts";
import type { AnalysisOptions, AnalysisResult, ClientCallEnd } from "../provider.ts";
import { systemClock } from "../../platform/clock.ts";
import { baseUrlOf, startServer } from "../scripted/api-client.fixture.ts";
import { cloudModel, defaultLocalModel, localModels } from "../scripted/ollama/local-models.ts";
import { findScenario } from "../scripted/scenarios/registry.ts";
import { contextInMemory, inspectOllama } from "./inspect.ts";
import { loadModel, pullModel } from "./models.ts";
import { createOllamaProvider } from "./provider.ts";
import { checkToolUse } from "./tool-check.ts";

const at = (url: string) => ({ url, allow: "any" as const });
const never = new AbortController().signal;
const nowhere = "http://127.0.0.1:9";

type Options = AnalysisOptions<typeof PlanOutput>;
const analyse = (baseUrl: string, part: Partial<Options> = {}): Promise<AnalysisResult<PlanOutput>> =>
  createOllamaProvider().analyse({
    account: { kind: "local", baseUrl, addresses: "any", credential: null },
    model: defaultLocalModel,
    system: "You plan.",
    prompt: "Plan.",
    schema: PlanOutput,
    maxOutputTokens: 8_000,
    signal: never,
    timeoutMs: 5_000,
    sandbox: null,
    ownTools: null,
    onDelta: async () => {},
    ...part,
  });

/** A server that answers everything with one status and body. */
const oddServer = async (status: number, type: string, body: string): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": type }).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Expected a TCP port.");
  return `http://127.0.0.1:${address.port}`;
};

describe("an analysis by a local model", () => {
  it("hands in the same structure, shows it as it is written, and counts what the server counted", async () => {
    const server = await startServer();
    const deltas: string[] = [];
    const result = await analyse(baseUrlOf(server), { onDelta: async (text) => void deltas.push(text) });
    if (result.outcome !== "completed") throw new Error(`Expected completed, got ${JSON.stringify(result)}`);
    expect(result.output).toEqual(findScenario("bench")?.plan);
    expect(deltas.length).toBeGreaterThan(5);
    expect(JSON.parse(deltas.join(""))).toEqual(result.output);
    const { calls, inputUncached, output } = server.tally({});
    expect(calls).toBe(1);
    expect(result.usage).toMatchObject([{ model: defaultLocalModel, inputUncached, cacheRead: 0, output }]);
  });

  it.each(["misfit", "prose", "empty"] as const)(
    "asks once more after %s, and both calls are counted",
    async (fault) => {
      const server = await startServer();
      server.failNext({ fault, of: "local", times: 1 });
      const result = await analyse(baseUrlOf(server));
      expect(result.outcome).toBe("completed");
      expect(result.usage).toHaveLength(2);
    },
  );

  it.each(["misfit", "prose", "empty"] as const)("gives up as malformed after %s twice", async (fault) => {
    const server = await startServer();
    server.failNext({ fault, of: "local", times: 2 });
    expect(await analyse(baseUrlOf(server))).toMatchObject({
      outcome: "failed",
      error: { class: "malformed_response" },
      usage: [{}, {}],
    });
  });

  it("says which model is missing, that a server is down, or that it is none", async () => {
    const server = await startServer();
    const failure = async (baseUrl: string, part: Partial<Options> = {}) => {
      const result = await analyse(baseUrl, part);
      return result.outcome === "failed" ? result.error.class : result.outcome;
    };
    expect(await failure(baseUrlOf(server), { model: "nobody-has-this:1b" })).toBe("model_not_found");
    expect(await failure(nowhere)).toBe("network");
    expect(await failure(await oddServer(500, "application/json", '{"error":"out of memory"}'))).toBe("overloaded");
    expect(await failure(await oddServer(200, "application/x-ndjson", '{"message":{"content":"half'))).toBe("network");
    server.failNext({ fault: "overloaded", of: "local", times: 1 });
    expect(await failure(baseUrlOf(server))).toBe("overloaded");
  });

  it("writes down with each call what Ollama said of it, in its own words, and nothing where it said nothing", async () => {
    const ends: ClientCallEnd[] = [];
    const calls = {
      begin: async () => `cal_${ends.length}`,
      end: async (_id: string, end: ClientCallEnd) => void ends.push(end),
    };
    const end = { done: true, prompt_eval_count: 12, eval_count: 3, total_duration: 4_883_583_458, load_duration: -1 };
    const said = JSON.stringify({ model: "m", message: { role: "assistant", content: "{}" }, ...end });
    await analyse(await oddServer(200, "application/x-ndjson", `${said}\n`), { calls });
    await analyse(await oddServer(500, "application/json", '{"error":"out of memory"}'), { calls });
    expect(ends.map(({ usage, rawUsage }) => [usage?.inputUncached, usage?.output, rawUsage])).toEqual([
      [12, 3, { prompt_eval_count: 12, eval_count: 3, total_duration: 4_883_583_458 }],
      [12, 3, { prompt_eval_count: 12, eval_count: 3, total_duration: 4_883_583_458 }],
      [undefined, undefined, null],
    ]);
  });

  it("goes to no private address that nobody has permitted", async () => {
    const server = await startServer();
    const result = await analyse("", {
      account: { kind: "local", baseUrl: baseUrlOf(server), addresses: "public", credential: null },
    });
    expect(result).toMatchObject({ outcome: "failed", error: { class: "authentication" } });
    expect(server.tally({}).calls).toBe(0);
  });

  it("sends nothing that surely does not fit: Ollama would cut its beginning off without a word", async () => {
    const server = await startServer();
    const account = { kind: "local", baseUrl: baseUrlOf(server), addresses: "any", credential: null } as const;
    const result = await analyse("", { account: { ...account, analysisTokens: 4_096 }, prompt: "word ".repeat(5_000) });
    expect(result).toMatchObject({ outcome: "failed", error: { class: "context_too_long" }, usage: [] });
    expect(server.tally({}).calls).toBe(0);
  });

  it("ends at once when it is told to, and writes that down as no error of the server's", async () => {
    const server = await startServer({ pace: 50 });
    const stop = new AbortController();
    const ends: ClientCallEnd[] = [];
    const calls = { begin: async () => "cal", end: async (_id: string, end: ClientCallEnd) => void ends.push(end) };
    const onDelta = async () => stop.abort();
    const result = await analyse(baseUrlOf(server), { signal: stop.signal, onDelta, calls });
    expect(result.outcome).toBe("aborted");
    expect(ends).toMatchObject([{ error: null, stopped: true }]);
  });

  it("writes down as an error that a server took too long, or is not there", async () => {
    const server = await startServer({ pace: 50 });
    const ends: ClientCallEnd[] = [];
    const calls = { begin: async () => "cal", end: async (_id: string, end: ClientCallEnd) => void ends.push(end) };
    await analyse(baseUrlOf(server), { timeoutMs: 20, calls });
    await analyse(nowhere, { calls });
    expect(ends.map(({ error, stopped }) => [error === null, stopped])).toEqual([
      [false, false],
      [false, false],
    ]);
  });

  it("asks for the context that it may have, not for what the model is loaded with", async () => {
    const server = await startServer();
    const account = { kind: "local", addresses: "any", credential: null, baseUrl: baseUrlOf(server) } as const;
    const result = await analyse("", {
      account: { ...account, contextTokens: 4_096, analysisTokens: 65_536 },
      prompt: "word ".repeat(5_000),
    });
    expect(result.outcome).toBe("completed");
    const seen = await inspectOllama(at(server.url), { timeoutMs: 2_000 });
    expect(seen.reachable && seen.models[0]?.loaded).toMatchObject({ contextLength: 65_536 });
  });

  it("changes what the model has in memory; Claude's interface, which cannot ask, changes it back to the server's own", async () => {
    const server = await startServer({ ollamaContext: 4_096 });
    const inMemory = () => contextInMemory(at(server.url), { model: defaultLocalModel, timeoutMs: 2_000 });
    expect(await inMemory()).toEqual({ context: null });
    const asking = { address: at(server.url), model: defaultLocalModel, timeoutMs: 3_000, signal: never };
    await checkToolUse({ ...asking, clock: systemClock, newWord: () => "word" });
    expect(await inMemory()).toEqual({ context: 4_096 });
    await analyse(baseUrlOf(server));
    expect(await inMemory()).toEqual({ context: 64_000 });
    await loadModel(at(server.url), { ...asking, keepAlive: "5m" });
    expect(await inMemory()).toEqual({ context: 4_096 });
    expect(server.loads().map(({ context }) => context)).toEqual([4_096, 64_000, 4_096]);
    expect(await contextInMemory(at(nowhere), { model: defaultLocalModel, timeoutMs: 2_000 })).toBeNull();
  });

  it("passes on a failure of whoever reads along", async () => {
    const server = await startServer();
    const failing = analyse(baseUrlOf(server), { onDelta: () => Promise.reject(new TypeError("database gone")) });
    await expect(failing).rejects.toThrow("database gone");
  });
});

describe("a look at a server", () => {
  it("finds its models with size, context and capabilities, and what is in memory", async () => {
    const server = await startServer();
    const before = await inspectOllama(at(server.url), { timeoutMs: 2_000 });
    if (!before.reachable) throw new Error(before.error.message);
    expect(before.models.map(({ name }) => name)).toEqual(
      localModels.flatMap(({ name, missing }) => (missing ? [] : [name])),
    );
    expect(before.models[0]).toMatchObject({
      contextLength: 262_144,
      capabilities: ["completion", "tools"],
      loaded: null,
    });
    expect(
      await loadModel(at(server.url), { model: defaultLocalModel, keepAlive: -1, timeoutMs: 2_000, signal: never }),
    ).toBeNull();
    const after = await inspectOllama(at(server.url), { timeoutMs: 2_000 });
    expect(after.reachable && after.models[0]?.loaded).toEqual({ contextLength: 65_536, vramBytes: 19_000_000_000 });
  });

  it("tells models that another machine runs from the server's own", async () => {
    const runsAt = async (url: string): Promise<Record<string, string | null>> => {
      const seen = await inspectOllama(at(url), { timeoutMs: 2_000 });
      if (!seen.reachable) throw new Error(seen.error.message);
      return Object.fromEntries(seen.models.map((model) => [model.name, model.runsAt]));
    };
    const server = await startServer();
    expect(Object.values(await runsAt(server.url))).toEqual([null, null, null]);
    await pullModel(at(server.url), { model: cloudModel, onProgress: async () => {}, signal: never });
    expect(await runsAt(server.url)).toMatchObject({ [defaultLocalModel]: null, [cloudModel]: "ollama.com" });

    const models = [
      { name: "copied:7b", remote_model: "far:7b" },
      { name: "odd:7b", remote_host: { url: "https://ollama.com" } },
      { name: "boxed:7b", remote_host: "http://gpu-box:11434" },
      { name: "glm-4.6:cloud" },
      { name: "gpt-oss:120b-cloud", remote_host: "" },
      { name: "cloud-own:7b", remote_host: null },
    ];
    const body = JSON.stringify({ version: "0.40", models });
    expect(await runsAt(await oddServer(200, "application/json", body))).toEqual({
      "copied:7b": "ollama.com",
      "odd:7b": "another machine",
      "boxed:7b": "gpu-box",
      "glm-4.6:cloud": "ollama.com",
      "gpt-oss:120b-cloud": "ollama.com",
      "cloud-own:7b": null,
    });
  });

  it("is an answer where nobody is there, or somebody else", async () => {
    expect(await inspectOllama(at(nowhere), { timeoutMs: 2_000 })).toMatchObject({
      reachable: false,
      error: { class: "network" },
    });
    const page = await oddServer(200, "application/json", '{"hello":"world"}');
    expect(await inspectOllama(at(page), { timeoutMs: 2_000 })).toMatchObject({
      reachable: false,
      error: { class: "malformed_response" },
    });
  });

  it("says of a refusal that it is somebody else's, not that a model is missing", async () => {
    const words = async (address: Parameters<typeof inspectOllama>[0]): Promise<string> => {
      const seen = await inspectOllama(address, { timeoutMs: 2_000 });
      return seen.reachable ? "reachable" : seen.error.message;
    };
    expect(await words(at(await oddServer(404, "text/html", "<h1>Not found</h1>")))).toMatch(/is not Ollama/);
    expect(await words(at(await oddServer(502, "text/html", "Bad gateway")))).toMatch(/fails \(status 502\)/);
    const metadata = "http://169.254.169.254";
    expect(await words({ url: metadata, allow: "private" })).toMatch(/metadata service\. That is never permitted\.$/);
    expect(await words({ url: "http://10.0.0.7", allow: "public" })).toMatch(/An admin permits it in Settings\.$/);
  });
});

describe("the tool check", () => {
  let words = 0;
  const check = async (url: string, model: string) => {
    const result = await checkToolUse({
      address: at(url),
      model,
      clock: systemClock,
      newWord: () => `word-${(words += 1)}`,
      timeoutMs: 3_000,
      signal: never,
    });
    return result.outcome === "passed" ? "passed" : result.reason;
  };

  it("passes a model that calls the tool and uses its result, and no other", async () => {
    const server = await startServer();
    expect(await check(server.url, "scripted-local:30b")).toBe("passed");
    expect(await check(server.url, "scripted-local-prose:7b")).toBe("call_as_text");
    expect(await check(server.url, "scripted-local-small:3b")).toBe("no_call");
    expect(await check(server.url, "nobody-has-this:1b")).toBe("model_not_found");
    expect(await check(nowhere, "scripted-local:30b")).toBe("network");
  });

  it("says with the server's words why a model could not be run", async () => {
    const body = '{"type":"error","error":{"type":"api_error","message":"it needs 20 GiB"}}';
    const result = await checkToolUse({
      address: at(await oddServer(500, "application/json", body)),
      model: "scripted-local:30b",
      clock: systemClock,
      newWord: () => "word",
      timeoutMs: 3_000,
      signal: never,
    });
    expect(result).toMatchObject({
      reason: "overloaded",
      detail:
        "The Ollama server could not run the model. Its log says why; often the model does not fit the machine's memory. It said: “it needs 20 GiB”. It is checked again by itself after a while.",
    });
  });
});

describe("a pull", () => {
  it("says how far it is, and the model is there afterwards", async () => {
    const server = await startServer();
    server.forgetModel(defaultLocalModel);
    expect((await analyse(baseUrlOf(server))).outcome).toBe("failed");
    const seen: (number | null)[] = [];
    const failure = await pullModel(at(server.url), {
      model: defaultLocalModel,
      onProgress: async ({ completedBytes }) => void seen.push(completedBytes),
      signal: never,
    });
    expect(failure).toBeNull();
    expect(seen).toContain(19_000_000_000);
    expect((await analyse(baseUrlOf(server))).outcome).toBe("completed");
  });

  it("says why there is none, in the server's own words where it is the server that failed", async () => {
    const failure = async (url: string): Promise<string | undefined> => {
      const pull = { model: "nobody-has-this:1b", onProgress: async () => {}, signal: never };
      return (await pullModel(at(url), pull))?.message;
    };
    const server = await startServer();
    expect(await failure(server.url)).toBe("It said: “pull model manifest: file does not exist”.");
    const half = '{"status":"pulling 7b0e","total":9,"completed":3}\n';
    const full = `${half}{"error":"no space left on device"}\n`;
    expect(await failure(await oddServer(200, "application/x-ndjson", full))).toMatch(/“no space left on device”/);
    expect(await failure(await oddServer(200, "application/x-ndjson", half))).toMatch(/^It stopped before/);
    expect(await failure(nowhere)).toMatch(/cannot be reached/);
  });
});
