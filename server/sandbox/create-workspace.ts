import { execFile } from "node:child_process";
import { chmod, lchown, lstat, mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { bareEnvironment } from "./environment.ts";
import { workspacePaths, type WorkspacePaths } from "./workspace-files.ts";

const run = promisify(execFile);

const make = (folder: string): Promise<unknown> => mkdir(folder, { recursive: true, mode: 0o700 });

/**
 * Makes a project's directories where they are absent.
 * @throws where something else, such as a link, has taken the place of one of them
 * @param ownerUid whose they are to be (the service profile's user of the project); null: the runner's own. What a
 * runner of another profile has made is handed over.
 */
export const createWorkspace = async (
  dataDir: string,
  projectId: string,
  ownerUid: number | null,
): Promise<WorkspacePaths> => {
  const workspace = workspacePaths(dataDir, projectId);
  const root = path.dirname(workspace.filesPath);
  await make(root);
  // Passed by the project's own user on the way to its files, listed by nobody; what is inside is private.
  const isShared = ownerUid !== null;
  await chmod(path.dirname(root), isShared ? 0o711 : 0o700);
  await chmod(root, isShared ? 0o711 : 0o700);
  await make(workspace.attemptsPath);
  for (const folder of [workspace.filesPath, workspace.homePath]) {
    await make(folder);
    if (!(await lstat(folder)).isDirectory()) throw new Error(`${path.basename(folder)} is not a folder any more.`);
    // Where processes without walls have their temporary files. An agent's own link in its place is left alone.
    if (folder === workspace.homePath) await mkdir(path.join(folder, "tmp"), { mode: 0o700 }).catch(() => undefined);
    await handOver(folder, ownerUid ?? process.getuid?.() ?? null);
  }
  return workspace;
};

/** A place in a project's folder for one transfer in or out; no agent's process ever sees it. */
export interface StagingPaths {
  readonly path: string;
  readonly homePath: string;
}

/** Absolute. @param name letters, digits, - and _ */
export const stagingPaths = (dataDir: string, projectId: string, name: string): StagingPaths => {
  const root = path.dirname(workspacePaths(dataDir, projectId).filesPath);
  return { path: path.join(root, name), homePath: path.join(root, `${name}-home`) };
};

/**
 * Makes an empty place for a transfer. What an interrupted one has left is removed by the caller first.
 * @throws where there is something of this name
 */
export const createStaging = async (
  dataDir: string,
  { projectId, name, ownerUid }: { projectId: string; name: string; ownerUid: number | null },
): Promise<StagingPaths> => {
  await createWorkspace(dataDir, projectId, ownerUid);
  const staging = stagingPaths(dataDir, projectId, name);
  for (const folder of [staging.path, staging.homePath]) {
    await mkdir(folder, { mode: 0o700 });
    // Where processes without walls have their temporary files.
    if (folder === staging.homePath) await mkdir(path.join(folder, "tmp"), { mode: 0o700 });
    await handOver(folder, ownerUid);
  }
  return staging;
};

/** Links are handed over themselves, never what they point at (chown -h; -R follows none by default). */
const handOver = async (folder: string, uid: number | null): Promise<void> => {
  if (uid === null || (await lstat(folder)).uid === uid) return;
  await run("chown", ["-R", "-h", `${uid}:${uid}`, folder], { env: bareEnvironment });
  await lchown(folder, uid, uid);
};
