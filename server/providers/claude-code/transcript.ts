import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { OpenedFolder } from "../../sandbox/opened-folder.ts";
import { ModelUsages } from "./cli-lines.ts";
import { readLines } from "./lines.ts";

/** Where a transcript is: a file in a folder below the project's home. An agent may have changed any of them since. */
interface TranscriptPlace {
  readonly homePath: string;
  /** From the home down; raw, as in server/sandbox/opened-folder.ts. */
  readonly folders: readonly string[];
  readonly file: string;
}

/**
 * Claude Code's own record of a session (internal; pinned by the SDK's version). It alone says whether there is
 * something to resume: `--resume` fails without a conversation in it, `--session-id` fails as soon as the file exists.
 */
export interface Transcript {
  readonly place: TranscriptPlace;
  /** False for a file that a process began and had no time to write a message into. */
  readonly hasConversation: boolean;
  /** A tool call was deferred and has no result yet: a resumed process goes on with it by itself. */
  readonly waitsForTool: boolean;
  /** The totals that a resumed process goes on counting from. */
  readonly usage: ModelUsages;
  /** Of the messages that were handed over while it was at work (mailbox.ts): their texts hold their ids. */
  readonly messageIds: ReadonlySet<string>;
}

/** As `AgentMessage.text` holds it; in the transcript it stands inside of JSON. */
const messageMark = /message=\\?"(msg_[0-9a-z]+)\\?"/g;

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

/** An agent can make its transcript as long as the disk is; what comes after this is not read. */
const maxTranscriptBytes = 2 * 1024 ** 3;
const mostFolders = 10_000;

/**
 * Null where the session was never written down. `projects/` holds one folder per working directory. All of it is the
 * agent's as well: neither folders nor the file are looked for through links.
 * @param configPath a folder of the project's home
 */
export const findTranscript = async (configPath: string, sessionId: string): Promise<Transcript | null> => {
  const homePath = path.dirname(configPath);
  const within = [path.basename(configPath), "projects"];
  const projects = await OpenedFolder.openInWorkspace(homePath, within);
  if (projects === null) return null;
  const file = `${sessionId}.jsonl`;
  try {
    for await (const { name, folder } of projects.folders(mostFolders)) {
      const found = await folder.file(file);
      if (found.outcome !== "opened") continue;
      try {
        return { place: { homePath, folders: [...within, name], file }, ...(await readTranscript(found.handle)) };
      } finally {
        await found.handle.close();
      }
    }
  } finally {
    await projects.close();
  }
  return null;
};

const readTranscript = async (handle: FileHandle): Promise<Omit<Transcript, "place">> => {
  let hasConversation = false;
  let deferred: string | null = null;
  let usage: ModelUsages = {};
  const messageIds = new Set<string>();
  const content = handle.createReadStream({ start: 0, end: maxTranscriptBytes - 1, autoClose: false });
  for await (const line of readLines(content, maxLineBytes)) {
    if (line.kind === "too_long") continue;
    for (const [, id] of line.text.matchAll(messageMark)) if (id !== undefined) messageIds.add(id);
    const entry = parse(line.text);
    const type = Entry.safeParse(entry).data?.type;
    hasConversation ||= type === "user" || type === "assistant";
    usage = CostState.safeParse(entry).data?.modelUsage ?? usage;
    deferred = Deferral.safeParse(entry).data?.attachment.toolUseID ?? deferred;
    const results = ToolResults.safeParse(entry).data?.message.content ?? [];
    if (results.some((block) => block.tool_use_id === deferred)) deferred = null;
  }
  return { hasConversation, waitsForTool: deferred !== null, usage, messageIds };
};

/** Takes an empty transcript out of the way of a fresh start under the same id; kept, for whoever wants to know. */
export const setAside = async ({ place: { homePath, folders, file } }: Transcript): Promise<void> => {
  const folder = await OpenedFolder.openInWorkspace(homePath, folders);
  // Gone meanwhile: nothing is in the way.
  if (folder === null) return;
  try {
    await folder.move(file, folder, `${file}.${Date.now()}.empty`);
  } finally {
    await folder.close();
  }
};
