import { access, constants, mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { errorCode } from "../opened-folder.ts";
import { isRunnerAlive, newProcessMarker } from "../process-marker.ts";
import type { SandboxLimits } from "./limits.ts";

/**
 * Limits that only the kernel's cgroups can hold: memory, processes and processor time of all processes of a sandbox
 * together. Version 2 (one tree) where its controllers may be used, else version 1 (a tree per controller, tried);
 * nothing where neither may be written, as in most containers and on laptops without delegation.
 */
export interface Cgroups {
  readonly version: 1 | 2;
  /** Makes a group of this runner with these limits. @returns the folders that its processes enter */
  open(runnerMarker: string, limits: SandboxLimits): Promise<readonly string[]>;
  /** Removes what `open` made; its processes are gone by then. */
  close(folders: readonly string[]): Promise<void>;
  /** Removes groups that dead runners have left behind; those with processes stay. */
  sweep(): Promise<void>;
}

/** The runner's marker is part of the name: an empty group may be one that a living runner is about to use. */
const newName = (runnerMarker: string): string => `spiral-${runnerMarker.replaceAll(":", ".")}-${newProcessMarker()}`;
const runnerMarkerIn = (name: string): string | null =>
  /^spiral-([0-9a-f]+\.[0-9]+\.[0-9a-f]+)-/.exec(name)?.[1]?.replaceAll(".", ":") ?? null;

const write = (folder: string, file: string, value: string | number): Promise<void> =>
  writeFile(path.join(folder, file), String(value));

const isWritable = (file: string): Promise<boolean> =>
  access(file, constants.W_OK).then(
    () => true,
    () => false,
  );

const removeAttempts = 20;

/** A group is busy for a moment after its last process was killed; what is still left then a later sweep finds. */
const remove = async (folder: string): Promise<void> => {
  for (let attempt = 0; attempt < removeAttempts; attempt += 1) {
    try {
      return await rmdir(folder);
    } catch (error) {
      if (errorCode(error) !== "EBUSY") return;
      await pause(10);
    }
  }
};

const sweepIn = async (parents: readonly string[]): Promise<void> => {
  for (const parent of parents) {
    for (const name of await readdir(parent).catch(() => [])) {
      const runnerMarker = runnerMarkerIn(name);
      if (runnerMarker === null || (await isRunnerAlive(runnerMarker))) continue;
      await rmdir(path.join(parent, name)).catch(() => undefined);
    }
  }
};

/** Whether a group can really be made here: mounts that look writable sometimes are not. */
const canMakeGroups = async (parent: string): Promise<boolean> => {
  const probe = path.join(parent, `probe-spiral-${newProcessMarker()}`);
  try {
    await mkdir(probe);
    await rmdir(probe);
    return true;
  } catch {
    return false;
  }
};

const periodMicros = 100_000;

const versionTwo = async (root: string): Promise<Cgroups | null> => {
  const controllers = await readFile(path.join(root, "cgroup.subtree_control"), "utf8").catch(() => "");
  const has = (name: string): boolean => controllers.split(/\s+/).includes(name);
  if (!has("memory") || !has("pids") || !(await isWritable(path.join(root, "cgroup.procs")))) return null;
  if (!(await canMakeGroups(root))) return null;
  return {
    version: 2,
    async open(runnerMarker, limits) {
      const folder = path.join(root, newName(runnerMarker));
      await mkdir(folder, { recursive: true });
      await write(folder, "memory.max", limits.memoryBytes);
      // Without swap the limit is what it says. Absent on kernels without swap accounting.
      await write(folder, "memory.swap.max", 0).catch(() => undefined);
      await write(folder, "memory.oom.group", 1).catch(() => undefined);
      await write(folder, "pids.max", limits.processes);
      if (has("cpu")) await write(folder, "cpu.max", `${(limits.cpuPercent * periodMicros) / 100} ${periodMicros}`);
      return [folder];
    },
    close: async (folders) => void (await Promise.all(folders.map(remove))),
    sweep: () => sweepIn([root]),
  };
};

const versionOne = async (root: string): Promise<Cgroups | null> => {
  const [memory, pids, cpu] = ["memory", "pids", "cpu"].map((controller) => path.join(root, controller));
  if (memory === undefined || pids === undefined || cpu === undefined) return null;
  if (!(await canMakeGroups(memory)) || !(await canMakeGroups(pids))) return null;
  const withCpu = await canMakeGroups(cpu);
  return {
    version: 1,
    async open(runnerMarker, limits) {
      const name = newName(runnerMarker);
      const inMemory = path.join(memory, name);
      const inPids = path.join(pids, name);
      const inCpu = path.join(cpu, name);
      const folders = [inMemory, inPids, ...(withCpu ? [inCpu] : [])];
      for (const folder of folders) await mkdir(folder, { recursive: true });
      await write(inMemory, "memory.limit_in_bytes", limits.memoryBytes);
      await write(inMemory, "memory.memsw.limit_in_bytes", limits.memoryBytes).catch(() => undefined);
      await write(inPids, "pids.max", limits.processes);
      if (withCpu) {
        await write(inCpu, "cpu.cfs_period_us", periodMicros);
        await write(inCpu, "cpu.cfs_quota_us", (limits.cpuPercent * periodMicros) / 100);
      }
      return folders;
    },
    close: async (folders) => void (await Promise.all(folders.map(remove))),
    sweep: () => sweepIn([memory, pids, cpu]),
  };
};

/** The group that this process is in, below the unified tree; null where there is none. */
const ownGroup = async (): Promise<string | null> => {
  const text = await readFile("/proc/self/cgroup", "utf8").catch(() => "");
  return /^0::(\/.*)$/m.exec(text)?.[1] ?? null;
};

/**
 * Finds cgroups that may be used: the root's, or the nearest one above this process that was delegated to it.
 * @param root where they are mounted
 */
export const findCgroups = async (root = "/sys/fs/cgroup"): Promise<Cgroups | null> => {
  const own = await ownGroup();
  const above: string[] = [root];
  for (let folder = own ?? "/"; folder !== "/"; folder = path.dirname(folder)) above.push(path.join(root, folder));
  for (const candidate of above) {
    const found = await versionTwo(candidate);
    if (found !== null) return found;
  }
  return versionOne(root);
};
