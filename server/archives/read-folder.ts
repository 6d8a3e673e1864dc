import path from "node:path";
import { isShownFolder } from "../sandbox/list-workspace-files.ts";
import { OpenedFolder } from "../sandbox/opened-folder.ts";
import { walkFolder } from "../sandbox/walk-folder.ts";
import { isHostileName, type FoundEntry } from "./admission.ts";

export interface FolderToRead {
  /** Absolute: what an admin has allowed. */
  readonly root: string;
  /** Absolute, the root itself or below it. */
  readonly folder: string;
}

/** Counts what was not taken along. */
export interface LeftOut {
  links: number;
  others: number;
}

const deepest = 60;

const raw = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** The folder, reached from its root name by name and never through a link; null where it is none. */
export const openAllowedFolder = async ({ root, folder }: FolderToRead): Promise<OpenedFolder | null> => {
  const names = path
    .relative(root, folder)
    .split(path.sep)
    .filter((name) => name !== "");
  if (names.includes("..") || path.isAbsolute(names.join(path.sep))) return null;
  return OpenedFolder.open(root, names.map(raw));
};

/**
 * The plain files of a folder, links not followed: they are left out and counted, like everything that is no file and
 * what has a name that could mislead. Installed packages are not looked into, a repository's own `.git` at the top is.
 * @param opened closed at the end
 */
export async function* readFolder(opened: OpenedFolder, leftOut: LeftOut): AsyncGenerator<FoundEntry, void> {
  const enters = (name: string): boolean => name === ".git" || isShownFolder(name);
  try {
    for await (const { folder, name, path: at, stat, closed } of walkFolder(opened, { maxDepth: deepest, enters })) {
      if (stat.isDirectory()) {
        if (closed) leftOut.others += 1;
        continue;
      }
      if (stat.isSymbolicLink()) {
        leftOut.links += 1;
        continue;
      }
      const text = Buffer.from(at, "latin1").toString("utf8");
      const found = isHostileName(text) ? null : await folder.file(name);
      if (found?.outcome !== "opened") {
        leftOut.others += 1;
        continue;
      }
      const { handle } = found;
      try {
        yield {
          path: text,
          kind: "file",
          executable: (found.stat.mode & 0o100) !== 0,
          size: found.stat.size,
          content: () => handle.createReadStream({ autoClose: false, start: 0 }),
        };
      } finally {
        await handle.close();
      }
    }
  } finally {
    await opened.close();
  }
}
