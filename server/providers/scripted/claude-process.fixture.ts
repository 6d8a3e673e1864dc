import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { defaultScriptedModel } from "./models.ts";

/** The real Claude Code, bare: one `claude -p` without any of our own code around it. */

const Block = z.looseObject({
  type: z.string(),
  id: z.string().optional(),
  name: z.string().optional(),
  text: z.string().optional(),
  tool_use_id: z.string().optional(),
  content: z.unknown().optional(),
});

const Line = z.looseObject({
  type: z.string(),
  subtype: z.string().optional(),
  message: z.looseObject({ content: z.array(Block) }).optional(),
  is_error: z.boolean().optional(),
  result: z.string().optional(),
  api_error_status: z.number().nullish(),
  modelUsage: z
    .record(
      z.string(),
      z.looseObject({
        inputTokens: z.int(),
        outputTokens: z.int(),
        cacheReadInputTokens: z.int(),
        cacheCreationInputTokens: z.int(),
      }),
    )
    .optional(),
});
export type Line = z.infer<typeof Line>;

const binary = path.join(
  path.dirname(
    createRequire(import.meta.url).resolve(
      `@anthropic-ai/claude-agent-sdk-${process.platform}-${process.arch}/package.json`,
    ),
  ),
  "claude",
);

export interface ClaudeOptions {
  readonly baseUrl: string;
  readonly workspace: string;
  readonly home: string;
  readonly sessionId: string;
  readonly resume: boolean;
  readonly prompt: string;
  /** Ends the process with SIGKILL as soon as it is true of a line. */
  readonly killWhen?: (line: Line) => Promise<boolean>;
}

/** Runs to its end and gives back every line. */
export const runClaude = async (options: ClaudeOptions): Promise<readonly Line[]> => {
  const args = ["-p", options.prompt, "--model", defaultScriptedModel, "--output-format", "stream-json", "--verbose"];
  args.push(
    "--permission-mode",
    "bypassPermissions",
    "--tools",
    "Bash,Read,Write,Edit,Glob,Grep,TaskCreate,TaskUpdate",
  );
  args.push(options.resume ? "--resume" : "--session-id", options.sessionId);
  const child = spawn(binary, args, {
    cwd: options.workspace,
    stdio: ["ignore", "pipe", "ignore"],
    env: {
      NODE_ENV: "test",
      PATH: [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(path.delimiter),
      HOME: options.home,
      LANG: "C.UTF-8",
      CLAUDE_CONFIG_DIR: path.join(options.home, "config"),
      CLAUDE_CODE_TMPDIR: path.join(options.home, "tmp"),
      ANTHROPIC_BASE_URL: options.baseUrl,
      ANTHROPIC_AUTH_TOKEN: "token-of-a-test",
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
    if ((await options.killWhen?.(line)) === true) child.kill("SIGKILL");
  }
  return lines;
};

/** Ids of the tool calls that the model made, in order. */
export const callIds = (lines: readonly Line[]): readonly string[] =>
  lines.flatMap((line) =>
    line.type === "assistant"
      ? (line.message?.content ?? []).flatMap((block) => (block.type === "tool_use" ? [block.id ?? ""] : []))
      : [],
  );

export const resultOf = (lines: readonly Line[]): Line => {
  const result = lines.findLast((line) => line.type === "result");
  if (result === undefined) throw new Error("Claude Code ended without a result line.");
  return result;
};
