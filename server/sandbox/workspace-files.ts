import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, readlink, realpath, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

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

export const workspacePaths = (dataDir: string, projectId: string): WorkspacePaths => {
  const root = path.join(path.resolve(dataDir), "workspaces", FolderName.parse(projectId));
  return {
    filesPath: path.join(root, "files"),
    homePath: path.join(root, "home"),
    attemptsPath: path.join(root, "attempts"),
  };
};

export const attemptPath = (workspace: WorkspacePaths, attemptId: string): string =>
  path.join(workspace.attemptsPath, FolderName.parse(attemptId));

/** Makes a project's directories where they are absent; nobody else on the machine may look into them. */
export const createWorkspace = async (dataDir: string, projectId: string): Promise<WorkspacePaths> => {
  const workspace = workspacePaths(dataDir, projectId);
  for (const folder of [workspace.filesPath, workspace.homePath, workspace.attemptsPath]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  await chmod(path.dirname(workspace.filesPath), 0o700);
  return workspace;
};

export type WorkspaceFile =
  | { readonly outcome: "read"; readonly content: Buffer; readonly size: number }
  /** Larger than the limit: the beginning. */
  | { readonly outcome: "truncated"; readonly content: Buffer; readonly size: number }
  | { readonly outcome: "absent" }
  /** A folder, link, hard link, device, pipe, or a path that leads out of the workspace. */
  | { readonly outcome: "refused" };

/**
 * Where an open file really is. On Linux the kernel says it; elsewhere the path is resolved once more and accepted
 * when it still leads to the very file that was opened.
 */
const pathOfOpened = async (handle: FileHandle, opened: string): Promise<string | null> => {
  if (process.platform === "linux") return readlink(`/proc/self/fd/${handle.fd}`).catch(() => null);
  const resolved = await realpath(opened).catch(() => null);
  if (resolved === null) return null;
  const [inside, outside] = await Promise.all([handle.stat(), lstat(resolved).catch(() => null)]);
  return outside !== null && inside.ino === outside.ino && inside.dev === outside.dev ? resolved : null;
};

const readUpTo = async (handle: FileHandle, limit: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(limit);
  let filled = 0;
  while (filled < limit) {
    const { bytesRead } = await handle.read(buffer, filled, limit - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

/**
 * Reads one file of a workspace, which an agent may change at the same moment. Opening never follows a link in the
 * last place and never waits for a pipe; a link in a folder's place is found afterwards, because the *opened* file's
 * own path is compared, so there is no moment between check and use.
 * @param relativePath as listed: relative to `filesPath`, with `/`
 */
export const readWorkspaceFile = async (
  filesPath: string,
  relativePath: string,
  maxBytes: number,
): Promise<WorkspaceFile> => {
  if (relativePath === "" || relativePath.includes("\0") || path.isAbsolute(relativePath))
    return { outcome: "refused" };
  const root = await realpath(filesPath).catch(() => null);
  if (root === null) return { outcome: "absent" };
  const wanted = path.join(root, relativePath);
  let handle: FileHandle;
  try {
    handle = await open(wanted, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return { outcome: isMissing(error) ? "absent" : "refused" };
  }
  try {
    const [found, opened] = await Promise.all([handle.stat(), pathOfOpened(handle, wanted)]);
    const isInside = opened !== null && opened.startsWith(root + path.sep);
    // A second link could make a file of somebody else's appear inside.
    if (!found.isFile() || found.nlink !== 1 || !isInside) return { outcome: "refused" };
    const content = await readUpTo(handle, Math.min(found.size, maxBytes));
    return { outcome: found.size > maxBytes ? "truncated" : "read", content, size: found.size };
  } finally {
    await handle.close();
  }
};
