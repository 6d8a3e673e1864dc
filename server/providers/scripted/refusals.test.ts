import { describe, expect, it } from "vitest";
import { errorOf, post, request, startServer } from "./api-client.fixture.ts";

const object = { type: "object" };
const tool = (part: object = {}) => ({ name: "Bash", input_schema: object, ...part });
const call = { role: "assistant", content: [{ type: "tool_use", id: "toolu_1", name: "Bash", input: {} }] };
const result = { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "ok" }] };
const user = { role: "user", content: "Go." };
const format = (schema: object) => ({ output_config: { format: { type: "json_schema", schema } } });
const mark = { cache_control: { type: "ephemeral" } };

/** What is wrong, the request that does it, and how the real API words its refusal. */
const refused: readonly [string, object, RegExp][] = [
  ["an unknown parameter", { ...request, colour: "red" }, /^colour: Extra inputs are not permitted$/],
  [
    "an unknown parameter inside",
    { ...request, messages: [{ ...user, name: "Ada" }] },
    /^messages\.0\.name: Extra inputs are not permitted$/,
  ],
  [
    "an unknown parameter in a block",
    { ...request, messages: [{ role: "user", content: [{ type: "text", text: "a", colour: 1 }] }] },
    /colour: Extra inputs are not permitted$/,
  ],
  ["no model", { ...request, model: undefined }, /^model: Field required$/],
  ["no max_tokens", { ...request, max_tokens: undefined }, /^max_tokens: Field required$/],
  ["max_tokens as text", { ...request, max_tokens: "many" }, /^max_tokens: Input should be a valid number$/],
  ["no messages", { ...request, messages: [] }, /^messages: /],
  ["an unknown role", { ...request, messages: [{ role: "tool", content: "a" }] }, /^messages\.0\.role: /],
  [
    "an assistant first",
    { ...request, messages: [{ role: "assistant", content: "Hi." }, user] },
    /first message must use the "user" role/,
  ],
  [
    "a prefilled answer",
    { ...request, messages: [user, { role: "assistant", content: "{" }] },
    /does not support assistant message prefill/,
  ],
  ["an empty text", { ...request, messages: [{ role: "user", content: "" }] }, /text content blocks must be non-empty/],
  ["a blank text", { ...request, messages: [{ role: "user", content: " \n" }] }, /must contain non-whitespace text/],
  ["no content", { ...request, messages: [{ role: "user", content: [] }] }, /must have non-empty content/],
  [
    "an unknown block",
    { ...request, messages: [{ role: "user", content: [{ type: "song" }] }] },
    /does not match any of the expected tags/,
  ],
  [
    "a tool call by the user",
    { ...request, messages: [{ role: "user", content: call.content }] },
    /`tool_use` blocks can not be in `user` messages/,
  ],
  [
    "a tool result by the assistant",
    { ...request, messages: [user, { role: "assistant", content: result.content }, user] },
    /can not be in `assistant` messages/,
  ],
  [
    "a result without its call",
    { ...request, messages: [result] },
    /unexpected `tool_use_id` found in `tool_result` blocks: toolu_1/,
  ],
  [
    "a call without its result",
    { ...request, messages: [user, call, user] },
    /^messages\.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1/,
  ],
  [
    "a result behind a text",
    { ...request, messages: [user, call, { role: "user", content: [{ type: "text", text: "a" }, ...result.content] }] },
    /without `tool_result` blocks immediately after/,
  ],
  ["a repeated call id", { ...request, messages: [user, call, result, call, result] }, /`tool_use` ids must be unique/],
  ["a tool without a schema", { ...request, tools: [{ name: "Bash" }] }, /^tools\.0\.input_schema: Field required$/],
  [
    "a tool whose schema is no object",
    { ...request, tools: [tool({ input_schema: { type: "string" } })] },
    /^tools\.0\.input_schema\.type/,
  ],
  [
    "a tool with a bad name",
    { ...request, tools: [tool({ name: "my tool" })] },
    /^tools\.0\.name: String should match pattern/,
  ],
  ["two tools of one name", { ...request, tools: [tool(), tool()] }, /Tool names must be unique/],
  [
    "a tool with an unknown type in its schema",
    { ...request, tools: [tool({ input_schema: { ...object, properties: { a: { type: "text" } } } })] },
    /JSON schema is invalid/,
  ],
  [
    "a tool with a choice at the top",
    { ...request, tools: [tool({ input_schema: { ...object, anyOf: [object] } })] },
    /does not support oneOf, allOf, or anyOf at the top level/,
  ],
  ["a tool with an unknown key", { ...request, tools: [tool({ colour: 1 })] }, /Extra inputs are not permitted$/],
  [
    "deferred tools only",
    { ...request, tools: [tool({ defer_loading: true })] },
    /At least one tool must have defer_loading=false/,
  ],
  [
    "a tool choice without tools",
    { ...request, tool_choice: { type: "any" } },
    /may only be specified while providing tools/,
  ],
  [
    "a choice of a missing tool",
    { ...request, tools: [tool()], tool_choice: { type: "tool", name: "Read" } },
    /Tool 'Read' not found/,
  ],
  [
    "thinking with forced tool use",
    { ...request, tools: [tool()], tool_choice: { type: "any" }, thinking: { type: "adaptive" } },
    /Thinking may not be enabled/,
  ],
  [
    "thinking beyond max_tokens",
    { ...request, thinking: { type: "enabled", budget_tokens: 9_000 } },
    /must be greater than `thinking\.budget_tokens`/,
  ],
  [
    "a small thinking budget",
    { ...request, thinking: { type: "enabled", budget_tokens: 10 } },
    /^thinking\.budget_tokens/,
  ],
  [
    "a structure that is left open",
    { ...request, ...format(object) },
    /'additionalProperties' must be explicitly set to false/,
  ],
  [
    "a structure with limits",
    {
      ...request,
      ...format({ type: "object", additionalProperties: false, properties: { a: { type: "string", maxLength: 3 } } }),
    },
    /properties maxLength are not supported/,
  ],
  [
    "a structure with list limits",
    {
      ...request,
      ...format({
        type: "object",
        additionalProperties: false,
        properties: { a: { type: "array", items: { type: "string" }, minItems: 2 } },
      }),
    },
    /'minItems' values other than 0 or 1/,
  ],
  [
    "a structure without types",
    { ...request, ...format({ type: "object", additionalProperties: false, properties: { a: {} } }) },
    /Schema type is required/,
  ],
  [
    "five cache marks",
    { ...request, system: Array.from({ length: 5 }, (_, n) => ({ type: "text", text: `${n}`, ...mark })) },
    /A maximum of 4 blocks with cache_control may be provided\. Found 5\./,
  ],
  ["a temperature", { ...request, temperature: 1 }, /^temperature: Extra inputs are not permitted$/],
  [
    "cited user text",
    { ...request, messages: [{ role: "user", content: [{ type: "text", text: "a", citations: [{}] }] }] },
    /citations are not permitted/,
  ],
  [
    "a beta's parameter without the beta",
    { ...request, context_management: {} },
    /^context_management: Extra inputs are not permitted$/,
  ],
];

