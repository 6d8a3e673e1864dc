import { createReadStream } from "node:fs";
import { readdir, rename, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { ModelUsages } from "./cli-lines.ts";
import { readLines } from "./lines.ts";

/**
 * Claude Code's own record of a session (internal; pinned by the SDK's version). It alone says whether there is
 * something to resume: `--resume` fails without a conversation in it, `--session-id` fails as soon as the file exists.
 */
export interface Transcript {
  readonly file: string;
  /** False for a file that a process began and had no time to write a message into. */
  readonly hasConversation: boolean;
  /** A tool call was deferred and has no result yet: a resumed process goes on with it by itself. */
  readonly waitsForTool: boolean;
  /** The totals that a resumed process goes on counting from. */
  readonly usage: ModelUsages;
}

const Entry = z.object({ type: z.string() });
const Deferral = z.object({ attachment: z.object({ type: z.literal("hook_deferred_tool"), toolUseID: z.string() }) });
const ToolResults = z.object({
  type: z.literal("user"),
  message: z.object({ content: z.array(z.looseObject({ tool_use_id: z.string().optional() })) }),
});
const CostState = z.object({ type: z.literal("cost-state"), modelUsage: ModelUsages });

/** Longer lines (a file that was read whole) are no cost state, and messages enough come besides them. */
const maxLineBytes = 4 * 1024 * 1024;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Null where the session was never written down. `projects/` holds one folder per working directory. */
export const findTranscript = async (configPath: string, sessionId: string): Promise<Transcript | null> => {
  const projects = path.join(configPath, "projects");
  const folders = await readdir(projects).catch(() => []);
  for (const folder of folders) {
    const file = path.join(projects, folder, `${sessionId}.jsonl`);
    const found = await stat(file).catch(() => null);
    if (found?.isFile()) return readTranscript(file);
  }
  return null;
};

const readTranscript = async (file: string): Promise<Transcript> => {
  let hasConversation = false;
  let deferred: string | null = null;
  let usage: ModelUsages = {};
  for await (const line of readLines(createReadStream(file), maxLineBytes)) {
    if (line.kind === "too_long") continue;
    const entry = parse(line.text);
    const type = Entry.safeParse(entry).data?.type;
    hasConversation ||= type === "user" || type === "assistant";
    usage = CostState.safeParse(entry).data?.modelUsage ?? usage;
    deferred = Deferral.safeParse(entry).data?.attachment.toolUseID ?? deferred;
    const results = ToolResults.safeParse(entry).data?.message.content ?? [];
    if (results.some((block) => block.tool_use_id === deferred)) deferred = null;
  }
  return { file, hasConversation, waitsForTool: deferred !== null, usage };
};

/** Takes an empty transcript out of the way of a fresh start under the same id; kept, for whoever wants to know. */
export const setAside = ({ file }: Transcript): Promise<void> => rename(file, `${file}.${Date.now()}.empty`);
