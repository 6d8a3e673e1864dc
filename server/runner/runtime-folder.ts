import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isAlive } from "../platform/processes.ts";
import { installationMarker } from "../sandbox/process-marker.ts";

/**
 * Makes a folder for what lives as long as this runner: the doors' sockets, whose paths must be short, and the few
 * files that sandboxes show in /etc. Other users can pass it (a project's own user does) but not list it. Removes what
 * dead runners of this installation have left.
 */
export const openRuntimeFolder = async (dataDir: string): Promise<string> => {
  const prefix = `spiral-${installationMarker(dataDir).slice(0, 8)}-`;
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || (await isAlive(pid))) continue;
    await rm(path.join(tmpdir(), name), { recursive: true, force: true });
  }
  // Made anew under a random name: nobody else's folder is ever taken for it.
  const folder = await mkdtemp(path.join(tmpdir(), `${prefix}${process.pid}-`));
  await chmod(folder, 0o711);
  return folder;
};
