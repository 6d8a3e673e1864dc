import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { errorCode, isAbsent, OpenedFolder } from "./opened-folder.ts";

/** What came of a removal. */
export type Removal =
  /** Nothing is left of it. */
  | { readonly outcome: "removed" }
  /** Something could not be removed, or there was no time for all of it; another try may get further. */
  | { readonly outcome: "left"; readonly reason: string };

export interface RemoveOptions {
  /** Of the folder in `parent`; none of this name is as good as removed. */
  readonly name: string;
  /** Letters and digits that nobody could foresee, for names that are not taken. */
  readonly mark: string;
  /** When it ends, the removal stops where it is. */
  readonly signal: AbortSignal;
}

/** Folders that are being removed are called so; no project's folder can be. */
export const removingPrefix = ".removing-";

/**
 * Removes a folder and everything below it, links not followed, complete also while something changes underneath, and
 * however deep it is. First it goes out of the way under another name, so that from one moment to the next nobody
 * finds it any more; a removal that was interrupted after that is taken up by calling this with that name.
 * @param parent absolute; the installation's own, no agent can write in it
 */
export const removeFolder = async (parent: string, options: RemoveOptions): Promise<Removal> => {
  const opened = await OpenedFolder.open(parent);
  if (opened === null) {
    const isThere = await stat(parent).then(
      () => true,
      (error: unknown) => !isAbsent(error),
    );
    return isThere ? { outcome: "left", reason: "The folder that it is in cannot be opened." } : { outcome: "removed" };
  }
  const { name, mark } = options;
  try {
    const aside = name.startsWith(removingPrefix) ? name : `${removingPrefix}${name}-${mark}`;
    if (aside !== name) await opened.move(name, opened, aside);
    return await removeAside(opened, path.join(parent, aside), { ...options, name: aside });
  } catch (error) {
    return isAbsent(error) ? { outcome: "removed" } : { outcome: "left", reason: reasonOf(error) };
  } finally {
    await opened.close();
  }
};

const reasonOf = (error: unknown): string =>
  errorCode(error) ?? (error instanceof Error ? error.message : String(error));

const removeAside = async (
  parent: OpenedFolder,
  absolute: string,
  { name, mark, signal }: RemoveOptions,
): Promise<Removal> => {
  if (process.platform !== "linux") {
    await rm(absolute, { recursive: true, force: true, maxRetries: 3 });
    return { outcome: "removed" };
  }
  if (await unlinked(parent, name)) return { outcome: "removed" };
  const top = await openToEmpty(parent, name);
  try {
    const emptying = new Emptying(top, mark, signal);
    for (;;) {
      const { progress, problem } = await emptying.pass();
      if (await removedEmpty(parent, name)) return { outcome: "removed" };
      if (signal.aborted) return { outcome: "left", reason: "There was no time for all of it." };
      if (!progress) return { outcome: "left", reason: problem ?? "Something keeps writing there." };
    }
  } finally {
    await top.close();
  }
};

const atOnce = 16;

/**
 * Empties a folder. Folders in its folders are moved up into it before they are emptied: nothing is ever deeper than
 * two names, so depth costs neither open files nor stack.
 */
class Emptying {
  readonly #top: OpenedFolder;
  readonly #mark: string;
  readonly #signal: AbortSignal;
  /** Folders that were moved up, and how many of them have had their turn since. */
  #moved = 0;
  #visited = 0;
  #progress = false;
  #problem: string | null = null;

  constructor(top: OpenedFolder, mark: string, signal: AbortSignal) {
    this.#top = top;
    this.#mark = mark;
    this.#signal = signal;
  }

  /** Once over all that is there now; what could not be removed is left for the next. */
  async pass(): Promise<{ progress: boolean; problem: string | null }> {
    this.#progress = false;
    this.#problem = null;
    for await (const name of this.#top.names()) {
      if (this.#signal.aborted) break;
      await this.#attempt(async () => {
        if (!(await unlinked(this.#top, name))) await this.#removeFolderIn(name);
      });
      await this.#removeMoved();
    }
    return { progress: this.#progress, problem: this.#problem };
  }

  /** Those that were moved up have their turn at once, and what these bring up as well. */
  async #removeMoved(): Promise<void> {
    while (this.#visited < this.#moved && !this.#signal.aborted) {
      this.#visited += 1;
      const name = this.#nameOfMoved(this.#visited);
      await this.#attempt(() => this.#removeFolderIn(name));
    }
  }

  #nameOfMoved(number: number): string {
    return `${removingPrefix}${this.#mark}-${number}`;
  }

  async #removeFolderIn(name: string): Promise<void> {
    const folder = await openToEmpty(this.#top, name);
    try {
      let group: Promise<void>[] = [];
      for await (const entry of folder.names()) {
        if (this.#signal.aborted) break;
        group.push(this.#attempt(() => this.#removeOrMoveUp(folder, entry)));
        if (group.length < atOnce) continue;
        await Promise.all(group);
        group = [];
      }
      await Promise.all(group);
    } finally {
      await folder.close();
    }
    if (!(await removedEmpty(this.#top, name))) throw new Error("Something keeps writing there.");
  }

  async #removeOrMoveUp(folder: OpenedFolder, entry: string): Promise<void> {
    if (await unlinked(folder, entry)) return;
    this.#moved += 1;
    const name = this.#nameOfMoved(this.#moved);
    try {
      await folder.move(entry, this.#top, name);
    } catch (error) {
      if (errorCode(error) !== "EACCES") throw error;
      // Its own entry for the folder above is rewritten by the move: that takes the right to change it.
      await folder.seize(entry);
      await folder.move(entry, this.#top, name);
    }
  }

  /** One entry that cannot be removed keeps none of the others. */
  async #attempt(remove: () => Promise<void>): Promise<void> {
    try {
      await remove();
      this.#progress = true;
    } catch (error) {
      if (isAbsent(error)) this.#progress = true;
      else this.#problem ??= reasonOf(error);
    }
  }
}

/** Removes what is no folder. False: it is one. */
const unlinked = async (folder: OpenedFolder, name: string): Promise<boolean> => {
  try {
    await folder.unlink(name);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return true;
    if ((await folder.statOf(name))?.isDirectory()) return false;
    throw error;
  }
};

/** Opens a folder whose mode may forbid it. @throws where there is none, or it cannot be opened */
const openToEmpty = async (parent: OpenedFolder, name: string): Promise<OpenedFolder> => {
  await parent.seize(name).catch(() => undefined);
  const folder = await parent.folder(name);
  if (folder === null) throw new Error("A folder cannot be opened.");
  return folder;
};

/** False: it is not empty. */
const removedEmpty = async (parent: OpenedFolder, name: string): Promise<boolean> => {
  try {
    await parent.removeEmpty(name);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return true;
    if (errorCode(error) === "ENOTEMPTY" || errorCode(error) === "EEXIST") return false;
    throw error;
  }
};
