import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isAlive } from "../../platform/processes.ts";
import { fileAppears, until } from "../../sandbox/testing-sandbox.ts";
import { claudeHome } from "./environment.ts";
import { setUpAgent } from "./testing-agent.ts";

type Agent = Awaited<ReturnType<typeof setUpAgent>>;

/** A command that leaves a daemon behind and then takes forever. */
const endless = "setsid sh -c 'echo $$ > daemon; exec sleep 600' >/dev/null 2>&1 & echo $$ > shell; sleep 600";

const playEndless = (agent: Agent): void =>
  agent.model.play([
    { kind: "tools", tools: [{ name: "Write", input: { file_path: agent.file("kept.txt"), content: "x" } }] },
    { kind: "tools", tools: [{ id: "toolu_endless", name: "Bash", input: { command: endless } }] },
    { kind: "text", text: "Went on." },
  ]);
const pidIn = (agent: Agent, name: string): number => Number(readFileSync(agent.file(name), "utf8"));
const isWorking = async (agent: Agent): Promise<void> => {
  await until("the command runs", () =>
    ["daemon", "shell"].every((name) => agent.exists(name) && pidIn(agent, name) > 0),
  );
};
/** Claude Code writes its transcript a little behind what it does: a call that is missing there is known to nobody. */
const isWrittenDown = async (agent: Agent, toolUseId: string): Promise<void> => {
  const projects = path.join(claudeHome(agent.homePath).configPath, "projects");
  const transcripts = (): string[] =>
    readdirSync(projects, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".jsonl"));
  await until("the call is in the transcript", () =>
    transcripts().some((name) => readFileSync(path.join(projects, name), "utf8").includes(toolUseId)),
  );
};
const claudePid = async (agent: Agent): Promise<number> => {
  const marked = await agent.sandboxes.listMarked();
  const claude = marked.find(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("stream-json"));
  return claude?.pid ?? 0;
};

