import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { plainDomain } from "../../testing/web.ts";
import { unknownModels } from "./unknown-models.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const key = "sk-ant-of-the-environment-3333";
/** A service that lists `offered`, and knows `aliases` when it is asked for them. */
const service = (offered: readonly string[] | Response, aliases: readonly string[] = []) => {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    asked.push(`${pathname} ${new Headers(init?.headers).get("x-api-key")}`);
    if (pathname === "/v1/models")
      return offered instanceof Response ? offered : Response.json({ data: offered.map((id) => ({ id })) });
    return new Response(null, { status: aliases.some((alias) => pathname.endsWith(`/${alias}`)) ? 200 : 404 });
  };
  return { asked, fetch };
};
const unknown = async ({ fetch }: { fetch: typeof globalThis.fetch }, models: readonly string[], apiKey?: string) => {
  const environment = {
    ANTHROPIC_API_KEY: apiKey,
    ANTHROPIC_BASE_URL: undefined,
    CLAUDE_CODE_OAUTH_TOKEN: undefined,
    OLLAMA_HOST: undefined,
  };
  return [...(await unknownModels(plainDomain(database, { environment }), { models, fetchTo: () => fetch }))];
};

it("names a model that the service does not have, and some that it has", async () => {
  const found = await unknown(service(["claude-a", "claude-b"]), ["claude-a", "claude-nobody"], key);
  expect(found).toEqual([
    ["claude-nobody", 'api.anthropic.com has no model "claude-nobody". It offers claude-a, claude-b.'],
  ]);
});

it("lets an alias pass that is not on the list", async () => {
  const models = service(["claude-a-20261101"], ["claude-a"]);
  expect(await unknown(models, ["claude-a", "claude-a"], key)).toEqual([]);
  expect(models.asked).toEqual([`/v1/models ${key}`, `/v1/models/claude-a ${key}`]);
});

it.each([
  ["a gateway that lists nothing", new Response(null, { status: 404 })],
  ["an empty list", Response.json({ data: [] })],
  ["no list at all", new Response("<html>", { status: 200 })],
  ["a service in trouble", new Response(null, { status: 529 })],
])("refuses nothing because of %s", async (_case, answer) => {
  expect(await unknown(service(answer), ["claude-nobody"], key)).toEqual([]);
});

it("asks nobody where there is no key, and refuses nothing where nobody answers", async () => {
  const models = service([]);
  expect(await unknown(models, ["claude-nobody"])).toEqual([]);
  expect(models.asked).toEqual([]);
  const away = { fetch: () => Promise.reject(new TypeError("fetch failed")) };
  expect(await unknown(away, ["claude-nobody"], key)).toEqual([]);
});
