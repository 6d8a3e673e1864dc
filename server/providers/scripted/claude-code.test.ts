import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, mkdir, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Scope } from "./base-url.ts";
import { baseUrlOf, startServer } from "./api-client.fixture.ts";
import { callIds, resultOf, runClaude, type ClaudeOptions, type Line } from "./claude-process.fixture.ts";

/** The sample through the real Claude Code: real tools, real files, real tests. In order, as a project goes. */
describe("Claude Code with the scripted model", () => {
  let folder = "";
  let workspace = "";
  const sessions = [randomUUID(), randomUUID()] as const;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "spiral-scripted-"));
    workspace = path.join(folder, "workspace");
    await mkdir(workspace);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const at = (phaseIndex: number, round: number): Partial<Scope> => ({
    scenario: "sample-build",
    operation: "IMPLEMENT",
    phaseIndex,
    round,
  });
  const claude = (
    part: Pick<ClaudeOptions, "baseUrl" | "sessionId" | "resume" | "prompt"> & Partial<ClaudeOptions>,
  ): Promise<readonly Line[]> => runClaude({ workspace, home: path.join(folder, "home"), ...part });
  const runTests = () =>
    spawnSync(process.execPath, ["--test"], { cwd: workspace, encoding: "utf8", env: { NODE_ENV: "test" } });
  /** Everything that Claude Code has stored of its conversations so far. */
  const transcripts = async (): Promise<string> => {
    const projects = path.join(folder, "home/config/projects");
    const names = await readdir(projects, { recursive: true }).catch(() => []);
    const files = names
      .filter((name) => name.endsWith(".jsonl"))
      .map((name) => readFile(path.join(projects, name), "utf8"));
    return (await Promise.all(files)).join("");
  };

  it("writes the first phase's files, and their tests pass", async () => {
    const server = await startServer();
    const lines = await claude({
      baseUrl: baseUrlOf(server, at(0, 0)),
      sessionId: sessions[0],
      resume: false,
      prompt: "Implement phase 1 of 2.",
    });
    expect(resultOf(lines)).toMatchObject({ subtype: "success", is_error: false });
    expect(resultOf(lines).result).toContain("whole suite passes");
    expect(await readFile(path.join(workspace, "src/quantity.js"), "utf8")).toContain("readQuantity");
    const check = runTests();
    expect(check.stdout).toContain("fail 0");
    expect(check.status).toBe(0);

    // Its own count of tokens is the one that Claude Code was told.
    const [usage] = Object.values(resultOf(lines).modelUsage ?? {});
    expect(server.tally({})).toMatchObject({
      refused: 0,
      inputUncached: usage?.inputTokens,
      output: usage?.outputTokens,
      cacheRead: usage?.cacheReadInputTokens,
      cacheWrite5m: usage?.cacheCreationInputTokens,
    });
  }, 30_000);

  it("goes on at the right step after kill -9, with another server", async () => {
    const before = await startServer();
    const killed = await claude({
      baseUrl: baseUrlOf(before, at(1, 0)),
      sessionId: sessions[1],
      resume: false,
      prompt: "Implement phase 2 of 2.",
      // The shell command of step 4 runs for two seconds; the process dies as soon as it has stored its call.
      killWhen: async (line) => {
        const call = callIds([line]).find((id) => id.startsWith("toolu_p1r0s4c2_"));
        if (call === undefined) return false;
        await vi.waitUntil(async () => (await transcripts()).includes(call), { timeout: 30_000 });
        return true;
      },
    });
    expect(killed.some((line) => line.type === "result")).toBe(false);

    const after = await startServer();
    const lines = await claude({
      baseUrl: baseUrlOf(after, at(1, 0)),
      sessionId: sessions[1],
      resume: true,
      prompt: "Go on with phase 2.",
    });
    const ids = callIds(lines);
    expect(ids.some((id) => id.startsWith("toolu_p1r0s4c2_"))).toBe(true);
    expect(ids.filter((id) => !/^toolu_p1r0s[45]c/.test(id))).toEqual([]);
    expect(callIds(killed).filter((id) => ids.includes(id))).toEqual([]);
    expect(JSON.stringify(lines)).toContain("I did not see how that ended");
    expect(resultOf(lines)).toMatchObject({ subtype: "success", is_error: false });
    const check = runTests();
    expect(check.status).toBe(1);
    expect(check.stdout).toContain("1 1 cups flour");
  }, 30_000);

  it("repairs the defect in the resumed session, from red to green", async () => {
    const server = await startServer();
    const lines = await claude({
      baseUrl: baseUrlOf(server, at(1, 1)),
      sessionId: sessions[1],
      resume: true,
      prompt: "Carry over.",
    });
    expect(callIds(lines)[0]).toMatch(/^toolu_p1r1s0c0_/);
    expect(resultOf(lines)).toMatchObject({ subtype: "success", is_error: false });
    expect(runTests().status).toBe(0);
  }, 30_000);

  it("learns of refusals by status and of a declining model", async () => {
    const server = await startServer();
    const run = async (scenario: string): Promise<Line> =>
      resultOf(
        await claude({
          baseUrl: baseUrlOf(server, { ...at(0, 0), scenario }),
          sessionId: randomUUID(),
          resume: false,
          prompt: "Implement.",
        }),
      );
    expect(await run("fault-overloaded")).toMatchObject({ is_error: true, api_error_status: 529 });
    expect(await run("quota")).toMatchObject({ is_error: true, api_error_status: 429 });
    expect(await run("refusal")).toMatchObject({ is_error: true });
  }, 30_000);
});
