import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { assignments } from "../server/agents/registry.ts";
import { claudeEnvironment } from "../server/providers/claude-code/environment.ts";
import { findClaudeCode } from "../server/providers/claude-code/index.ts";
import { defaultScriptedModel } from "../server/providers/scripted/models.ts";
import { exactEnvironment } from "../server/sandbox/environment.ts";
import type { Sandbox } from "../server/sandbox/sandbox.ts";
import { openBareSandbox } from "./bench-sandboxes.ts";

/** As many as the product gives it (`settings.ts`: limits.turnsPerRun). */
const maxTurns = "200";
/** The product's own list for an autonomous Developer (providers/claude-code/run-agent.ts). */
const tools =
  "Bash,Read,Write,Edit,NotebookEdit,Glob,Grep,WebFetch,WebSearch,TaskCreate,TaskUpdate,TaskList,TaskGet,Agent";
const idleTimeoutMs = 600_000;

export interface BareClaudeOptions {
  readonly baseUrl: string;
  readonly prompt: string;
  /** Absolute; `files` and `home` are made in it, as a project has them. */
  readonly folder: string;
}

export interface BareClaudeTimes {
  /** Milliseconds from the spawn to the first line on stdout. */
  readonly firstLineMs: number;
  /** Milliseconds from the spawn to the end of the process. */
  readonly totalMs: number;
}

/** Where Claude Code comes from; the same program on both sides. @throws Error when there is none */
export const installedClaude = async (): Promise<string> => {
  const binary = await findClaudeCode(null);
  if (binary === null) throw new Error("Claude Code is not installed.");
  return binary;
};

/** A Developer's session by its arguments and environment, of one `claude -p` in this sandbox's workspace. */
export const developerSession = (
  sandbox: Sandbox,
  { baseUrl, prompt }: { readonly baseUrl: string | null; readonly prompt: string },
): { readonly args: readonly string[]; readonly env: Record<string, string> } => {
  const account = { kind: "scripted", baseUrl, credential: "scripted" } as const;
  const args = ["-p", prompt, "--output-format", "stream-json", "--verbose", "--include-partial-messages"];
  args.push("--model", defaultScriptedModel, "--session-id", randomUUID(), "--tools", tools, "--max-turns", maxTurns);
  args.push("--append-system-prompt", assignments.IMPLEMENT.system, "--setting-sources", "", "--strict-mcp-config");
  args.push("--permission-mode", "bypassPermissions");
  // The variable lets root skip permissions.
  const env = {
    ...claudeEnvironment({ account, model: defaultScriptedModel, sandbox, idleTimeoutMs, maxOutputTokens: null }),
    IS_SANDBOX: "1",
  };
  return { args, env };
};

/**
 * The Developer's session without any of our own code around it: the same binary, environment, tools, system prompt and
 * prompt, one `claude -p`; its lines are read and thrown away. It asks nobody (the product answers its hooks).
 */
export const runBareClaude = async ({ baseUrl, prompt, folder }: BareClaudeOptions): Promise<BareClaudeTimes> => {
  const binary = await installedClaude();
  const sandbox = await openBareSandbox(folder);
  const { args, env } = developerSession(sandbox, { baseUrl, prompt });

  const began = performance.now();
  let firstLineMs: number | null = null;
  let last = "";
  const child = spawn(binary, args, {
    cwd: sandbox.host.workspacePath,
    env: exactEnvironment(env),
    stdio: ["ignore", "pipe", "ignore"],
  });
  const exited = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    firstLineMs ??= performance.now() - began;
    last = line;
  }
  const status = await exited;
  if (status !== 0 || firstLineMs === null)
    throw new Error(`The bare Claude Code ended with ${status}: ${last.slice(0, 500)}`);
  return { firstLineMs, totalMs: performance.now() - began };
};
