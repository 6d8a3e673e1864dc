import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as pause } from "node:timers/promises";
import { OpenedFolder } from "../../sandbox/opened-folder.ts";

/**
 * Output of running shell commands. Claude Code does not stream it; it writes it to
 * `<temporary>/claude-<uid>/<working directory>/<session>/tasks/<task>.output` (internal) and says nowhere which
 * command a file belongs to. Commands that change something run one at a time and files appear in the order in which
 * commands begin, so a new file belongs to the oldest command without one.
 */
export interface ShellTail {
  begin(toolUseId: string): void;
  /** Resolves when nothing more of this command will be passed on: its whole output comes with its result. */
  finish(toolUseId: string): Promise<void>;
  stop(): Promise<void>;
}

export interface ShellTailOptions {
  /** A folder of the project's home, on the host. */
  readonly temporaryPath: string;
  readonly sessionId: string;
  readonly onText: (toolUseId: string, text: string) => Promise<void>;
  /** Bytes of one command that are passed on; the result has the rest. */
  readonly maxBytes: number;
  readonly pollMs: number;
}

interface Running {
  readonly toolUseId: string;
  readonly decoder: StringDecoder;
  handle: FileHandle | null;
  offset: number;
  /** What is being passed on just now. */
  passing: Promise<void>;
}

const chunkBytes = 64 * 1024;
/** More output files than a session has commands: they are the agent's own, and are not shown. */
const mostFiles = 10_000;
const mostFolders = 200;

interface OutputFile {
  readonly handle: FileHandle;
  readonly born: number;
}

/**
 * Opens the output files that `known` does not have yet, and notes them there. All of the temporary folder is the
 * agent's as well: a link or a pipe in a folder's or a file's place is not followed and not waited for.
 */
const openNew = async (
  { temporaryPath, sessionId }: Pick<ShellTailOptions, "temporaryPath" | "sessionId">,
  known: Set<string>,
): Promise<OutputFile[]> => {
  const opened: OutputFile[] = [];
  const openIn = async (tasks: OpenedFolder, place: string): Promise<void> => {
    for await (const name of tasks.names()) {
      const file = `${place}/${name}`;
      if (!name.endsWith(".output") || known.has(file) || known.size >= mostFiles) continue;
      known.add(file);
      const found = await tasks.file(name);
      if (found.outcome === "opened") opened.push({ handle: found.handle, born: found.stat.birthtimeMs });
    }
  };
  const temporary = await OpenedFolder.openInWorkspace(path.dirname(temporaryPath), [path.basename(temporaryPath)]);
  if (temporary === null) return [];
  try {
    for await (const user of temporary.folders(mostFolders)) {
      if (!user.name.startsWith("claude-")) continue;
      for await (const project of user.folder.folders(mostFolders)) {
        const tasks = await project.folder.within([sessionId, "tasks"]);
        if (tasks !== null) await tasks.closeAfter(openIn(tasks, `${user.name}/${project.name}`));
      }
    }
  } finally {
    await temporary.close();
  }
  return opened;
};

export const createShellTail = (options: ShellTailOptions): ShellTail => {
  const running: Running[] = [];
  const known = new Set<string>();
  let polling: Promise<void> | null = null;

  const claimNewFiles = async (): Promise<void> => {
    const opened = await openNew(options, known);
    for (const { handle } of opened.toSorted((a, b) => a.born - b.born)) {
      const owner = running.find((command) => command.handle === null);
      if (owner) owner.handle = handle;
      else await handle.close();
    }
  };

  const passOn = async (command: Running): Promise<void> => {
    const room = Math.min(chunkBytes, options.maxBytes - command.offset);
    if (command.handle === null || room <= 0) return;
    const { bytesRead, buffer } = await command.handle.read(Buffer.alloc(room), 0, room, command.offset);
    // It may have finished meanwhile.
    if (bytesRead === 0 || !running.includes(command)) return;
    command.offset += bytesRead;
    const text = command.decoder.write(buffer.subarray(0, bytesRead));
    if (text !== "") await options.onText(command.toolUseId, text);
  };

  const poll = async (): Promise<void> => {
    while (running.length > 0) {
      await claimNewFiles();
      for (const command of running.slice()) {
        // A file that cannot be read any more (its command has just finished) ends only its own showing.
        command.passing = passOn(command).catch(() => undefined);
        await command.passing;
      }
      await pause(options.pollMs);
    }
  };

  const drop = async (command: Running): Promise<void> => {
    running.splice(running.indexOf(command), 1);
    await command.passing;
    await command.handle?.close();
  };

  return {
    begin(toolUseId) {
      running.push({
        toolUseId,
        decoder: new StringDecoder("utf8"),
        handle: null,
        offset: 0,
        passing: Promise.resolve(),
      });
      // What cannot be read is not shown while it runs; the command's result is not touched by it.
      polling ??= poll()
        .catch(() => undefined)
        .finally(() => (polling = null));
    },
    async finish(toolUseId) {
      const command = running.find((candidate) => candidate.toolUseId === toolUseId);
      if (command) await drop(command);
    },
    async stop() {
      for (const command of running.slice()) await drop(command);
      await polling;
    },
  };
};
