import { constants, type Stats } from "node:fs";
import {
  chmod,
  chown,
  lstat,
  open,
  opendir,
  readlink,
  realpath,
  rename,
  rmdir,
  unlink,
  type FileHandle,
} from "node:fs/promises";
import path from "node:path";

/**
 * Looking into folders that an agent may change at the same moment. A folder is held open, and names are looked up in
 * that very folder (`/proc/self/fd/<n>/<name>`, what openat does), one at a time and never through a link. So there is
 * no moment between a check and its use in which a folder could be swapped for a link to somewhere else.
 *
 * Elsewhere than on Linux names are looked up by path, and what was opened is compared afterwards; agents are only
 * walled in on Linux.
 *
 * Names are *raw*: one character a byte (latin1), because a name need not be UTF-8. Plain ASCII is the same in both.
 * See workspace-path.ts for how they are shown.
 */
const onLinux = process.platform === "linux";

/** Finds without opening: touches no device, waits for no pipe, needs no right to read. Linux's own; not in `constants`. */
const O_PATH = 0o10_000_000;

const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const fileFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A plain file that is open for reading; whoever has it closes the handle. */
export interface OpenedFile {
  readonly handle: FileHandle;
  /** As it was when it was opened. */
  readonly stat: Stats;
}

export type FileFound =
  | ({ readonly outcome: "opened" } & OpenedFile)
  | { readonly outcome: "absent" }
  /** A folder, link, hard link, device, pipe or socket, or nothing that may be read. */
  | { readonly outcome: "refused" };

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

/** Whether a system call failed because there is no such thing (any more). */
export const isAbsent = (error: unknown): boolean => ["ENOENT", "ENOTDIR"].some((code) => codeOf(error) === code);

/** The system's error code; null for errors that carry none. */
export const errorCode = (error: unknown): string | null => {
  const code = codeOf(error);
  return typeof code === "string" ? code : null;
};

/** A second name could make a file of somebody else's appear here. */
const isPlain = (stat: Stats): boolean => stat.isFile() && stat.nlink === 1;

/** A place below a folder that is the installation's own, by names that are never looked up through links. */
interface Place {
  /** Absolute; may be reached through links, which no agent can make there. */
  readonly base: string;
  /** Raw. */
  readonly names: readonly string[];
}

/** A place in a project's `files`, `home` or `attempts`: that folder and the project's own must be real ones, too. */
const placeIn = (workspaceFolder: string, names: readonly string[]): Place => {
  const project = path.dirname(workspaceFolder);
  return {
    base: path.dirname(project),
    names: [rawPath(path.basename(project)), rawPath(path.basename(workspaceFolder)), ...names],
  };
};

/** Its own path, if no link is on the way: raw, and as the system is to be asked for it. Null without its base. */
const ownPathOf = async ({ base, names }: Place): Promise<{ raw: string; target: Buffer | string } | null> => {
  const real = await realpath(base).catch(() => null);
  if (real === null) return null;
  const raw = [rawPath(real), ...names].join("/");
  const target = Buffer.from(raw, "latin1");
  return { raw, target: onLinux ? target : target.toString("utf8") };
};

/** Whether an open file or folder is where it was looked for, and not somewhere that a link has led to. */
const isAt = async (
  handle: FileHandle,
  { raw, target }: { raw: string; target: Buffer | string },
): Promise<boolean> => {
  if (onLinux) return (await readlink(`/proc/self/fd/${handle.fd}`, "latin1").catch(() => null)) === raw;
  const resolved = await realpath(target).catch(() => null);
  if (resolved === null || resolved !== target) return false;
  const [inside, outside] = await Promise.all([handle.stat(), lstat(resolved).catch(() => null)]);
  return outside !== null && inside.ino === outside.ino && inside.dev === outside.dev;
};

const rawPath = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** Opens for reading exactly what `found` has found. */
const openAgain = (found: FileHandle): Promise<FileHandle> =>
  open(`/proc/self/fd/${found.fd}`, constants.O_RDONLY | constants.O_NONBLOCK);

const openPlain = async (
  target: Buffer | string,
  mayOpen: (found: FileHandle) => Promise<boolean>,
): Promise<FileFound> => {
  let found: FileHandle;
  try {
    found = await open(target, onLinux ? O_PATH | constants.O_NOFOLLOW : fileFlags);
  } catch (error) {
    return { outcome: isAbsent(error) ? "absent" : "refused" };
  }
  let keep = false;
  try {
    if (!isPlain(await found.stat()) || !(await mayOpen(found))) return { outcome: "refused" };
    if (!onLinux) {
      keep = true;
      return { outcome: "opened", handle: found, stat: await found.stat() };
    }
    const handle = await openAgain(found);
    return { outcome: "opened", handle, stat: await handle.stat() };
  } catch {
    return { outcome: "refused" };
  } finally {
    if (!keep) await found.close();
  }
};

/**
 * Opens one plain file of a workspace by its path. The *found* file's own path must be the one that was asked for: a
 * link in any folder's place is seen then, and nothing was opened yet.
 * @param workspaceFolder absolute: a project's `files`, `home` or `attempts`
 * @param relative raw, checked by the caller: no empty name, `.` or `..`
 */
export const openFileBelow = async (workspaceFolder: string, relative: string): Promise<FileFound> => {
  const wanted = await ownPathOf(placeIn(workspaceFolder, [relative]));
  return wanted === null ? { outcome: "absent" } : openPlain(wanted.target, (found) => isAt(found, wanted));
};

