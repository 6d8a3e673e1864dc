import { afterAll, beforeAll, expect, test } from "vitest";
import { recordCheck, recordHost } from "../../domain/local-models/index.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { readAnswer, trpcRequest } from "../../testing/trpc-request.ts";
import { createUser, plainDomain, signInAs, testDataDir } from "../../testing/web.ts";
import { handleTrpc } from "../handler.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const url = "http://127.0.0.1:11434";

test("a server that is taken out and entered again is a new one, also before a runner has looked", async () => {
  const domain = plainDomain(database);
  const { cookie } = await signInAs(domain, (await createUser(domain, { role: "ADMIN" })).id);
  const enter = async (hosts: readonly string[]) => {
    const input = { hosts, order: [], pinAtPercent: 70 };
    const request = trpcRequest({ path: "localModels.update", type: "mutation", input, headers: { cookie } });
    const changes = () => {
      throw new Error("No stream here.");
    };
    const rules = { allowedHosts: ["localhost"], publicOrigin: null };
    const response = await handleTrpc(request, { domain, changes, rules, dataDir: testDataDir });
    expect(readAnswer(response.status, await response.text()).code).toBeNull();
  };
  await enter([url]);
  const [name, digest] = ["coder:30b", "d"];
  const model = { name, digest, sizeBytes: 19e9, capabilities: ["tools"], contextLength: 131_072 };
  const unknown = { runsAt: null, parameterSize: null, quantization: null, loaded: null };
  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models: [{ ...model, ...unknown }] } });
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  await recordCheck(domain, { hostUrl: url, model: name, digest, result });
  const known = () => database.prisma.ollamaModel.count();
  await enter([url]);
  expect(await known()).toBe(1);
  await enter([]);
  await enter([url]);
  expect(await known()).toBe(0);
});