describe("what the real API refuses is refused", () => {
  it.each(refused)("%s", async (_, body, wording) => {
    const server = await startServer();
    const answer = await post(server, body);
    expect(answer.status).toBe(400);
    expect(errorOf(answer).type).toBe("invalid_request_error");
    expect(errorOf(answer).message).toMatch(wording);
    expect(server.tally({})).toMatchObject({ calls: 0, refused: 1 });
  });

  it("by count_tokens too", async () => {
    const server = await startServer();
    const { max_tokens: _, ...countable } = request;
    expect((await post(server, countable, { path: "/v1/messages/count_tokens" })).status).toBe(200);
    expect((await post(server, request, { path: "/v1/messages/count_tokens" })).status).toBe(400);
  });

  it("a model that does not exist here, with 404", async () => {
    const server = await startServer();
    const answer = await post(server, { ...request, model: "claude-opus-5-5" });
    expect(answer).toMatchObject({
      status: 404,
      body: { error: { type: "not_found_error", message: "model: claude-opus-5-5" } },
    });
  });

  it("a call without a credential or a version", async () => {
    const server = await startServer();
    const url = `${server.url}/s/bench/PLAN/0/0/v1/messages`;
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(url, { method: "POST", headers, body: JSON.stringify(request) })).status;
    expect(await status({ "anthropic-version": "2026-10-21" })).toBe(401);
    expect(await status({ authorization: "Bearer token" })).toBe(400);
    expect(await status({ authorization: "Bearer token", "anthropic-version": "2026-10-21" })).toBe(200);
  });

  it("a body that is no JSON", async () => {
    const server = await startServer();
    expect(await post(server, "{")).toMatchObject({
      status: 400,
      body: { error: { message: "The request body is not valid JSON" } },
    });
  });

  it("but not what the older version allows", async () => {
    const server = await startServer();
    const headers = { "anthropic-version": "2023-06-01" };
    expect((await post(server, { ...request, temperature: 1 }, { headers })).status).toBe(200);
    expect((await post(server, { ...request, temperature: 0.2 }, { headers })).status).toBe(400);
    const beta = { "anthropic-beta": "context-management-2025-06-27" };
    expect((await post(server, { ...request, context_management: { edits: [] } }, { headers: beta })).status).toBe(200);
  });

  it("and not a well-formed conversation with tools and a system message", async () => {
    const server = await startServer();
    const messages = [
      user,
      { role: "system", content: "Today is Friday." },
      call,
      { ...result, content: [...result.content, { type: "text", text: "Go on." }] },
    ];
    expect((await post(server, { ...request, messages, tools: [tool()] })).status).toBe(200);
  });
});