/** A folder that is held open. Whoever opens one closes it. */
export class OpenedFolder {
  readonly #handle: FileHandle;
  readonly #path: string;

  private constructor(handle: FileHandle, at: string) {
    this.#handle = handle;
    this.#path = at;
  }

  /**
   * Opens a folder.
   * @param base absolute; the installation's own, and may be reached through links
   * @param names raw, of folders in it and in each other; none may be a link
   * @returns null where there is none
   */
  static async open(base: string, names: readonly string[] = []): Promise<OpenedFolder | null> {
    const wanted = await ownPathOf({ base, names });
    if (wanted === null) return null;
    const handle = await open(wanted.target, folderFlags).catch(() => null);
    if (handle === null) return null;
    if (await isAt(handle, wanted)) return new OpenedFolder(handle, wanted.target.toString());
    await handle.close();
    return null;
  }

  /**
   * Opens a folder of a workspace.
   * @param workspaceFolder absolute: a project's `files`, `home` or `attempts`
   * @param names raw, of folders in it and in each other
   * @returns null where there is none, or a link on the way
   */
  static async openInWorkspace(workspaceFolder: string, names: readonly string[] = []): Promise<OpenedFolder | null> {
    const place = placeIn(workspaceFolder, names);
    return OpenedFolder.open(place.base, place.names);
  }

  /** What a name in this folder is called for the system. */
  #at(name: string): Buffer | string {
    if (name === "" || name === "." || name === ".." || name.includes("/") || name.includes("\0"))
      throw new Error("This is not a name in a folder.");
    return onLinux
      ? Buffer.from(`/proc/self/fd/${this.#handle.fd}/${name}`, "latin1")
      : path.join(this.#path, Buffer.from(name, "latin1").toString("utf8"));
  }

  /** The names in it, as the system gives them, a few at a time: a folder of millions costs time and no memory. */
  async *names(): AsyncGenerator<string, void> {
    const own = onLinux ? `/proc/self/fd/${this.#handle.fd}` : this.#path;
    const listing = await opendir(own, { encoding: "latin1", bufferSize: 256 }).catch(() => null);
    if (listing === null) return;
    for await (const { name } of listing) yield name;
  }

  async isEmpty(): Promise<boolean> {
    for await (const _name of this.names()) return false;
    return true;
  }

  /** The folder itself. */
  stat(): Promise<Stats> {
    return this.#handle.stat();
  }

  /** What a name stands for, itself and not what it may point to; null where it is gone. */
  async statOf(name: string): Promise<Stats | null> {
    return lstat(this.#at(name)).catch(() => null);
  }

  /** A folder in it; null where there is none of this name, or a link, or none that may be read. */
  async folder(name: string): Promise<OpenedFolder | null> {
    const handle = await open(this.#at(name), folderFlags).catch(() => null);
    return handle === null ? null : new OpenedFolder(handle, path.join(this.#path, name));
  }

  /** A folder in a folder in it, and so on, by at least one name; null as soon as one of them is absent or a link. */
  async within([first, ...rest]: readonly string[]): Promise<OpenedFolder | null> {
    const inner = first === undefined ? null : await this.folder(first);
    if (inner === null || rest.length === 0) return inner;
    return inner.closeAfter(inner.within(rest));
  }

  /**
   * The folders in it, one after the other, each open until the next is asked for.
   * @param most how many names are looked at: whoever writes here must not keep us busy
   */
  async *folders(most: number): AsyncGenerator<{ readonly name: string; readonly folder: OpenedFolder }, void> {
    let looked = 0;
    for await (const name of this.names()) {
      looked += 1;
      if (looked > most) return;
      const folder = await this.folder(name);
      if (folder === null) continue;
      try {
        yield { name, folder };
      } finally {
        await folder.close();
      }
    }
  }

  /** A plain file in it, opened. */
  file(name: string): Promise<FileFound> {
    return openPlain(this.#at(name), async () => true);
  }

  /** Gives an entry another name, here or in another folder. A link is moved, not followed. */
  async move(name: string, to: OpenedFolder, newName: string): Promise<void> {
    await rename(this.#at(name), to.#at(newName));
  }

  /** Removes anything but a folder. @throws with the system's code; EISDIR, EPERM: it is a folder */
  async unlink(name: string): Promise<void> {
    await unlink(this.#at(name));
  }

  /** Removes an empty folder. @throws with the system's code */
  async removeEmpty(name: string): Promise<void> {
    await rmdir(this.#at(name));
  }

  /**
   * Makes a folder in it one that this process can read and change, whatever its mode was, and nobody else (root takes
   * it from its owner); a link in its place is left alone.
   */
  async seize(name: string): Promise<void> {
    if (!onLinux) {
      if ((await this.statOf(name))?.isDirectory()) await chmod(this.#at(name), 0o700);
      return;
    }
    // Both follow links; through the found folder's own number there is nothing to follow.
    const found = await open(this.#at(name), O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    try {
      if (process.getuid?.() === 0) await chown(`/proc/self/fd/${found.fd}`, 0, 0);
      await chmod(`/proc/self/fd/${found.fd}`, 0o700);
    } finally {
      await found.close();
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Closes it when some work with it has ended, however it has; gives what came of the work. */
  async closeAfter<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } finally {
      await this.close();
    }
  }
}

/** The first bytes of an open file, at most `limit`. */
export const readUpTo = async (handle: FileHandle, limit: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(limit);
  let filled = 0;
  while (filled < limit) {
    const { bytesRead } = await handle.read(buffer, filled, limit - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
};
