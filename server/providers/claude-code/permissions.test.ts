import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { ToolDecision, ToolUse } from "../provider.ts";
import { setUpAgent } from "./testing-agent.ts";
import { createToolGate, needsDecision } from "./tool-gate.ts";

const bash = (id: string, command: string) => ({ id, name: "Bash", input: { command } });

test.each([
  ["Read", [false, false, false]],
  ["TaskUpdate", [false, false, false]],
  ["Write", [true, false, false]],
  ["NotebookEdit", [true, false, false]],
  ["Bash", [true, true, false]],
  ["WebFetch", [true, true, false]],
  ["SomethingNew", [true, true, false]],
] as const)("%s needs a decision in the modes ask, acceptEdits, autonomous: %j", (name, expected) => {
  expect([needsDecision("ask", name), needsDecision("acceptEdits", name), needsDecision("autonomous", name)]).toEqual(
    expected,
  );
});

test("the gate decides one call after the other and lets only one be deferred", async () => {
  const seen: string[] = [];
  const gate = createToolGate("ask", async ({ toolUseId }) => {
    seen.push(`asked ${toolUseId}`);
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(`answered ${toolUseId}`);
    return toolUseId === "b" ? { decision: "defer" } : { decision: "allow" };
  });
  const decisions = await Promise.all(
    ["a", "b", "c"].map((toolUseId) => gate.decide({ toolUseId, name: "Bash", input: {} })),
  );
  expect(decisions.map((decision) => decision.decision)).toEqual(["allow", "defer", "deny"]);
  expect(seen).toEqual(["asked a", "answered a", "asked b", "answered b"]);
  expect(gate.refusalOf("c")).toMatch(/waits for a person's answer/);
  expect(await gate.decideObjection({ toolUseId: "a", name: "Bash", input: {} })).toEqual({ decision: "allow" });
  expect((await gate.decideObjection({ toolUseId: "b", name: "Bash", input: {} })).decision).toBe("deny");
  // Not put before the gate yet: asked for like any other, and refused because one is deferred already.
  expect((await gate.decideObjection({ toolUseId: "z", name: "Write", input: {} })).decision).toBe("deny");
});

describe("a tool call that waits for a person, with the real Claude Code", () => {
  const deferring = async () => {
    const agent = await setUpAgent();
    agent.model.play([
      { kind: "tools", tools: [bash("toolu_one", "echo ran >> out.txt"), bash("toolu_two", "echo too >> out.txt")] },
      { kind: "text", text: "Finished." },
    ]);
    const asked: ToolUse[] = [];
    const first = await agent.run({
      permissionMode: "ask",
      decideToolUse: async (toolUse) => {
        asked.push(toolUse);
        return { decision: "defer" };
      },
    });
    return { ...agent, asked, first };
  };
  const answer = (agent: Awaited<ReturnType<typeof deferring>>, decision: ToolDecision) =>
    agent.run({ permissionMode: "ask", resume: true, prompt: null, decideToolUse: async () => decision });

  test("ends its process, keeps only the first of several, and goes on when it is allowed", async () => {
    const agent = await deferring();
    expect(agent.first).toMatchObject({
      outcome: "deferred",
      toolUse: { toolUseId: "toolu_one", name: "Bash", input: { command: "echo ran >> out.txt" } },
      usage: [{ output: 20 }],
    });
    expect(agent.asked.map((toolUse) => toolUse.toolUseId)).toEqual(["toolu_one"]);
    expect(agent.ofType("permission_denied").map((event) => event.toolUseId)).toEqual(["toolu_two"]);
    expect(agent.exists("out.txt")).toBe(false);
    expect(await agent.sandboxes.listMarked()).toEqual([]);

    const second = await answer(agent, { decision: "allow" });
    expect(second).toMatchObject({ outcome: "completed", text: "Finished.", usage: [{ output: 20 }] });
    expect(agent.exists("out.txt")).toBe(true);
    expect(agent.ofType("tool_finished").map((event) => event.toolUseId)).toEqual(["toolu_one"]);
    // Nothing was called twice: the call of the first process is the one that ended in the second.
    expect(agent.ofType("tool_called").map((event) => event.toolUseId)).toEqual(["toolu_one", "toolu_two"]);
  });

  test("is carried out as a person has changed it, and not as it was asked for", async () => {
    const agent = await deferring();
    const second = await answer(agent, { decision: "allow", input: { command: "echo changed >> other.txt" } });
    expect(second).toMatchObject({ outcome: "completed", text: "Finished." });
    expect(agent.exists("out.txt")).toBe(false);
    expect(agent.exists("other.txt")).toBe(true);
  });

  test("is told that its process was cut off before it ends, and all that it then uses is in its account", async () => {
    const agent = await deferring();
    const told = "You were cut off in the middle of it.";
    const before = agent.model.requests.length;
    const result = await agent.run({
      permissionMode: "ask",
      resume: true,
      prompt: told,
      decideToolUse: async () => ({ decision: "allow" }),
    });
    expect(result).toMatchObject({ outcome: "completed", text: "Finished." });
    const asked = agent.model.requests.slice(before).filter(({ body }) => (body.tools ?? []).length > 0);
    expect(JSON.stringify(asked.at(-1)?.body.messages.slice(-2))).toContain(told);
    expect(result.usage).toMatchObject([{ output: 20 * asked.length }]);
  });

  test("tells the model when it is refused", async () => {
    const agent = await deferring();
    const second = await answer(agent, { decision: "deny", message: "Use a Makefile instead." });
    expect(second.outcome).toBe("completed");
    expect(agent.exists("out.txt")).toBe(false);
    expect(JSON.stringify(agent.model.requests.at(-1)?.body.messages)).toContain("Use a Makefile instead.");
    expect(agent.ofType("permission_denied").at(-1)).toMatchObject({
      toolUseId: "toolu_one",
      message: "Use a Makefile instead.",
    });
    expect(agent.ofType("tool_finished")).toEqual([]);
  });

  test("can be put off again", async () => {
    const agent = await deferring();
    expect(await answer(agent, { decision: "defer" })).toMatchObject({
      outcome: "deferred",
      toolUse: { toolUseId: "toolu_one" },
      usage: [],
    });
    expect((await answer(agent, { decision: "allow" })).outcome).toBe("completed");
  });

  test("may wait in its process, one call after the other; the last one is put off when the others have ended", async () => {
    const agent = await setUpAgent();
    const calls = [
      bash("toolu_one", "sleep 0.5; echo one >> out.txt"),
      bash("toolu_two", "echo two >> out.txt"),
      bash("toolu_three", "echo three >> out.txt"),
    ];
    agent.model.play([
      { kind: "tools", tools: calls },
      { kind: "text", text: "Finished." },
    ]);
    let asking = 0;
    const first = await agent.run({
      permissionMode: "ask",
      decideToolUse: async ({ toolUseId }, ended) => {
        asking += 1;
        expect(asking).toBe(1);
        await pause(100, undefined, { signal: ended });
        asking -= 1;
        return { decision: toolUseId === "toolu_three" ? "defer" : "allow" };
      },
    });
    expect(first).toMatchObject({ outcome: "deferred", toolUse: { toolUseId: "toolu_three" } });
    const second = await answer({ ...agent, asked: [], first }, { decision: "allow" });
    expect(second).toMatchObject({ outcome: "completed", text: "Finished." });
    expect(readFileSync(agent.file("out.txt"), "utf8")).toBe("one\ntwo\nthree\n");
    expect(agent.ofType("tool_finished").map(({ toolUseId, isError }) => [toolUseId, isError])).toEqual(
      calls.map(({ id }) => [id, false]),
    );
  });

  test("is told when its process comes to its end while it waits: nothing could be carried out any more", async () => {
    const agent = await setUpAgent();
    agent.model.play([{ kind: "tools", tools: [bash("toolu_one", "echo ran >> out.txt")] }]);
    const controller = new AbortController();
    const told = Promise.withResolvers<void>();
    const result = await agent.run({
      permissionMode: "ask",
      signal: controller.signal,
      decideToolUse: async (_toolUse, ended) => {
        ended.addEventListener("abort", () => told.resolve());
        controller.abort();
        await told.promise;
        return { decision: "allow" };
      },
    });
    expect(result.outcome).toBe("aborted");
    expect(agent.exists("out.txt")).toBe(false);
  });

  test("is not asked for what the mode allows", async () => {
    const agent = await setUpAgent();
    agent.model.play([
      { kind: "tools", tools: [{ name: "Write", input: { file_path: agent.file("a.txt"), content: "x" } }] },
      { kind: "tools", tools: [bash("toolu_bash", "true")] },
      { kind: "text", text: "Done." },
    ]);
    expect((await agent.run({ permissionMode: "acceptEdits" })).outcome).toBe("completed");
    expect(agent.asked.map((toolUse) => toolUse.name)).toEqual(["Bash"]);
  });

  test("may write what Claude Code protects only with a person's approval", async () => {
    const agent = await setUpAgent();
    const write = (id: string) => ({
      kind: "tools" as const,
      tools: [{ id, name: "Write", input: { file_path: agent.file(".npmrc"), content: "x" } }],
    });
    agent.model.play([write("toolu_alone"), { kind: "text", text: "Done." }]);
    await agent.run();
    expect(agent.exists(".npmrc")).toBe(false);
    expect(agent.ofType("permission_denied").map((event) => event.toolUseId)).toEqual(["toolu_alone"]);
    expect(agent.ofType("tool_finished")).toEqual([]);
    agent.model.play([write("toolu_asked"), { kind: "text", text: "Done." }]);
    await agent.run({ resume: true, permissionMode: "ask" });
    expect(agent.exists(".npmrc")).toBe(true);
  });
});
