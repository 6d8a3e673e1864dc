import path from "node:path";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { ProviderAccount } from "../provider.ts";

/** Where Claude Code keeps what it writes, below a project's home. */
export interface ClaudeHome {
  /** CLAUDE_CONFIG_DIR: transcripts, task lists, its own settings. */
  readonly configPath: string;
  readonly temporaryPath: string;
}

/** @param homePath on the host or inside, and so is what is returned */
export const claudeHome = (homePath: string): ClaudeHome => ({
  configPath: path.join(homePath, ".claude"),
  temporaryPath: path.join(homePath, "tmp"),
});

/**
 * Where the owner's own Claude Code keeps its sign-in, as CLAUDE_SECURESTORAGE_CONFIG_DIR (internal) wants it: with it
 * the credentials stay where the owner's CLI reads, renews and locks them, while everything else is written to
 * CLAUDE_CONFIG_DIR. Copying them instead would break the owner's sign-in, because a renewal makes the old refresh
 * token void. Empty means macOS's default keychain entry, which a path would miss. (Tried on Linux with a made-up
 * sign-in; macOS was only read.)
 */
export const ownerCredentialStore = (
  host: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string => {
  const configured = host["CLAUDE_CONFIG_DIR"];
  if (configured) return path.resolve(configured);
  return platform === "darwin" ? "" : path.join(host["HOME"] ?? "/", ".claude");
};

/** How Claude Code presents itself to the gateway. */
export const credentialVariables = ({ kind, credential }: ProviderAccount): Record<string, string> => {
  if (credential === null) return {};
  switch (kind) {
    // As a subscription: only then does Claude Code say when a window resets, and the scripted model has windows too.
    case "scripted":
    case "subscription":
      return { CLAUDE_CODE_OAUTH_TOKEN: credential };
    case "api_key":
    case "local":
      return { ANTHROPIC_AUTH_TOKEN: credential };
  }
};

export interface ClaudeEnvironmentOptions {
  readonly account: ProviderAccount;
  readonly model: string;
  readonly sandbox: Sandbox;
  readonly idleTimeoutMs: number;
  readonly maxOutputTokens: number | null;
}

/** What a local model can take at the most in one answer; Claude Code would ask for as much as Claude can write. */
const mostLocalOutputTokens = 16_000;

/**
 * What Claude Code must know of a local model, since it takes every model for one of Claude's: which one to use for its
 * small requests, that system messages in mid-conversation are dropped by Ollama's renderers, that parts which change
 * with every request would break its prompt cache, and how long its context really is (it assumes 1,000,000 tokens).
 * Names tried with 2.1.329; MODEL_CAPABILITIES is internal.
 */
export const localModelVariables = (model: string, contextTokens: number | undefined): Record<string, string> => ({
  ANTHROPIC_API_KEY: "",
  ANTHROPIC_DEFAULT_OPUS_MODEL: model,
  ANTHROPIC_DEFAULT_SONNET_MODEL: model,
  ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
  CLAUDE_CODE_SUBAGENT_MODEL: model,
  CLAUDE_CODE_MODEL_CAPABILITIES: `${model}=-mid_conv_system,-mid_conv_tool_change`,
  CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS: "1",
  CLAUDE_CODE_ATTRIBUTION_HEADER: "0",
  CLAUDE_CODE_TOTAL_TOKENS_REMINDER: "off",
  CLAUDE_CODE_MAX_OUTPUT_TOKENS: String(mostLocalOutputTokens),
  ...(contextTokens === undefined ? {} : { CLAUDE_CODE_MAX_CONTEXT_TOKENS: String(contextTokens) }),
});

/** Below this Claude Code's own watchdog does not go. */
const shortestStreamIdleMs = 10_000;

/**
 * The whole environment of a Claude Code process. It talks to the base URL alone, writes below the home alone, and
 * gives up at the first failed call: what happens next is the runner's decision, not the CLI's.
 */
export const claudeEnvironment = (options: ClaudeEnvironmentOptions): Record<string, string> => {
  const { account, model, sandbox, idleTimeoutMs, maxOutputTokens } = options;
  const home = claudeHome(sandbox.inside.homePath);
  // A little before our own watchdog, so that a stalled call ends with its reason instead of with a kill.
  const streamIdleMs = String(Math.max(shortestStreamIdleMs, Math.round(idleTimeoutMs * 0.8)));
  return {
    ...sandbox.environment,
    ...credentialVariables(account),
    ...(account.baseUrl === null ? {} : { ANTHROPIC_BASE_URL: account.baseUrl }),
    ...(account.kind === "local" ? localModelVariables(model, account.contextTokens) : {}),
    ...(maxOutputTokens === null ? {} : { CLAUDE_CODE_MAX_OUTPUT_TOKENS: String(maxOutputTokens) }),
    CLAUDE_CONFIG_DIR: home.configPath,
    CLAUDE_CODE_TMPDIR: home.temporaryPath,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    CLAUDE_CODE_MAX_RETRIES: "0",
    CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: "1",
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
    CLAUDE_CODE_ENABLE_TODO_TOOLS: "1",
    CLAUDE_CODE_DISABLE_AUTO_MEMORY: "1",
    CLAUDE_CODE_STARTUP_FAILURE_RESULTS: "1",
    CLAUDE_ENABLE_BYTE_WATCHDOG: "1",
    CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: streamIdleMs,
    CLAUDE_ENABLE_STREAM_WATCHDOG: "1",
    CLAUDE_STREAM_IDLE_TIMEOUT_MS: streamIdleMs,
    API_TIMEOUT_MS: streamIdleMs,
  };
};
