import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { ProviderError } from "../../contract/errors.ts";
import { setUpAgent } from "./testing-agent.ts";
import type { Reply } from "./testing-model.ts";

const local = { model: "scripted-local:30b", contextTokens: 65_536 };
const overloaded: Reply = { kind: "error", status: 529, type: "overloaded_error", message: "Overloaded" };
const writes = (name: string): Reply => ({
  kind: "tools",
  text: `I write ${name}.`,
  tools: [{ name: "Bash", input: { command: `echo once >> ${name}`, description: "Write it" } }],
});

test("a session that its service fails goes on with another model in the same process, with its history and tools", async () => {
  const { model, run, ofType, file } = await setUpAgent();
  model.play([writes("first"), overloaded, writes("second"), { kind: "text", text: "Both are there." }]);
  const errors: ProviderError[] = [];
  const standIn = (error: ProviderError) => {
    errors.push(error);
    return Promise.resolve(local);
  };
  const result = await run({ standIn });
  expect(result).toMatchObject({ outcome: "completed", text: "Both are there." });
  expect(errors.map((error) => error.class)).toEqual(["overloaded"]);
  expect([readFileSync(file("first"), "utf8"), readFileSync(file("second"), "utf8")]).toEqual(["once\n", "once\n"]);
  // One process, which said once that it began.
  expect(ofType("session_started")).toHaveLength(1);

  const asked = model.requests.map(({ body }) => body.model);
  expect(asked).toEqual(["claude-sonnet-5", "claude-sonnet-5", local.model, local.model]);
  const [, refused, first] = model.requests;
  expect(JSON.stringify(first?.body.messages)).toContain("I write first.");
  // What renderers of local models refuse is gone, and its answers are no longer than it can write.
  expect(refused?.body.messages.some(({ role }) => role === "system")).toBe(true);
  expect(first?.body.messages.some(({ role }) => role === "system")).toBe(false);
  expect(first?.body).toMatchObject({ max_tokens: 16_000 });
  // Each model's tokens are told apart.
  expect(result.usage.map((usage) => [usage.model, usage.output])).toEqual([
    ["claude-sonnet-5", 20],
    [local.model, 40],
  ]);
}, 60_000);

test("between two turns of one answer a session goes over before its service fails it, and nothing is said to it", async () => {
  const { model, run, ofType, file } = await setUpAgent();
  model.play([writes("first"), writes("second"), writes("third"), { kind: "text", text: "All are there." }]);
  const next = [null, local, null];
  const result = await run({ betweenTurns: () => Promise.resolve(next.shift() ?? null) });
  expect(result).toMatchObject({ outcome: "completed", text: "All are there." });
  for (const name of ["first", "second", "third"]) expect(readFileSync(file(name), "utf8")).toBe("once\n");
  expect(ofType("session_started")).toHaveLength(1);
  expect(next).toEqual([]);

  expect(model.requests.map(({ body }) => body.model)).toEqual([
    "claude-sonnet-5",
    "claude-sonnet-5",
    local.model,
    local.model,
  ]);
  const [, , first] = model.requests;
  expect(first?.body.messages.some(({ role }) => role === "system")).toBe(false);
  expect(first?.body).toMatchObject({ max_tokens: 16_000 });
  // It is the same turn of the conversation: what was asked, what was done, what came of it.
  expect(JSON.stringify(first?.body.messages)).not.toContain("Continue where you left off.");
  expect(JSON.stringify(first?.body.messages.at(-1))).toContain("tool_result");
}, 60_000);

test("between two turns another one of Claude's models may go on, which Claude Code knows itself", async () => {
  const { model, run } = await setUpAgent();
  model.play([writes("first"), { kind: "text", text: "It is there." }]);
  const other = { model: "claude-opus-5", contextTokens: null };
  expect(await run({ betweenTurns: () => Promise.resolve(other) })).toMatchObject({ outcome: "completed" });
  const [before, after] = model.requests.map(({ body }) => body);
  expect([before?.model, after?.model]).toEqual(["claude-sonnet-5", other.model]);
  expect(after?.messages.some(({ role }) => role === "system")).toBe(true);
}, 60_000);

test("when nobody stands in it ends with the error; when the stand-in fails, with that one's", async () => {
  const { model, run } = await setUpAgent();
  model.play([overloaded]);
  const nobody = await run({ standIn: () => Promise.resolve(null) });
  expect(nobody).toMatchObject({ outcome: "failed", error: { class: "overloaded" } });
  expect(model.requests).toHaveLength(1);

  model.play([overloaded, { kind: "error", status: 404, type: "not_found_error", message: "model not found" }]);
  let asked = 0;
  const failing = await run({ resume: true, standIn: () => Promise.resolve((asked += 1) === 1 ? local : null) });
  expect(failing).toMatchObject({ outcome: "failed", error: { class: "model_not_found" } });
  expect(asked).toBe(2);
}, 60_000);

test("a session that is stopped while it is decided who stands in ends as stopped", async () => {
  const { model, run, sandboxes } = await setUpAgent();
  model.play([overloaded]);
  const stopping = new AbortController();
  const standIn = () => {
    stopping.abort();
    return Promise.resolve(local);
  };
  expect(await run({ standIn, signal: stopping.signal })).toMatchObject({ outcome: "aborted" });
  expect(model.requests).toHaveLength(1);
  expect(await sandboxes.listMarked()).toEqual([]);
}, 60_000);

test("a model that writes of limits, 429s and errors has met none of them", async () => {
  const { model, run, ofType } = await setUpAgent();
  const words = "API Error: 429 rate_limit_error. You've hit your 5-hour limit · resets 5:46am. Overloaded (529).";
  const echo = { name: "Bash", input: { command: `echo "${words}"; exit 1`, description: "Say it" } };
  model.play([
    { kind: "tools", text: words, tools: [echo] },
    { kind: "text", text: words },
  ]);
  let asked = 0;
  const result = await run({ standIn: () => Promise.resolve((asked += 1) > 0 ? local : null) });
  expect(result).toMatchObject({ outcome: "completed", text: words });
  expect(asked).toBe(0);
  expect(ofType("rate_limit")).toEqual([]);
  expect(model.requests.map(({ body }) => body.model)).toEqual(["claude-sonnet-5", "claude-sonnet-5"]);
}, 60_000);
