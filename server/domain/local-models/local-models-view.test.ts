import { afterAll, beforeAll, expect, test } from "vitest";
import type { InspectedModel } from "../../providers/ollama/inspect.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { plainDomain } from "../../testing/web.ts";
import { askCheck, recordCheck } from "./checks.ts";
import { localModelsView } from "./local-models-view.ts";
import { recordPin } from "./pins.ts";
import { recordHost } from "./record.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const url = "http://127.0.0.1:11434";
const model = (over: Partial<InspectedModel>): InspectedModel => ({
  name: "coder:30b",
  digest: "d",
  sizeBytes: 19e9,
  parameterSize: null,
  quantization: null,
  capabilities: ["tools"],
  contextLength: 131_072,
  runsAt: null,
  loaded: null,
  ...over,
});

const away = { class: "network", message: "away", httpStatus: null, retryAfterMs: null, resetsAt: null } as const;

test("where no local model is ready, what keeps all of them from work is said", async () => {
  const domain = plainDomain(database, { environment: { ...plainDomain(database).environment, OLLAMA_HOST: url } });
  const said = async (...models: InspectedModel[]): Promise<string | null> => {
    await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models } });
    return (await localModelsView(domain)).fix;
  };
  const ends = (outcome: "passed" | "failed"): Promise<void> =>
    recordCheck(domain, {
      hostUrl: url,
      model: "coder:30b",
      digest: "d",
      result: { outcome, reason: null, detail: null, durationMs: 1 },
    });
  const [coder, short, plain] = [
    model({}),
    model({ name: "old:7b", contextLength: 8_192 }),
    model({ name: "words:7b", capabilities: [] }),
  ];
  expect((await localModelsView(domain)).fix).toMatch(/^A runner has not looked at every server yet/);
  await recordHost(domain, { url, seen: { reachable: false, error: away } });
  expect((await localModelsView(domain)).fix).toMatch(/^No Ollama server answers/);
  // What is known of a server that is none of the settings' any more says nothing of these.
  await recordHost(domain, { url: "http://127.0.0.1:9", seen: { reachable: true, version: "0.40", models: [] } });
  expect((await localModelsView(domain)).fix).toMatch(/^No Ollama server answers/);
  expect(await said()).toMatch(/^No server that answers has a model yet/);
  expect(await said(plain)).toMatch(/^None of the models can call tools/);
  // No check is made of what is too short for agents: to wait for one would be in vain.
  expect(await said(plain, short)).toMatch(/made for less than the 64,000 tokens/);
  expect(await said(short, coder)).toMatch(/The check runs by itself/);
  await ends("failed");
  expect(await said(short, coder)).toMatch(/has failed its tool-call check/);
  await ends("passed");
  expect(await said(short, coder)).toBeNull();
});

test("of a server that does not answer nothing is checked, and nothing said of its memory; what can be used comes first", async () => {
  const domain = plainDomain(database, { environment: { ...plainDomain(database).environment, OLLAMA_HOST: url } });
  const loaded = { contextLength: 65_536, vramBytes: 1 };
  const models = [model({ name: "a:7b", capabilities: [], loaded }), model({ name: "b:7b", digest: "b", loaded })];
  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models } });
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  await recordCheck(domain, { hostUrl: url, model: "b:7b", digest: "b", result });
  await recordPin(domain, {
    hostUrl: url,
    model: "b:7b",
    pin: { until: new Date(Date.now() + 3_600_000), error: null },
  });
  const seen = async () => (await localModelsView(domain)).hosts.find((host) => host.url === url)?.models;
  expect(await seen()).toMatchObject([
    { name: "b:7b", loaded: true, pinned: { error: null }, inUse: true },
    { name: "a:7b", loaded: true },
  ]);

  await recordHost(domain, { url, seen: { reachable: false, error: away } });
  const ask = () => askCheck(domain, { hostUrl: url, model: "b:7b", actorId: "usr_admin" });
  await expect(ask()).rejects.toThrow(/does not answer, so nothing can be checked there\. Start it/);
  const unknown = { loaded: false, loadedContext: null, pinned: null, inUse: false };
  expect(await seen()).toMatchObject([
    { name: "a:7b", ...unknown },
    { name: "b:7b", ...unknown, check: { state: "passed" } },
  ]);
});

test("a model is said to be kept in memory until its time is over, and no longer than its server would without a runner", async () => {
  const at = (minutes: number) =>
    plainDomain(database, {
      clock: { now: () => new Date(Date.UTC(2026, 10, 30, 12, minutes)) },
      environment: { ...plainDomain(database).environment, OLLAMA_HOST: url },
    });
  const loaded = { contextLength: 65_536, vramBytes: 1 };
  await recordHost(at(0), { url, seen: { reachable: true, version: "0.40", models: [model({ loaded })] } });
  const pinUntil = async (minute: number, end: number) => {
    const until = at(end).clock.now();
    await recordPin(at(minute), { hostUrl: url, model: "coder:30b", pin: { until, error: null } });
  };
  const held = async (minute: number) =>
    (await localModelsView(at(minute))).hosts.flatMap(({ models }) => models.map(({ pinned }) => pinned !== null));
  await pinUntil(0, 10);
  expect([await held(9), await held(10)]).toEqual([[true], [false]]);
  await pinUntil(0, 59);
  expect([await held(14), await held(16)]).toEqual([[true], [false]]);
});
