import path from "node:path";
import { z } from "zod";
import {
  anyText,
  asHostHeaderName,
  databaseUrl,
  hostList,
  hostName,
  httpBaseUrl,
  httpOrigin,
  ollamaHost,
  secretKey,
  wholeNumber,
  yesOrNo,
} from "./env-values.ts";
import { knownSecrets, rememberKey, rememberPasswordOf } from "./known-secrets.ts";

/**
 * The settings of an installation: the only place below scripts/ that reads process.env. Each variable keeps its
 * name, so that a search finds setting, use and explanation (.env.example) alike. An empty value counts as absent.
 */

interface SettingText {
  /** What a right value is, as the end of "expected …". */
  readonly expected: string;
  readonly example: string;
  /** Its value is never repeated in a message. */
  readonly secret?: true;
}

/** Zod schemas of all settings, as strings come in; defaults are written as a user would write them. */
export const envSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: hostName.default("127.0.0.1"),
  SPIRAL_DATA_DIR: anyText.default("./.spiral"),
  DATABASE_URL: databaseUrl.optional(),
  SPIRAL_PUBLIC_URL: httpOrigin.optional(),
  SPIRAL_ALLOWED_HOSTS: hostList.default([]),
  ANTHROPIC_API_KEY: anyText.optional(),
  ANTHROPIC_BASE_URL: httpBaseUrl.optional(),
  CLAUDE_CODE_PATH: anyText.refine((value) => path.isAbsolute(value)).optional(),
  CLAUDE_CODE_OAUTH_TOKEN: anyText.optional(),
  SPIRAL_METRICS_TOKEN: anyText.refine((value) => value.length >= 16 && !/\s/.test(value)).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpBaseUrl.optional(),
  OLLAMA_HOST: ollamaHost.default("http://127.0.0.1:11434"),
  SPIRAL_RUNNER_CONCURRENCY: wholeNumber(1, 64).default(4),
  SPIRAL_SECRET_KEY: secretKey.optional(),
  SPIRAL_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  SPIRAL_SCRIPTED_PACE_MS: wholeNumber(0, 10_000).default(8),
  SPIRAL_SCRIPTED_TALLY: anyText.optional(),
  SPIRAL_RUN_IDLE_TIMEOUT_S: wholeNumber(45, 82_800).default(600),
  SPIRAL_RUN_TOTAL_TIMEOUT_S: wholeNumber(1, 82_800).default(7200),
  SPIRAL_CHECK_TIMEOUT_S: wholeNumber(1, 86_400).default(300),
  SPIRAL_UNSAFE_NO_SANDBOX: yesOrNo.default(false),
  SPIRAL_SANDBOX_UID_BASE: wholeNumber(10_000, 999_999_999).default(700_000_000),
  SPIRAL_SANDBOX_PROCESSES: wholeNumber(50, 100_000).default(1_000),
  SPIRAL_SANDBOX_MEMORY_MB: wholeNumber(512, 1_000_000).default(4_096),
  SPIRAL_SANDBOX_CPU_PERCENT: wholeNumber(10, 100_000).default(400),
  SPIRAL_SANDBOX_FILE_MB: wholeNumber(16, 1_000_000).default(2_048),
  SPIRAL_SANDBOX_TMP_MB: wholeNumber(16, 100_000).default(512),
  SPIRAL_SANDBOX_WORKSPACE_MB: wholeNumber(64, 10_000_000).default(10_240),
});

export type EnvName = keyof typeof envSchema.shape;

/**
 * `SPIRAL_DATA_DIR` is absolute; `SPIRAL_ALLOWED_HOSTS` is the whole list (lower case, no ports, IPv6 in
 * brackets): loopback names, HOST, the public URL's host and the extra ones.
 */
export type Env = z.infer<typeof envSchema>;

