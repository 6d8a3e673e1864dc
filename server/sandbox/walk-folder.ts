import type { Stats } from "node:fs";
import type { OpenedFolder } from "./opened-folder.ts";

/** Something that a walk has met. */
export interface Walked {
  /** The folder it is in, open until the walk goes on. */
  readonly folder: OpenedFolder;
  /** Raw, see opened-folder.ts. */
  readonly name: string;
  /** Raw, from the walk's root. */
  readonly path: string;
  /** Of itself; a link's is the link's. */
  readonly stat: Stats;
  /** A folder whose content is not shown: too deep, or not to be opened. */
  readonly closed: boolean;
}

export interface WalkOptions {
  /** How many folders deep it goes; 1 is the root's own entries alone. */
  readonly maxDepth: number;
  /** Whether to look into a folder that was met. */
  readonly enters?: (name: string) => boolean;
}

interface Level {
  readonly name: string;
  readonly path: string;
  /** Null: closed for the time being, because too many would be open. */
  folder: OpenedFolder | null;
  /** Folders in it that were not walked yet. */
  readonly waiting: string[];
}

/** How many folders of a branch stay open; below, folders are opened again by their names when the walk comes back. */
const heldLevels = 128;
const statsAtOnce = 32;

/**
 * Walks through everything below a folder, links not followed, whatever changes meanwhile: each folder is opened in
 * the one above, which is held open, so the walk never leaves the tree. What appears or vanishes during the walk may
 * or may not be met. A folder's plain entries come before what is in its folders.
 * @param root stays open, and stays the caller's
 */
export async function* walkFolder(root: OpenedFolder, options: WalkOptions): AsyncGenerator<Walked, void> {
  const levels: Level[] = [{ name: "", path: "", folder: root, waiting: [] }];
  try {
    yield* entriesOf(levels, options);
    for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
      const name = level.waiting.pop();
      if (name === undefined) {
        levels.pop();
        if (level.folder !== null && level.folder !== root) await level.folder.close();
        continue;
      }
      const parent = await reopened(levels);
      const folder = (await parent?.folder(name)) ?? null;
      if (folder === null) {
        // Gone, swapped for something else, or not to be opened: said, if it is still a folder.
        const stat = (await parent?.statOf(name)) ?? null;
        if (parent && stat?.isDirectory()) yield { folder: parent, name, path: below(level, name), stat, closed: true };
        continue;
      }
      if (levels.length > heldLevels && level.folder !== null) {
        await level.folder.close();
        level.folder = null;
      }
      levels.push({ name, path: below(level, name), folder, waiting: [] });
      yield* entriesOf(levels, options);
    }
  } finally {
    for (const { folder } of levels) if (folder !== null && folder !== root) await folder.close();
  }
}

const below = (level: Level, name: string): string => (level.path === "" ? name : `${level.path}/${name}`);

async function* entriesOf(levels: readonly Level[], options: WalkOptions): AsyncGenerator<Walked, void> {
  const level = levels.at(-1);
  if (level === undefined || level.folder === null) return;
  const { folder } = level;
  for await (const names of inGroups(folder.names(), statsAtOnce)) {
    const stats = await Promise.all(names.map((name) => folder.statOf(name)));
    for (const [index, name] of names.entries()) {
      const stat = stats[index] ?? null;
      if (stat === null) continue;
      const enters = stat.isDirectory() && (options.enters?.(name) ?? true);
      const closed = enters && levels.length >= options.maxDepth;
      if (enters && !closed) level.waiting.push(name);
      yield { folder, name, path: below(level, name), stat, closed };
    }
  }
}

/** The last level's folder, opened again where it was closed: from the nearest open one, name by name. */
const reopened = async (levels: readonly Level[]): Promise<OpenedFolder | null> => {
  const from = levels.findLastIndex(({ folder }) => folder !== null);
  let current = levels[from]?.folder ?? null;
  for (const level of levels.slice(from + 1)) {
    const next: OpenedFolder | null = (await current?.folder(level.name)) ?? null;
    if (current !== null && current !== levels[from]?.folder) await current.close();
    current = next;
  }
  const last = levels.at(-1);
  if (last !== undefined) last.folder = current;
  return current;
};

async function* inGroups<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[], void> {
  let group: Item[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
