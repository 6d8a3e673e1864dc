import { afterAll, beforeAll, expect, test } from "vitest";
import type { InspectedModel } from "../../providers/ollama/inspect.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedDraft, seedUser } from "../../testing/project-factory.ts";
import { plainDomain } from "../../testing/web.ts";
import { writeSettings } from "../settings/index.ts";
import { chooseLocalModel } from "./choose-model.ts";
import { nextCheck, recordCheck } from "./checks.ts";
import { nextToMeasure, recordServedContext } from "./served-context.ts";
import { localModelsView } from "./local-models-view.ts";
import { recordHost } from "./record.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const url = "http://127.0.0.1:11434";
const model = (name: string, gigabytes: number): InspectedModel => ({
  name,
  digest: `${name} 1`,
  sizeBytes: gigabytes * 1e9,
  parameterSize: null,
  quantization: null,
  capabilities: ["tools"],
  contextLength: 131_072,
  runsAt: null,
  loaded: null,
});

test("the best model and one in reserve are checked by themselves; what has failed is neither", async () => {
  const domain = plainDomain(database, { environment: { ...plainDomain(database).environment, OLLAMA_HOST: url } });
  const see = (...models: ReturnType<typeof model>[]) =>
    recordHost(domain, { url, seen: { reachable: true, version: "0.40", models } });
  const ends = async (name: string, outcome: "passed" | "failed") =>
    recordCheck(domain, {
      hostUrl: url,
      model: name,
      digest: `${name} 1`,
      result: { outcome, reason: null, detail: null, durationMs: 1 },
    });
  const due = async () => (await nextCheck(domain))?.model ?? null;

  const [large, middle, small, tiny] = [model("large", 30), model("middle", 20), model("small", 10), model("tiny", 5)];
  await see(large, middle, small, tiny);
  expect(await due()).toBe("large");
  await ends("large", "passed");
  expect(await due()).toBe("middle");
  await ends("middle", "failed");
  expect(await due()).toBe("small");
  await ends("small", "passed");
  expect(await due()).toBeNull();
  expect((await chooseLocalModel(domain))?.model).toBe("large");
  expect((await chooseLocalModel(domain, { without: ["large"] }))?.model).toBe("small");

  // On another server the best one is in reserve, too: the first server may be away.
  const other = "http://127.0.0.1:11435";
  await writeSettings(domain, { values: { "ollama.hosts": [other] }, actorId: "usr_admin" });
  const seen = { reachable: true, version: "0.40", models: [model("spare", 4), model("tiny", 5)] } as const;
  await recordHost(domain, { url: other, seen });
  expect(await nextCheck(domain)).toMatchObject({ hostUrl: other, model: "tiny" });
  await recordHost(domain, { url: other, seen: { ...seen, models: [] } });

  // Whatever its server gives too little context would only fail, also while an analysis has it loaded with more.
  const servedWith = (context: number) => recordServedContext(domain, { hostUrl: url, model: "large", context });
  await servedWith(4_096);
  await see({ ...large, loaded: { contextLength: 65_536, vramBytes: 1 } }, middle, small, tiny);
  expect((await chooseLocalModel(domain))?.model).toBe("small");
  await servedWith(65_536);

  // A larger one that was pulled since comes first again.
  await see(model("huge", 60), large, middle, small, tiny);
  expect(await due()).toBe("huge");
});

test("agents have what the server gives unasked; analyses ask for the same, or for more where that is too short", async () => {
  const domain = plainDomain(database, { environment: { ...plainDomain(database).environment, OLLAMA_HOST: url } });
  const contextOf = async (contextLength: number | null, served: number | null, loadedContext = served) => {
    const loaded = loadedContext === null ? null : { contextLength: loadedContext, vramBytes: 1 };
    const digest = `own ${contextLength} ${served}`;
    const models = [{ ...model("own", 5), digest, contextLength, loaded }];
    await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models } });
    const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
    await recordCheck(domain, { hostUrl: url, model: "own", digest, result });
    await recordServedContext(domain, { hostUrl: url, model: "own", context: served });
    const { contextTokens, analysisTokens } = (await chooseLocalModel(domain)) ?? {};
    return [contextTokens, analysisTokens];
  };
  expect(await contextOf(131_072, null)).toEqual([65_536, 65_536]);
  expect(await contextOf(131_072, 4_096)).toEqual([4_096, 65_536]);
  expect(await contextOf(131_072, 131_072)).toEqual([131_072, 131_072]);
  expect(await contextOf(64_000, 4_096)).toEqual([4_096, 64_000]);
  expect(await contextOf(null, null)).toEqual([64_000, 64_000]);
  expect(await contextOf(131_072, 64_000)).toEqual([64_000, 64_000]);
  // What is in memory just now was asked for by an analysis.
  expect(await contextOf(131_072, 4_096, 65_536)).toEqual([4_096, 65_536]);
});

