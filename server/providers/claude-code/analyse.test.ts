import { describe, expect, test } from "vitest";
import { z } from "zod";
import { PlanOutput } from "../../contract/outputs.ts";
import { setUpAgent } from "./testing-agent.ts";
import type { Reply } from "./testing-model.ts";

const schema = z.object({
  verdict: z.enum(["accept", "refine"]),
  reason: z.string().trim().min(3),
  instruction: z.string().nullable(),
});
const answer = { verdict: "accept", reason: " It works. ", instruction: null };
const handIn = (input: unknown): Reply => ({ kind: "tools", tools: [{ name: "StructuredOutput", input }] });

const setUp = async () => {
  const agent = await setUpAgent();
  const deltas: string[] = [];
  const ask = <Schema extends z.ZodType>(form: Schema, more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
    agent.provider.analyse({
      account: { kind: "subscription", baseUrl: agent.model.baseUrl, credential: "oauth-token" },
      model: "claude-sonnet-5",
      system: "You are the Project Manager.",
      prompt: "Judge it.",
      schema: form,
      maxOutputTokens: 4_000,
      signal: new AbortController().signal,
      timeoutMs: 60_000,
      sandbox: agent.sandbox,
      ownTools: null,
      onDelta: async (text) => void deltas.push(text),
      ...more,
    });
  return { ...agent, deltas, ask };
};

describe("an analysis through the real Claude Code", () => {
  test("gives a checked answer, shown as it is written, without tools", async () => {
    const { model, ask, deltas, sandboxes } = await setUp();
    model.play([handIn(answer)]);
    const result = await ask(schema);
    expect(result).toMatchObject({
      outcome: "completed",
      output: { ...answer, reason: "It works." },
      usage: [{ output: 20 }],
    });
    expect(JSON.parse(deltas.join(""))).toEqual(answer);
    const body = model.requests[0]?.body;
    expect(body?.tools?.map((tool) => tool.name)).toEqual(["StructuredOutput"]);
    expect(JSON.stringify(body?.system)).toContain("You are the Project Manager.");
    expect(body?.["max_tokens"]).toBe(4_000);
    expect(await sandboxes.listMarked()).toEqual([]);
  });

  test("gets an answer of the product's largest form", async () => {
    const { model, ask } = await setUp();
    const phase = {
      title: "Build",
      kind: "build",
      goal: "It runs",
      acceptanceCriteria: ["Tests are green"],
      expectedArtefacts: [],
    };
    const plan = {
      title: "A tool",
      summary: "What it does",
      language: "English",
      complexity: { score: 3, reason: "Small" },
      resources: [],
      risks: [{ risk: "None", mitigation: "None" }],
      successMetrics: [],
      nextSteps: [],
      comparison: null,
      phases: [phase],
    };
    model.play([handIn(plan)]);
    expect(await ask(PlanOutput)).toMatchObject({ outcome: "completed", output: plan });
  });

  test("lets the model correct an answer of the wrong form", async () => {
    const { model, ask } = await setUp();
    model.play([handIn({ verdict: "perhaps" }), handIn(answer)]);
    expect(await ask(schema)).toMatchObject({ outcome: "completed", usage: [{ output: 40 }] });
  });

  test.each<[string, Reply]>([
    ["an answer that never fits", handIn({ verdict: "perhaps" })],
    ["an answer that JSON Schema lets through and the product does not", handIn({ ...answer, reason: "   a   " })],
    ["an answer in words", { kind: "text", text: "I accept." }],
  ])("%s is malformed", async (_, reply) => {
    const { model, ask } = await setUp();
    model.play([reply]);
    expect(await ask(schema)).toMatchObject({ outcome: "failed", error: { class: "malformed_response" } });
  });

  test("fails and stops like a session does", async () => {
    const { model, ask, sandboxes } = await setUp();
    model.play([{ kind: "error", status: 529, type: "overloaded_error" }]);
    expect(await ask(schema)).toMatchObject({ outcome: "failed", error: { class: "overloaded", httpStatus: 529 } });
    model.play([{ kind: "silent" }]);
    expect(await ask(schema, { timeoutMs: 1_500 })).toMatchObject({ outcome: "failed", error: { class: "timeout" } });
    expect(await ask(schema, { signal: AbortSignal.timeout(1_000) })).toMatchObject({ outcome: "aborted" });
    expect(await sandboxes.listMarked()).toEqual([]);
  });
});
