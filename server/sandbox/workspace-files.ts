import path from "node:path";
import { z } from "zod";
import { openFileBelow, readUpTo, type FileFound } from "./opened-folder.ts";
import { rawOfPath } from "./workspace-path.ts";

/** Where a project's files are on disk. The agent's working directory is `filesPath` and nothing above it. */
export interface WorkspacePaths {
  readonly filesPath: string;
  /** Everything that tools write for themselves: CLAUDE_CONFIG_DIR, temporary files, package caches. */
  readonly homePath: string;
  /** A folder per attempt, see `attemptPath`: whole outputs that the event log holds the beginning and end of. */
  readonly attemptsPath: string;
}

/** Ids become folder names: nothing that leads elsewhere. */
const FolderName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** The folder that holds all projects' folders, each named by its project's id. */
export const workspacesFolder = (dataDir: string): string => path.join(path.resolve(dataDir), "workspaces");

export const workspacePaths = (dataDir: string, projectId: string): WorkspacePaths => {
  const root = path.join(workspacesFolder(dataDir), FolderName.parse(projectId));
  return {
    filesPath: path.join(root, "files"),
    homePath: path.join(root, "home"),
    attemptsPath: path.join(root, "attempts"),
  };
};

export const attemptPath = (workspace: WorkspacePaths, attemptId: string): string =>
  path.join(workspace.attemptsPath, FolderName.parse(attemptId));

export type WorkspaceFile =
  | { readonly outcome: "read"; readonly content: Buffer; readonly size: number }
  /** Larger than the limit: the beginning. */
  | { readonly outcome: "truncated"; readonly content: Buffer; readonly size: number }
  | { readonly outcome: "absent" }
  /** A folder, link, hard link, device, pipe, or a path that leads out of the workspace. */
  | { readonly outcome: "refused" };

/**
 * Opens one file of a workspace, which an agent may change at the same moment, for whoever reads it piece by piece.
 * Nothing is opened but a plain file whose own path is the one that was asked for: a link in its place or in a
 * folder's place is seen after the file was found and before it is opened. Whoever calls closes the handle.
 * @param filePath as listed: relative to `filesPath`, written as workspace-path.ts says
 */
export const openWorkspaceFile = async (filesPath: string, filePath: string): Promise<FileFound> => {
  const raw = rawOfPath(filePath);
  return raw === null ? { outcome: "refused" } : openFileBelow(filesPath, raw);
};

/** Reads one file of a workspace, or its beginning; see `openWorkspaceFile`. */
export const readWorkspaceFile = async (
  filesPath: string,
  filePath: string,
  maxBytes: number,
): Promise<WorkspaceFile> => {
  const found = await openWorkspaceFile(filesPath, filePath);
  if (found.outcome !== "opened") return found;
  const { handle, stat } = found;
  try {
    const content = await readUpTo(handle, Math.min(stat.size, maxBytes));
    return { outcome: stat.size > maxBytes ? "truncated" : "read", content, size: stat.size };
  } finally {
    await handle.close();
  }
};