test("what the server gives is looked at once, and anew for another version or a server that was away", async () => {
  const domain = plainDomain(database, { environment: { ...plainDomain(database).environment, OLLAMA_HOST: url } });
  const see = (models: InspectedModel[], version = "0.40") =>
    recordHost(domain, { url, seen: { reachable: true, version, models } });
  const due = async () => (await nextToMeasure(domain))?.model ?? null;
  const passes = (digest: string) =>
    recordCheck(domain, {
      hostUrl: url,
      model: "fresh",
      digest,
      result: { outcome: "passed", reason: null, detail: null, durationMs: 1 },
    });
  const measured = (context: number | null) => recordServedContext(domain, { hostUrl: url, model: "fresh", context });
  const served = async () => (await chooseLocalModel(domain))?.contextTokens;
  const fresh = model("fresh", 5);
  await see([fresh, { ...model("far", 9), runsAt: "ollama.com" }]);
  expect(await due()).toBeNull();
  await passes("fresh 1");
  expect(await due()).toBe("fresh");
  // Also where the server does not say.
  await measured(null);
  expect(await due()).toBeNull();
  await measured(70_000);
  await see([fresh]);
  expect([await due(), await served()]).toEqual([null, 70_000]);
  await see([fresh], "0.41");
  expect([await due(), await served()]).toEqual(["fresh", 70_000]);
  await measured(80_000);
  const error = { class: "network", message: "away", httpStatus: null, retryAfterMs: null, resetsAt: null } as const;
  await recordHost(domain, { url, seen: { reachable: false, error } });
  await see([fresh], "0.41");
  expect(await due()).toBe("fresh");
  await measured(80_000);
  // One that is not the first is left where it is, unless it was too short.
  const first = model("first", 9);
  await see([first, fresh], "0.42");
  await recordCheck(domain, {
    hostUrl: url,
    model: "first",
    digest: "first 1",
    result: { outcome: "passed", reason: null, detail: null, durationMs: 1 },
  });
  await recordServedContext(domain, { hostUrl: url, model: "first", context: 65_536 });
  expect(await due()).toBeNull();
  await measured(4_096);
  await see([first, fresh], "0.43");
  await recordServedContext(domain, { hostUrl: url, model: "first", context: 65_536 });
  expect(await due()).toBe("fresh");
  await see([{ ...fresh, digest: "fresh 2" }], "0.43");
  await passes("fresh 2");
  expect([await due(), await served()]).toEqual(["fresh", 65_536]);
});

test("what another machine runs is checked and used only where it is named, and never counts as this machine's", async () => {
  const domain = plainDomain(database, { environment: { ...plainDomain(database).environment, OLLAMA_HOST: url } });
  const cloud = { ...model("far-cloud", 900), runsAt: "ollama.com" };
  const own = model("own", 5);
  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models: [cloud] } });
  expect(await nextCheck(domain)).toBeNull();
  expect((await localModelsView(domain)).fix).toMatch(/^Every model that can call tools runs elsewhere/);

  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models: [cloud, own] } });
  for (const { name, digest } of [cloud, own]) {
    const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
    await recordCheck(domain, { hostUrl: url, model: name, digest, result });
  }
  expect((await chooseLocalModel(domain))?.model).toBe("own");
  expect(await chooseLocalModel(domain, { named: cloud.name })).toBeNull();
  await writeSettings(domain, { values: { "ollama.models": [cloud.name] }, actorId: "usr_admin" });
  expect(await chooseLocalModel(domain)).toMatchObject({ model: cloud.name, runsAt: "ollama.com" });
  expect((await chooseLocalModel(domain, { onThisMachine: true }))?.model).toBe("own");
  await writeSettings(domain, { values: { "ollama.models": [] }, actorId: "usr_admin" });
});

test("a model that a busy server did not show once is as it was; another version of it is not", async () => {
  const domain = plainDomain(database, { environment: { ...plainDomain(database).environment, OLLAMA_HOST: url } });
  const own = model("own", 5);
  const far = { ...model("far", 6), runsAt: "gpu-box" };
  const see = async (...models: InspectedModel[]) => {
    await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models } });
    const rows = await database.prisma.ollamaModel.findMany({ where: { hostUrl: url }, orderBy: { name: "asc" } });
    return rows.map(({ capabilities, contextLength, runsAt }) => [capabilities, contextLength, runsAt]);
  };
  const seen = await see(own, far);
  const unseen = { capabilities: null, contextLength: null, runsAt: null };
  expect(await see({ ...own, ...unseen }, { ...far, ...unseen })).toEqual(seen);
  expect(await see({ ...own, ...unseen, digest: "own 2" })).toEqual([[[], null, null]]);
  expect(await see({ ...own, capabilities: [] })).toEqual([[[], 131_072, null]]);
});

