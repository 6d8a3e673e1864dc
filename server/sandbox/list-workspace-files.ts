import { OpenedFolder } from "./opened-folder.ts";
import { walkFolder } from "./walk-folder.ts";
import { pathOfRaw } from "./workspace-path.ts";

const leftOut = new Set([".git", "node_modules", ".venv", "venv", "__pycache__"]);

/** False for folders that tools make and nobody reads: they are neither listed nor downloaded. */
export const isShownFolder = (name: string): boolean => !leftOut.has(name);

/** Deeper folders are not looked into. */
export const shownDepth = 100;

/** Beyond so many entries nobody looks for more files: which are listed is then the file system's choice. */
const scannedEntries = 50_000;

export interface ListedFile {
  /** Relative to the workspace, forward slashes, written as workspace-path.ts says. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * The plain files below a workspace, in the order of their paths, at most `limit`. Links are neither listed nor
 * followed, not in a folder's place either; a folder that vanishes meanwhile is as good as empty.
 */
export const listWorkspaceFiles = async (filesPath: string, limit: number): Promise<ListedFile[]> => {
  const root = await OpenedFolder.openInWorkspace(filesPath);
  if (root === null) return [];
  const found: ListedFile[] = [];
  try {
    let scanned = 0;
    for await (const { path, stat } of walkFolder(root, { maxDepth: shownDepth, enters: isShownFolder })) {
      if (stat.isFile()) found.push({ path: pathOfRaw(path), bytes: stat.size });
      scanned += 1;
      if (scanned >= scannedEntries) break;
    }
  } finally {
    await root.close();
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1)).slice(0, limit);
};
