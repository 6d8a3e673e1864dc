import { lstat, readdir } from "node:fs/promises";
import path from "node:path";

const leftOut = new Set([".git", "node_modules", ".venv", "venv", "__pycache__"]);

export interface ListedFile {
  /** Relative to the workspace, forward slashes. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * The plain files below a workspace, in the order of their paths, at most `limit`. Links are neither listed nor
 * followed; a folder that vanishes meanwhile is as good as empty.
 */
export const listWorkspaceFiles = async (filesPath: string, limit: number): Promise<ListedFile[]> => {
  const found: ListedFile[] = [];
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(path.join(filesPath, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= limit) return;
      const relative = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!leftOut.has(entry.name)) await walk(relative);
      } else if (entry.isFile()) {
        const stat = await lstat(path.join(filesPath, relative)).catch(() => null);
        if (stat?.isFile() === true) found.push({ path: relative, bytes: stat.size });
      }
    }
  };
  await walk("");
  return found;
};
