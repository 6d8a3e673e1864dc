import pino, { type DestinationStream, type Logger } from "pino";
import { env } from "./env.ts";
import { knownSecrets } from "./known-secrets.ts";
import { lossyOutput } from "./lossy-output.ts";

export type { Logger } from "pino";

const secretNames = [
  "password",
  "passwordHash",
  "token",
  "apiKey",
  "secret",
  "credential",
  "authorization",
  "cookie",
  "x-api-key",
  "ANTHROPIC_API_KEY",
  "CLAUDE_CODE_OAUTH_TOKEN",
  "SPIRAL_SECRET_KEY",
  "DATABASE_URL",
];

/** Pino's redaction has no "at any depth": these names are hidden at the top and two levels below. */
const redactedPaths = secretNames.flatMap((name) => ["", "*", "*.*"].map((prefix) => `${prefix}["${name}"]`));

/**
 * Control characters, bidirectional overrides and zero-width characters could forge a line or repaint the terminal;
 * they are shown as escapes. (In JSON, pino escapes what JSON demands and a terminal never sees it.)
 */
const unsafeCharacters = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const printable = (text: string): string =>
  text.replace(unsafeCharacters, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One readable line (and an error's stack below it) from one of pino's JSON lines. */
export function readableLine(json: string): string {
  const parsed: unknown = JSON.parse(json);
  if (!isRecord(parsed)) return json;
  const { level, time, name, msg, err, ...rest } = parsed;
  const label = pino.levels.labels[Number(level)] ?? String(level);
  const clock = new Date(Number(time)).toTimeString().slice(0, 8);
  const details = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const head = [clock, label.padEnd(5), String(name).padEnd(10), typeof msg === "string" ? msg : "", ...details];
  const stack = isRecord(err) && typeof err["stack"] === "string" ? err["stack"] : "";
  const stackLines = stack === "" ? [] : stack.split("\n").map((line) => `    ${printable(line.trim())}`);
  return `${[printable(head.join(" ").trimEnd()), ...stackLines].join("\n")}\n`;
}

const readable = (output: { write(text: string): unknown }): DestinationStream => ({
  write: (json) => void output.write(readableLine(json)),
});

/** The last thing that happens to a line: whatever a library put into it, no known secret leaves this process. */
const withoutSecrets = (output: DestinationStream): DestinationStream => ({
  write: (json) => output.write(knownSecrets().redact(json)),
});

export interface LoggerOptions {
  readonly level?: string;
  /** Where JSON lines go; by default standard output, made readable when that is a terminal. */
  readonly destination?: DestinationStream;
}

/** A logger that writes JSON lines, or readable ones to a terminal. `name` says which part speaks. */
export function createLogger(name: string, options: LoggerOptions = {}): Logger {
  const destination = options.destination ?? (process.stdout.isTTY ? readable(process.stdout) : lossyOutput(1));
  return pino(
    {
      base: { name },
      level: options.level ?? env().SPIRAL_LOG_LEVEL,
      redact: { paths: redactedPaths, censor: "[hidden]" },
    },
    withoutSecrets(destination),
  );
}
