import { constants } from "node:fs";
import { open, readdir, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as pause } from "node:timers/promises";

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

const foldersIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(folder, entry.name));
};

const outputFiles = async (temporaryPath: string, sessionId: string): Promise<string[]> => {
  const users = (await foldersIn(temporaryPath)).filter((folder) => path.basename(folder).startsWith("claude-"));
  const projects = (await Promise.all(users.map(foldersIn))).flat();
  const tasks = projects.map((folder) => path.join(folder, sessionId, "tasks"));
  const found = await Promise.all(
    tasks.map(async (folder) => (await readdir(folder).catch(() => [])).map((name) => path.join(folder, name))),
  );
  return found.flat().filter((file) => file.endsWith(".output"));
};

/** The folder is the agent's as well: a link or a pipe in a file's place is not followed and not waited for. */
const openPlain = async (file: string): Promise<{ handle: FileHandle; born: number } | null> => {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch(() => null);
  if (handle === null) return null;
  const found = await handle.stat();
  if (found.isFile() && found.nlink === 1) return { handle, born: found.birthtimeMs };
  await handle.close();
  return null;
};

export const createShellTail = (options: ShellTailOptions): ShellTail => {
  const running: Running[] = [];
  const known = new Set<string>();
  let polling: Promise<void> | null = null;

  const claimNewFiles = async (): Promise<void> => {
    const fresh = (await outputFiles(options.temporaryPath, options.sessionId)).filter((file) => !known.has(file));
    for (const file of fresh) known.add(file);
    const opened = (await Promise.all(fresh.map(openPlain))).filter((file) => file !== null);
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