describe("stopping and going on, with the real Claude Code", () => {
  test("an abort ends the whole tree at once", async () => {
    const agent = await setUpAgent();
    playEndless(agent);
    const controller = new AbortController();
    const running = agent.run({ signal: controller.signal });
    await isWorking(agent);
    const before = performance.now();
    controller.abort();
    const result = await running;
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(result).toMatchObject({ outcome: "aborted", usage: [{ inputUncached: 20, output: 40 }] });
    expect([await isAlive(pidIn(agent, "daemon")), await isAlive(pidIn(agent, "shell"))]).toEqual([false, false]);
    expect(await agent.sandboxes.listMarked()).toEqual([]);
  });

  test("an abort before and during the start leaves nothing either", async () => {
    const agent = await setUpAgent();
    expect(await agent.run({ signal: AbortSignal.abort() })).toEqual({ outcome: "aborted", usage: [] });
    const controller = new AbortController();
    const running = agent.run({ signal: controller.signal });
    await until("its process", async () => (await agent.sandboxes.listMarked()).length > 0);
    controller.abort();
    expect((await running).outcome).toBe("aborted");
    expect(await agent.sandboxes.listMarked()).toEqual([]);
  });

  test("a killed process is reported with what it used, and its session goes on with its context", async () => {
    const agent = await setUpAgent();
    playEndless(agent);
    const running = agent.run({ prompt: "Remember the word kiwi." });
    await isWorking(agent);
    await isWrittenDown(agent, "toolu_endless");
    process.kill(await claudePid(agent), "SIGKILL");
    const died = await running;
    expect(died).toMatchObject({
      outcome: "failed",
      error: { class: "process_died", httpStatus: null },
      usage: [
        {
          model: "claude-sonnet-5",
          inputUncached: 20,
          cacheRead: 10,
          cacheWrite5m: 6,
          output: 40,
          reportedCostMicros: null,
        },
      ],
    });
    // The agent's shell and its daemon are not orphaned by it.
    expect([await isAlive(pidIn(agent, "daemon")), await isAlive(pidIn(agent, "shell"))]).toEqual([false, false]);

    const resumed = await agent.run({ resume: true, prompt: "Continue where you left off." });
    expect(resumed).toMatchObject({ outcome: "completed", text: "Went on.", usage: [{ output: 20 }] });
    const sent = JSON.stringify(agent.model.requests.at(-1)?.body.messages);
    expect(sent).toContain("Remember the word kiwi.");
    expect(sent).toContain("outcome is unknown");
    expect(agent.ofType("tool_called").map((event) => event.name)).toEqual(["Write", "Bash"]);
  });

  test("a killed runner leaves no process: not Claude Code, not its shell, no daemon", async () => {
    const agent = await setUpAgent();
    playEndless(agent);
    const args = [agent.folder, agent.model.baseUrl, agent.sessionId];
    const runner = spawn(process.execPath, [path.join(import.meta.dirname, "testing-agent-runner.ts"), ...args], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    await isWorking(agent);
    const claude = Number(readFileSync(path.join(agent.folder, "claude"), "utf8"));
    expect(await isAlive(claude)).toBe(true);
    const before = performance.now();
    runner.kill("SIGKILL");
    await until("everything is gone", async () => {
      const alive = await Promise.all([claude, pidIn(agent, "daemon"), pidIn(agent, "shell")].map(isAlive));
      return alive.every((living) => !living);
    });
    expect(performance.now() - before).toBeLessThan(10_000);
    const resumed = await agent.run({ resume: true, prompt: "Continue where you left off." });
    expect(resumed).toMatchObject({ outcome: "completed", text: "Went on." });
  });

  test("a session that was never written down begins anew under its own id, with the whole assignment", async () => {
    const agent = await setUpAgent();
    agent.model.play([{ kind: "text", text: "Begun." }]);
    const result = await agent.run({ resume: true, prompt: "Continue.", freshPrompt: "The whole assignment." });
    expect(result.outcome).toBe("completed");
    expect(agent.ofType("session_started")[0]?.providerSessionId).toBe(agent.sessionId);
    const sent = JSON.stringify(agent.model.requests[0]?.body.messages);
    expect(sent).toContain("The whole assignment.");
    expect(sent).not.toContain("Continue.");
  });

  test("so does one whose process was killed before it wrote a message", async () => {
    const agent = await setUpAgent();
    const folder = path.join(agent.homePath, ".claude", "projects", agent.filesPath.replace(/[^a-zA-Z0-9]/g, "-"));
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, `${agent.sessionId}.jsonl`),
      `{"type":"queue-operation","operation":"enqueue","content":"go","sessionId":"${agent.sessionId}"}\n{"type":"us`,
    );
    expect((await agent.run({ resume: true })).outcome).toBe("completed");
    expect(readdirSync(folder).some((name) => name.endsWith(".empty"))).toBe(true);
  });

  test("a session that its caller takes for new and that exists is resumed", async () => {
    const agent = await setUpAgent();
    await agent.run({ prompt: "Remember the word kiwi." });
    expect((await agent.run({ resume: false, prompt: "Which word?" })).outcome).toBe("completed");
    expect(JSON.stringify(agent.model.requests.at(-1)?.body.messages)).toContain("kiwi");
  });

  test("a session that waits for no tool is told to go on instead of being left in silence", async () => {
    const agent = await setUpAgent();
    await agent.run();
    expect((await agent.run({ resume: true, prompt: null })).outcome).toBe("completed");
    expect(JSON.stringify(agent.model.requests.at(-1)?.body.messages)).toContain("Continue where you left off.");
  });

  test("what an agent leaves running ends with its session", async () => {
    const agent = await setUpAgent();
    const command =
      "setsid sh -c 'echo $$ > daemon; exec sleep 600' >/dev/null 2>&1 & while [ ! -s daemon ]; do sleep 0.02; done";
    agent.model.play([
      { kind: "tools", tools: [{ name: "Bash", input: { command } }] },
      { kind: "text", text: "Done." },
    ]);
    expect((await agent.run()).outcome).toBe("completed");
    await fileAppears(agent.file("daemon"));
    expect(await isAlive(pidIn(agent, "daemon"))).toBe(false);
  });
});