test("the best that stays on this machine is checked, too, and what a waiting phase names", async () => {
  const domain = plainDomain(database, { environment: { ...plainDomain(database).environment, OLLAMA_HOST: url } });
  const clouds = ["one", "two"].map((name) => ({ ...model(name, 1), runsAt: "ollama.com" }));
  const own = ["best", "next", "wished"].map((name, at) => model(name, 9 - at));
  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models: [...clouds, ...own] } });
  await writeSettings(domain, { values: { "ollama.models": ["one", "two"] }, actorId: "usr_admin" });
  const checked: string[] = [];
  const checkAll = async () => {
    for (let due = await nextCheck(domain); due !== null; due = await nextCheck(domain)) {
      checked.push(due.model);
      await recordCheck(domain, {
        ...due,
        result: { outcome: "passed", reason: null, detail: null, durationMs: 1 },
      });
    }
  };
  await checkAll();
  expect(checked).toEqual(["one", "two", "best"]);
  expect((await chooseLocalModel(domain, { onThisMachine: true }))?.model).toBe("best");

  const projectId = await seedDraft(domain, { ownerId: (await seedUser(domain)).id });
  await database.prisma.phase.create({
    data: {
      id: "phs_wished",
      projectId,
      cycle: 1,
      position: 0,
      title: "Greeter",
      kind: "feature",
      goal: "Greet.",
      acceptanceCriteria: [],
      expectedArtefacts: [],
      status: "PENDING",
      provider: "local",
      model: "wished",
    },
  });
  await checkAll();
  expect(checked).toHaveLength(3);
  await database.prisma.project.update({
    where: { id: projectId },
    data: { status: "WAITING", heldFrom: "RUNNING", hold: { reason: "attention", message: "It is missing." } },
  });
  await checkAll();
  expect(checked.at(-1)).toBe("wished");
  await writeSettings(domain, { values: { "ollama.models": [] }, actorId: "usr_admin" });
});

test("a check at which the server failed says nothing of the model: it is made again, later each time", async () => {
  let now = Date.UTC(2026, 0, 1);
  const advance = (milliseconds: number) => void (now += milliseconds);
  const environment = { ...plainDomain(database).environment, OLLAMA_HOST: url };
  const domain = plainDomain(database, { environment, clock: { now: () => new Date(now) } });
  const models = [model("busy", 9), model("good", 8), model("third", 7)];
  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models } });
  const ends = (name: string, reason: "timeout" | "overloaded" | "throttled" | "no_call" | null) =>
    recordCheck(domain, {
      hostUrl: url,
      model: name,
      digest: `${name} 1`,
      result: { outcome: reason === null ? "passed" : "failed", reason, detail: reason, durationMs: 1 },
    });
  const due = async () => (await nextCheck(domain))?.model ?? null;
  await ends("good", null);
  await ends("good", "timeout");
  expect((await chooseLocalModel(domain))?.model).toBe("good");

  expect(await due()).toBe("busy");
  await ends("busy", "overloaded");
  const seen = (await localModelsView(domain)).hosts.flatMap((host) => host.models).find(({ name }) => name === "busy");
  expect(seen?.check).toMatchObject({ state: "failed", reason: "overloaded" });
  // The next ones in order take its place meanwhile.
  expect(await due()).toBe("third");
  await ends("third", null);
  for (const minutes of [5, 10, 20]) {
    advance(minutes * 60_000 - 1);
    expect(await due()).toBeNull();
    advance(1);
    expect(await due()).toBe("busy");
    await ends("busy", "throttled");
  }
  advance(40 * 60_000);
  await ends("busy", null);
  expect((await chooseLocalModel(domain))?.model).toBe("busy");
  await ends("busy", "no_call");
  advance(24 * 3_600_000);
  expect(await due()).toBeNull();
});

test("too short a context is warned of with what to do about it", async () => {
  const domain = plainDomain(database, { environment: { ...plainDomain(database).environment, OLLAMA_HOST: url } });
  const short = { ...model("short", 5), contextLength: 32_768 };
  const loaded = (contextLength: number) => ({ loaded: { contextLength, vramBytes: 1 } });
  const models = [
    short,
    { ...model("loaded", 5), ...loaded(65_536) },
    // Somebody else asked for so little.
    { ...model("well", 5), ...loaded(2_048) },
  ];
  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models } });
  await recordServedContext(domain, { hostUrl: url, model: "loaded", context: 4_096 });
  const seen = (await localModelsView(domain)).hosts.find((host) => host.url === url)?.models;
  expect(seen?.map(({ name, warning }) => [name, warning])).toEqual([
    ["loaded", expect.stringMatching(/loads it with 4,096 .* OLLAMA_CONTEXT_LENGTH=65536, then check/)],
    ["short", expect.stringMatching(/made for 32,768 .* Pull a model with more/)],
    ["well", null],
  ]);
});
