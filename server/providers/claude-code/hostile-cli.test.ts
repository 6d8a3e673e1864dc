import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createClaudeCodeProvider } from "./provider.ts";
import { setUpAgent } from "./testing-agent.ts";

const success = {
  type: "result",
  subtype: "success",
  is_error: false,
  result: "Fine.",
  num_turns: 1,
  duration_ms: 5,
  modelUsage: {},
};

/**
 * A program in Claude Code's place: answers the SDK's initialisation, and then behaves as `body` says. In it,
 * `say(value)` writes a line of JSON, `raw(bytes)` writes bytes.
 */
const withProgram = async (body: string) => {
  const agent = await setUpAgent();
  const script = path.join(agent.folder, "claude-script.mjs");
  const binaryPath = path.join(agent.folder, "claude");
  writeFileSync(
    script,
    `import readline from "node:readline";
const success = ${JSON.stringify(success)};
const raw = (bytes) => new Promise((done) => process.stdout.write(bytes, done));
const say = (value) => raw(JSON.stringify(value) + "\\n");
const lines = readline.createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  const message = JSON.parse(line);
  if (message.type === "control_request") {
    await say({ type: "control_response", response: { subtype: "success", request_id: message.request_id, response: { commands: [], models: [], account: {}, hook_on_failure_supported: true, hooks_applied: true } } });
  }
  if (message.type === "user") { ${body} }
});
lines.on("close", () => process.exit(0));
`,
  );
  writeFileSync(binaryPath, `#!/bin/sh\nexec "${process.execPath}" "${script}"\n`);
  chmodSync(binaryPath, 0o755);
  const provider = createClaudeCodeProvider({ ...agent, binaryPath });
  return { ...agent, runIt: (more = {}) => provider.run(agent.options(more)) };
};

describe("a program that does not behave", () => {
  test("garbage, half lines, unknown lines and lines that are no objects are left out", async () => {
    const { runIt, events, warnings } = await withProgram(`
      await raw("not json\\n\\n[1,2]\\nnull\\n42\\n{\\"type\\":7}\\n");
      await raw(Buffer.from([0xff, 0xfe, 0x00, 0x0a]));
      await say({ type: "brand_new", anything: true });
      await say({ type: "assistant", message: { id: "m", model: "x", content: [{ type: "brand_new" }, { type: "text", text: "Hello" }] } });
      await say({ type: "assistant", message: "of a wrong form" });
      await raw('{"type":"result","subtype":"succ'); await new Promise((done) => setTimeout(done, 20));
      await raw('ess",' + JSON.stringify(success).slice(37) + "\\n");
    `);
    expect(await runIt()).toMatchObject({ outcome: "completed", text: "Fine." });
    expect(events).toMatchObject([{ type: "text", text: "Hello" }]);
    expect(warnings).toHaveLength(6);
    expect(JSON.stringify(warnings)).not.toContain("not json");
  });

  test("a line of 50 MB costs no memory and ends nothing", async () => {
    const { runIt, events } = await withProgram(`
      await raw('{"type":"assistant","message":{"id":"m","model":"x","content":[{"type":"text","text":"');
      for (let i = 0; i < 50; i += 1) await raw("x".repeat(1024 * 1024));
      await raw('"}]}}\\n');
      await say(success);
    `);
    const before = process.memoryUsage().rss;
    expect(await runIt()).toMatchObject({ outcome: "completed" });
    expect(events).toMatchObject([{ type: "line_dropped" }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  test.each([
    ["an endless line", `for (;;) await raw("x".repeat(1024 * 1024));`, { totalTimeoutMs: 1_500 }, "run_limit"],
    [
      "endless lines",
      `for (;;) await say({ type: "brand_new", text: "x".repeat(10000) });`,
      { totalTimeoutMs: 1_500 },
      "run_limit",
    ],
    ["silence", ``, { idleTimeoutMs: 700 }, "timeout"],
    ["a death without a word", `process.kill(process.pid, "SIGKILL");`, {}, "process_died"],
    ["a death with words", `console.error("out of everything with test-key"); process.exit(7);`, {}, "process_died"],
    ["a good-bye without a result", `process.exit(0);`, {}, "process_died"],
    ["half a result", `await raw('{"type":"result","subtype":"success"'); process.exit(0);`, {}, "process_died"],
    ["a result in another form", `await say({ type: "result", outcome: "great" });`, {}, "malformed_response"],
    [
      "a result that says success and means failure",
      `await say({ ...success, is_error: true, api_error_status: 529 });`,
      {},
      "overloaded",
    ],
  ] as const)("%s", async (_, body, limits, expected) => {
    const { runIt, sandboxes } = await withProgram(body);
    const result = await runIt(limits);
    expect(result).toMatchObject({ outcome: "failed", error: { class: expected } });
    expect(JSON.stringify(result)).not.toContain("test-key");
    expect(await sandboxes.listMarked()).toEqual([]);
  });

  test("one that stays after its result is ended", async () => {
    const { runIt, sandboxes } = await withProgram(`
      lines.removeAllListeners("close"); setInterval(() => {}, 1000); process.on("SIGTERM", () => {});
      await say(success);
    `);
    expect(await runIt()).toMatchObject({ outcome: "completed" });
    expect(await sandboxes.listMarked()).toEqual([]);
  });

  test("one that is not there or cannot be executed", async () => {
    const agent = await setUpAgent();
    const missing = createClaudeCodeProvider({ ...agent, binaryPath: null });
    expect(await missing.run(agent.options())).toMatchObject({ error: { class: "not_installed" } });
    const gone = createClaudeCodeProvider({ ...agent, binaryPath: path.join(agent.folder, "gone") });
    expect(await gone.run(agent.options())).toMatchObject({ error: { class: "not_installed" } });
  });
});