const texts: Record<EnvName, SettingText> = {
  PORT: { expected: "a port from 1 to 65535, or 0 for any free one", example: "3000" },
  HOST: { expected: "an IP address or a host name to listen on", example: "127.0.0.1" },
  SPIRAL_DATA_DIR: { expected: "a folder", example: "/var/lib/spiral" },
  DATABASE_URL: {
    expected: "a PostgreSQL address with a database name and without a `schema` parameter",
    example: "postgresql://spiral:password@localhost:5432/spiral",
    secret: true,
  },
  SPIRAL_PUBLIC_URL: {
    expected: "the http(s) address in front of the proxy, without a path",
    example: "https://spiral.example.org",
  },
  SPIRAL_ALLOWED_HOSTS: {
    expected: "host names without ports, separated by commas",
    example: "spiral.lan,192.168.1.20",
  },
  ANTHROPIC_API_KEY: { expected: "a key of the Claude Console", example: "sk-ant-…", secret: true },
  ANTHROPIC_BASE_URL: {
    expected: "an http(s) address without a user and password",
    example: "https://api.anthropic.com",
  },
  CLAUDE_CODE_PATH: { expected: "the absolute path of a claude binary", example: "/usr/local/bin/claude" },
  CLAUDE_CODE_OAUTH_TOKEN: { expected: "a token made by `claude setup-token`", example: "sk-ant-oat…", secret: true },
  SPIRAL_METRICS_TOKEN: {
    expected: "a token of at least 16 characters without spaces (openssl rand -hex 32)",
    example: "<64 characters>",
    secret: true,
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    expected: "the http(s) address of an OpenTelemetry collector, without /v1/metrics",
    example: "http://127.0.0.1:4318",
  },
  OLLAMA_HOST: { expected: "an http(s) address or host:port", example: "http://127.0.0.1:11434" },
  SPIRAL_RUNNER_CONCURRENCY: { expected: "a whole number from 1 to 64", example: "4" },
  SPIRAL_SECRET_KEY: {
    expected: "32 random bytes in base64 (openssl rand -base64 32)",
    example: "<44 characters>",
    secret: true,
  },
  SPIRAL_LOG_LEVEL: { expected: "one of fatal, error, warn, info, debug, trace, silent", example: "info" },
  SPIRAL_SCRIPTED_PACE_MS: { expected: "milliseconds from 0 to 10000", example: "8" },
  SPIRAL_SCRIPTED_TALLY: { expected: "a file", example: "/tmp/scripted-tally.jsonl" },
  SPIRAL_RUN_IDLE_TIMEOUT_S: {
    expected: "seconds from 45 to 82800 (Claude Code is silent for up to 30 while a tool runs)",
    example: "600",
  },
  SPIRAL_RUN_TOTAL_TIMEOUT_S: { expected: "seconds from 1 to 82800", example: "7200" },
  SPIRAL_CHECK_TIMEOUT_S: { expected: "seconds from 1 to 86400", example: "300" },
  SPIRAL_UNSAFE_NO_SANDBOX: { expected: "1 (agents run without walls) or 0", example: "0" },
  SPIRAL_SANDBOX_UID_BASE: { expected: "a user id from 10000 to 999999999", example: "700000000" },
  SPIRAL_SANDBOX_PROCESSES: { expected: "a number from 50 to 100000", example: "1000" },
  SPIRAL_SANDBOX_MEMORY_MB: { expected: "mebibytes from 512 to 1000000", example: "4096" },
  SPIRAL_SANDBOX_CPU_PERCENT: { expected: "hundredths of a core from 10 to 100000", example: "400" },
  SPIRAL_SANDBOX_FILE_MB: { expected: "mebibytes from 16 to 1000000", example: "2048" },
  SPIRAL_SANDBOX_TMP_MB: { expected: "mebibytes from 16 to 100000", example: "512" },
  SPIRAL_SANDBOX_WORKSPACE_MB: { expected: "mebibytes from 64 to 10000000", example: "10240" },
};

/** Every name of a setting, in the order of `.env.example`. */
export const envNames: readonly EnvName[] = envSchema.keyof().options;

/** One readable line per wrong value in `problems`; the message joins them. */
export class EnvError extends Error {
  override readonly name = "EnvError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    const head = problems.length === 1 ? "A setting is wrong:" : `${problems.length} settings are wrong:`;
    super(
      `${head}\n${problems.map((line) => `  ${line}`).join("\n")}\nSet them in the environment or in .env; .env.example explains each.`,
    );
    this.problems = problems;
  }
}

const problemLine = (name: EnvName, found: string): string => {
  const text = texts[name];
  // An address may hold a password.
  const shown =
    text.secret || found.includes("@")
      ? `has a wrong value of ${found.length} characters (not shown)`
      : `is ${JSON.stringify(found)}`;
  return `${name} ${shown}; expected ${text.expected}, for example ${name}=${text.example}`;
};

/**
 * Reads settings from `source` without touching anything else.
 * @param root the folder that relative paths start from
 * @throws EnvError with one line per wrong value
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>, root: string): Env {
  const given = Object.fromEntries(
    envNames.flatMap((name) => {
      const value = source[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
    throw new EnvError(envNames.filter((name) => wrong.has(name)).map((name) => problemLine(name, given[name] ?? "")));
  }
  const read = parsed.data;
  const listensEverywhere = read.HOST === "0.0.0.0" || read.HOST === "::";
  const allowedHosts = new Set([
    "localhost",
    "127.0.0.1",
    "[::1]",
    ...(listensEverywhere ? [] : [asHostHeaderName(read.HOST)]),
    ...(read.SPIRAL_PUBLIC_URL ? [new URL(read.SPIRAL_PUBLIC_URL).hostname] : []),
    ...read.SPIRAL_ALLOWED_HOSTS,
  ]);
  return {
    ...read,
    SPIRAL_DATA_DIR: path.resolve(root, read.SPIRAL_DATA_DIR),
    SPIRAL_ALLOWED_HOSTS: [...allowedHosts],
  };
}

let cached: Env | undefined;

/** Whatever of the settings must not be seen, reported before anything can be said about it. */
const rememberSecretsOf = (read: Env): Env => {
  const { ANTHROPIC_API_KEY, CLAUDE_CODE_OAUTH_TOKEN, SPIRAL_METRICS_TOKEN, DATABASE_URL, SPIRAL_SECRET_KEY } = read;
  for (const secret of [ANTHROPIC_API_KEY, CLAUDE_CODE_OAUTH_TOKEN, SPIRAL_METRICS_TOKEN])
    if (secret !== undefined) knownSecrets().remember(secret);
  if (SPIRAL_SECRET_KEY !== undefined) rememberKey(SPIRAL_SECRET_KEY);
  if (DATABASE_URL !== undefined) rememberPasswordOf(DATABASE_URL);
  return read;
};

/**
 * The settings of this process, read once; its secrets are known from then on (known-secrets.ts). Relative paths start
 * from the working directory, which every script sets to the project's root.
 * @throws EnvError with one line per wrong value
 */
export function env(): Env {
  cached ??= rememberSecretsOf(parseEnv(process.env, process.cwd()));
  return cached;
}
