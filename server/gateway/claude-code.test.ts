import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { scopeOf, startServer } from "../providers/scripted/api-client.fixture.ts";
import { scriptedBaseUrl } from "../providers/scripted/base-url.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import type { ScriptedServer } from "../providers/scripted/server.ts";
import { grantFor, startGateway, type RecordingGrant } from "./gateway.fixture.ts";
import type { EndedCall, GatewayDoor } from "./gateway.ts";

const Line = z.looseObject({ type: z.string(), subtype: z.string().optional(), is_error: z.boolean().optional() });
type Line = z.infer<typeof Line>;

const binary = path.join(
  path.dirname(
    createRequire(import.meta.url).resolve(
      `@anthropic-ai/claude-agent-sdk-${process.platform}-${process.arch}/package.json`,
    ),
  ),
  "claude",
);

/** The real Claude Code, which knows the run's token and the door's address, and nothing else. */
const runClaude = async (
  door: GatewayDoor,
  killWhen: (line: Line) => boolean = () => false,
): Promise<readonly Line[]> => {
  if (door.address.kind !== "loopback") throw new Error("Expected a loopback door.");
  const folder = await mkdtemp(path.join(tmpdir(), "spiral-gateway-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const workspace = path.join(folder, "workspace");
  await mkdir(workspace);
  const args = ["-p", "Implement phase 1 of 2.", "--model", defaultScriptedModel, "--session-id", randomUUID()];
  args.push("--output-format", "stream-json", "--verbose", "--include-partial-messages");
  args.push(
    "--permission-mode",
    "bypassPermissions",
    "--tools",
    "Bash,Read,Write,Edit,Glob,Grep,TaskCreate,TaskUpdate",
  );
  const child = spawn(binary, args, {
    cwd: workspace,
    stdio: ["ignore", "pipe", "ignore"],
    env: {
      NODE_ENV: "test",
      PATH: [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(path.delimiter),
      HOME: folder,
      LANG: "C.UTF-8",
      CLAUDE_CONFIG_DIR: path.join(folder, "config"),
      CLAUDE_CODE_TMPDIR: path.join(folder, "tmp"),
      ANTHROPIC_BASE_URL: door.address.url,
      CLAUDE_CODE_OAUTH_TOKEN: door.token,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
      CLAUDE_CODE_ENABLE_TODO_TOOLS: "1",
      CLAUDE_CODE_MAX_RETRIES: "0",
      CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: "1",
      IS_SANDBOX: "1",
    },
  });
  const lines: Line[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    const line = Line.parse(JSON.parse(text));
    lines.push(line);
    if (killWhen(line)) child.kill("SIGKILL");
  }
  return lines;
};

const open = async (
  server: ScriptedServer,
  scenario: string,
): Promise<{ door: GatewayDoor; grant: RecordingGrant }> => {
  const scope = scopeOf({ scenario, operation: "IMPLEMENT" });
  const baseUrl = scriptedBaseUrl({ serverUrl: server.url, ...scope });
  const grant = grantFor({ kind: "scripted", addresses: "any", baseUrl, credential: "credential-of-the-owner" });
  return { door: await (await startGateway()).open(grant, "loopback"), grant };
};

const sum = (reports: readonly EndedCall[], name: "inputUncached" | "cacheRead" | "cacheWrite5m" | "output"): number =>
  reports.reduce((total, { usage }) => total + (usage?.[name] ?? 0), 0);

const expectTally = (grant: RecordingGrant, server: ScriptedServer): void => {
  const { ended } = grant;
  expect(server.tally({})).toMatchObject({
    calls: ended.filter(({ usage }) => usage !== null).length,
    inputUncached: sum(ended, "inputUncached"),
    cacheRead: sum(ended, "cacheRead"),
    cacheWrite5m: sum(ended, "cacheWrite5m"),
    output: sum(ended, "output"),
  });
};

describe("the real Claude Code through a door", () => {
  it("works as it does without, and every token is reported", async () => {
    const server = await startServer();
    const { door, grant } = await open(server, "sample-build");
    const lines = await runClaude(door);
    expect(lines.findLast(({ type }) => type === "result")).toMatchObject({ subtype: "success", is_error: false });
    await door.close();
    expect(grant.ended.length).toBe(grant.admitted.length);
    expect(grant.ended.length).toBeGreaterThan(3);
    expect(new Set(grant.ended.map(({ outcome }) => outcome))).toEqual(new Set(["COMPLETED"]));
    expectTally(grant, server);
  }, 30_000);

  it("is told of a used-up window as a subscription is", async () => {
    const server = await startServer();
    const { door, grant } = await open(server, "fault-quota");
    const lines = await runClaude(door);
    expect(lines.find(({ type }) => type === "rate_limit_event")).toMatchObject({
      rate_limit_info: { status: "rejected", rateLimitType: "five_hour" },
    });
    expect(grant.ended.at(-1)).toMatchObject({ outcome: "FAILED", error: { class: "quota" } });
  }, 30_000);

  it("is reported when it is killed in mid-answer", async () => {
    const server = await startServer();
    const { door, grant } = await open(server, "fault-stall");
    const isText = (line: Line): boolean => line.type === "stream_event" && JSON.stringify(line).includes("_delta");
    await runClaude(door, isText);
    await door.close();
    expect(grant.ended.filter(({ outcome }) => outcome === "CUT")).toMatchObject([
      { usage: { output: 1 }, error: null },
    ]);
    expectTally(grant, server);
  }, 30_000);
});
