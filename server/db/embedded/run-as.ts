import { execFile } from "node:child_process";
import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whom PostgreSQL runs as when we are root (it refuses root); null when it runs as ourselves. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

const candidates = ["postgres", "nobody"];

const lookUp = async (name: string): Promise<RunAs | null> => {
  try {
    const [uid, gid] = await Promise.all(
      ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, name])).stdout)),
    );
    return uid && gid ? { uid, gid, name } : null;
  } catch {
    // `id` knows no such user.
    return null;
  }
};

const ownerOf = (folder: string): { uid: number; gid: number } | null => {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found ? { uid: found.uid, gid: found.gid } : null;
};

/**
 * The user that PostgreSQL runs as: an existing cluster's owner; else ourselves; as root `postgres` or `nobody`.
 * @throws Error when a cluster belongs to somebody we cannot act for, or root finds no user to step down to
 */
export async function chooseRunAs(cluster: string): Promise<RunAs | null> {
  const ownUid = process.getuid?.();
  if (ownUid === undefined) return null;
  const owner = ownerOf(cluster);
  if (ownUid !== 0) {
    if (owner && owner.uid !== ownUid) {
      throw new Error(
        `The database in ${cluster} belongs to another user (uid ${owner.uid}). ` +
          "Start Spiral as the user who started it before, or set SPIRAL_DATA_DIR to another folder.",
      );
    }
    return null;
  }
  if (owner && owner.uid !== 0) return { ...owner, name: `uid ${owner.uid}` };
  for (const name of candidates) {
    const found = await lookUp(name);
    if (found) return found;
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and none of the users ${candidates.join(", ")} exists here. ` +
      "Start Spiral as an ordinary user, or make one for the database: useradd --system postgres",
  );
}

const mayEnter = (folder: string, user: RunAs): boolean => {
  const { mode, uid, gid } = statSync(folder);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  return (mode & (gid === user.gid ? 0o010 : 0o001)) !== 0;
};

/**
 * Makes sure that `user` can walk down to `target`.
 * @throws Error that names the first folder that is closed (typically /root, 0700)
 */
export function assertReachable(target: string, user: RunAs, what: string): void {
  const folders: string[] = [];
  for (let folder = realpathSync(target); ; folder = path.dirname(folder)) {
    folders.unshift(folder);
    if (folder === path.dirname(folder)) break;
  }
  const closed = folders.find((folder) => !mayEnter(folder, user));
  if (closed === undefined) return;
  throw new Error(
    `PostgreSQL refuses to run as root and steps down to ${user.name}, who cannot reach ${what} in ${target}: ${closed} is private. ` +
      "Move Spiral out of it (for example to /opt/spiral), start it as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.",
  );
}
