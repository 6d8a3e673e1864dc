import path from "node:path";
import { Ollama } from "ollama";
import type { SystemFinding } from "../contract/views.ts";
import type { RunnerFindings } from "../domain/runners/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Env } from "../platform/env.ts";
import { safeFetch } from "../platform/safe-fetch.ts";
import { detectClaudeCode } from "../providers/claude-code/index.ts";
import { findExecutable } from "../sandbox/find-executable.ts";
import { sandboxFindings } from "./sandbox-findings.ts";
import type { Sandboxing } from "./sandboxing.ts";

const ollamaTimeoutMs = 1_500;
const ollamaMaxBytes = 10_000_000;
const lookTimeoutMs = 30_000;

export interface Surroundings {
  readonly env: Env;
  readonly sandboxing: Sandboxing;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Which look this is, where somebody has asked for it; null: of the runner's own accord. */
  readonly lookId: string | null;
  readonly clock: Clock;
  /** Ends the look, and the processes that it has started. */
  readonly signal: AbortSignal;
}

/** Looks at the machine that the runner is on. Everything that is missing is data with its fix, not an error. */
export const findOnThisMachine = async ({
  env,
  sandboxing,
  hostEnvironment,
  lookId,
  clock,
  signal,
}: Surroundings): Promise<RunnerFindings> => {
  const [claude, ollama, git] = await Promise.all([
    timed(clock, () =>
      detectClaudeCode({
        sandboxes: sandboxing.unwalled,
        hostEnvironment,
        configuredPath: env.CLAUDE_CODE_PATH ?? null,
        oauthToken: env.CLAUDE_CODE_OAUTH_TOKEN ?? null,
        scratchPath: path.join(env.SPIRAL_DATA_DIR, "runner"),
        signal: AbortSignal.any([signal, AbortSignal.timeout(lookTimeoutMs)]),
      }),
    ),
    timed(clock, () => findOllama(env.OLLAMA_HOST)),
    findGit(hostEnvironment),
  ]);
  return {
    claudeCode: claude.found.finding,
    signedIn: claude.found.signedIn,
    ollama: ollama.found,
    git,
    ...sandboxFindings(sandboxing),
    look: lookId === null ? null : { id: lookId, tookMs: { claudeCode: claude.tookMs, ollama: ollama.tookMs } },
    timeouts: {
      runIdleSeconds: env.SPIRAL_RUN_IDLE_TIMEOUT_S,
      runTotalSeconds: env.SPIRAL_RUN_TOTAL_TIMEOUT_S,
      checkSeconds: env.SPIRAL_CHECK_TIMEOUT_S,
    },
  };
};

const timed = async <Found>(clock: Clock, look: () => Promise<Found>): Promise<{ found: Found; tookMs: number }> => {
  const begun = clock.now().getTime();
  const found = await look();
  return { found, tookMs: clock.now().getTime() - begun };
};

const findOllama = async (host: string): Promise<SystemFinding> => {
  const client = new Ollama({
    host,
    // From the environment, so it may be anywhere.
    fetch: safeFetch({ allow: "any", timeoutMs: ollamaTimeoutMs, maxBytes: ollamaMaxBytes }),
  });
  try {
    const { models } = await client.list();
    const names = models.slice(0, 3).map(({ name }) => name);
    return models.length === 0
      ? {
          status: "warning",
          detail: `Found at ${host}, without any model.`,
          fix: "Pull one, for example: ollama pull qwen3-coder:30b",
        }
      : { status: "ok", detail: `Found at ${host} with ${models.length} models: ${names.join(", ")}.`, fix: null };
  } catch {
    return {
      status: "missing",
      detail: `Nothing answers at ${host}. It is optional: with it, projects run on models of your own.`,
      fix: "Install Ollama and start it, or set OLLAMA_HOST.",
    };
  }
};

const findGit = async (hostEnvironment: Surroundings["hostEnvironment"]): Promise<SystemFinding> => {
  const found = await findExecutable("git", hostEnvironment["PATH"] ?? "", "/");
  return found === null
    ? {
        status: "missing",
        detail: "git was not found. Every project's workspace is a git repository.",
        fix: "Install git, for example: sudo apt-get install git",
      }
    : { status: "ok", detail: found, fix: null };
};
