import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { findExecutable } from "../find-executable.ts";
import type { Bind, RootName, WallPrograms } from "./arguments.ts";
import { findCgroups, type Cgroups } from "./cgroups.ts";
import { howToInstall, readDistribution } from "./distribution.ts";
import { writeEtc } from "./etc.ts";
import { tryWalls } from "./first-look.ts";
import { findRootNames, findSharedEtc, isOpenToAll, isPassable } from "./host.ts";
import { layout } from "./layout.ts";
import type { SandboxLimits } from "./limits.ts";
import { systemCallFilter } from "./system-calls.ts";
import { findToolchains, type FoundToolchains } from "./toolchains.ts";

/** service: the runner is root and gives every project a user id of its own. user: an ordinary user's, no root needed. */
export type WallProfile = "service" | "user";

/** What walls are made of on this machine; found once when a runner starts. */
export interface Walls {
  readonly profile: WallProfile;
  readonly programs: WallPrograms;
  readonly rootNames: readonly RootName[];
  /** The same for every sandbox: /etc, toolchains, the node program, the forwarder. */
  readonly binds: readonly Bind[];
  readonly toolchains: FoundToolchains;
  /** PATH inside. */
  readonly searchPath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
  readonly cgroups: Cgroups | null;
  /** A file of the runner's own with the filter of system calls; null where there is none for this kind of processor. */
  readonly systemCalls: string | null;
  /** Project 1 has this + 1 in the service profile. */
  readonly uidBase: number;
}

export interface FindWallsOptions {
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Absolute; a folder of the runner's own, for a few files that are shown inside. */
  readonly runtimePath: string;
  /** Absolute; where the workspaces are. Made passable, though not readable, for the projects' own users. */
  readonly dataDir: string;
  /** Absolute path of the node program that agents' projects find first. */
  readonly nodePath: string;
  readonly limits: SandboxLimits;
  readonly uidBase: number;
  /** Whether this process is root. */
  readonly asRoot: boolean;
}

/** Why there can be no walls here, and what to do about it. */
export interface NoWalls {
  readonly walls: null;
  readonly detail: string;
  readonly fix: string;
}

const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const forwarderPath = path.join(import.meta.dirname, "forwarder.cjs");

const restart = "Then start Spiral again.";

/**
 * Looks for what walls need, and starts something trivial behind them. Says nothing of whether they hold: that is what
 * the probes are for.
 */
export const findWalls = async (options: FindWallsOptions): Promise<{ readonly walls: Walls } | NoWalls> => {
  const { hostEnvironment, runtimePath, dataDir, nodePath, asRoot } = options;
  if (process.platform !== "linux") {
    return {
      walls: null,
      detail: `The sandbox needs Linux; this is ${process.platform}.`,
      fix: "Run Spiral in a Linux container or virtual machine: docs/sandbox.md has a Dockerfile and the steps for macOS and Windows (WSL2).",
    };
  }
  const searchPath = hostEnvironment["PATH"] ?? systemPath;
  const find = (name: string): Promise<string | null> => findExecutable(name, searchPath, "/");
  const [bwrap, prlimit, setpriv] = await Promise.all([find("bwrap"), find("prlimit"), find("setpriv")]);
  const fixBy = async (packageName: string): Promise<string> =>
    `${howToInstall(await readDistribution(), packageName, asRoot)}. ${restart}`;
  if (bwrap === null)
    return { walls: null, detail: "bubblewrap (bwrap) was not found.", fix: await fixBy("bubblewrap") };
  if (prlimit === null || (asRoot && setpriv === null)) {
    const detail = "prlimit and setpriv were not found; they are part of util-linux.";
    return { walls: null, detail, fix: await fixBy("util-linux") };
  }
  if (asRoot) {
    for (const folder of [runtimePath, dataDir]) {
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o711);
    }
    const open = await Promise.all([
      isOpenToAll(nodePath),
      isOpenToAll(forwarderPath),
      isPassable(path.join(runtimePath, "etc")),
      isPassable(path.join(dataDir, "workspaces")),
    ]);
    const closed = [nodePath, forwarderPath, runtimePath, dataDir].find((_, index) => open[index] === false);
    if (closed !== undefined) {
      return {
        walls: null,
        detail: `Spiral was started as root, and other users cannot reach ${closed}. Each project works as a user of its own.`,
        fix: "Move Spiral and its data out of the private folder (for example to /srv/spiral), or start it as an ordinary user.",
      };
    }
  }
  const [rootNames, shared, etc, toolchains, cgroups, systemCalls] = await Promise.all([
    findRootNames(),
    findSharedEtc(),
    writeEtc(path.join(runtimePath, "etc")),
    findToolchains(hostEnvironment["PATH"] ?? "", asRoot),
    findCgroups(),
    writeSystemCalls(path.join(runtimePath, "system-calls.bpf")),
  ]);
  await cgroups?.sweep();
  const bins = [...new Set(toolchains.toolchains.map(({ bin }) => bin))];
  const walls: Walls = {
    profile: asRoot ? "service" : "user",
    programs: { bwrap, prlimit, setpriv: asRoot ? setpriv : null },
    rootNames,
    binds: [
      ...shared,
      ...etc,
      ...toolchains.toolchains.map(({ root }) => ({ host: root, inside: root, writable: false })),
      { host: nodePath, inside: path.join(layout.bin, "node"), writable: false },
      { host: forwarderPath, inside: path.join(layout.programs, "forwarder.cjs"), writable: false },
    ],
    toolchains,
    searchPath: [layout.bin, ...bins, systemPath].join(":"),
    environment: Object.fromEntries(toolchains.toolchains.flatMap(({ environment }) => Object.entries(environment))),
    limits: options.limits,
    cgroups,
    systemCalls,
    uidBase: options.uidBase,
  };
  const failure = await tryWalls({ ...walls, hostUid: asRoot ? walls.uidBase : null });
  return failure === null ? { walls } : { walls: null, ...failure };
};

const writeSystemCalls = async (file: string): Promise<string | null> => {
  const filter = systemCallFilter(process.arch);
  if (filter === null) return null;
  await writeFile(file, filter);
  return file;
};
