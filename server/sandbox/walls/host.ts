import { lstat, readlink, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { Bind, RootName } from "./arguments.ts";
import { sharedEtc } from "./etc.ts";

/** What of the host's root belongs to its programs. Everything else does not exist inside. */
const rootCandidates = ["usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "nix"];

const rootName = async (name: string): Promise<RootName | null> => {
  const found = await lstat(`/${name}`).catch(() => null);
  if (found?.isSymbolicLink()) return { kind: "link", name, target: await readlink(`/${name}`) };
  return found?.isDirectory() ? { kind: "folder", name } : null;
};

/** The names at the host's root that are shown inside, read-only. */
export const findRootNames = async (): Promise<readonly RootName[]> =>
  (await Promise.all(rootCandidates.map(rootName))).filter((found) => found !== null);

export const findSharedEtc = async (): Promise<readonly Bind[]> => {
  const found = await Promise.all(
    sharedEtc.map(async (name) => {
      const inside = `/etc/${name}`;
      const host = await realpath(inside).catch(() => null);
      return host === null ? null : { host, inside, writable: false };
    }),
  );
  return found.filter((bind) => bind !== null);
};

/** Whether a user without any rights can go through every folder above this path. */
export const isPassable = async (absolute: string): Promise<boolean> => {
  for (let folder = path.dirname(absolute); ; folder = path.dirname(folder)) {
    const found = await stat(folder).catch(() => null);
    if (found === null || (found.mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
};

/**
 * Whether a user without any rights can open this path. The service profile's user ids are nobody's, so anything else
 * is not there for them.
 */
export const isOpenToAll = async (absolute: string): Promise<boolean> => {
  const real = await realpath(absolute).catch(() => null);
  if (real === null || !(await isPassable(real))) return false;
  const found = await stat(real).catch(() => null);
  const needed = found?.isDirectory() ? 0o005 : 0o004;
  return found !== null && (found.mode & needed) === needed;
};
