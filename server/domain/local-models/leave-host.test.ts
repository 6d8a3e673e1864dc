import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { plainDomain } from "../../testing/web.ts";
import { writeSettings } from "../settings/index.ts";
import { recordCheck } from "./checks.ts";
import { chooseLocalModel } from "./choose-model.ts";
import { leaveHost } from "./leave-host.ts";
import { recordHost } from "./record.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const here = "http://127.0.0.1:11434";
const there = "http://10.0.0.7:11434";
const error = { class: "network", message: "Gone.", httpStatus: null, retryAfterMs: null, resetsAt: null } as const;
const coder = {
  name: "coder:30b",
  digest: "one",
  sizeBytes: 19e9,
  parameterSize: null,
  quantization: null,
  capabilities: ["tools"],
  contextLength: 131_072,
  runsAt: null,
  loaded: null,
};

test("a server that was away is left only where another one has a model ready that may be used", async () => {
  const domain = plainDomain(database, { environment: { ...plainDomain(database).environment, OLLAMA_HOST: here } });
  const isReady = async (hostUrl: string) => {
    await recordHost(domain, { url: hostUrl, seen: { reachable: true, version: "0.40", models: [coder] } });
    const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
    await recordCheck(domain, { hostUrl, model: coder.name, digest: coder.digest, result });
  };
  const chosen = async () => (await chooseLocalModel(domain))?.hostUrl ?? null;
  await writeSettings(domain, { values: { "ollama.hosts": [there] }, actorId: "usr_admin" });

  await isReady(here);
  await leaveHost(domain, { url: here, error, onThisMachine: false });
  expect(await chosen()).toBe(here);

  await isReady(there);
  expect(await chosen()).toBe(here);
  // Another machine's is nothing to a private project.
  await leaveHost(domain, { url: here, error, onThisMachine: true });
  expect(await chosen()).toBe(here);
  await leaveHost(domain, { url: here, error, onThisMachine: false });
  expect(await chosen()).toBe(there);

  // The next look takes it back.
  await isReady(here);
  expect(await chosen()).toBe(here);
});
