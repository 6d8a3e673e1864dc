import path from "node:path";
import type { DoorName, ProcessOptions } from "../sandbox.ts";
import { agentIdentity, doorPorts, layout } from "./layout.ts";
import type { SandboxLimits } from "./limits.ts";

/** A file or folder of the host that is seen inside. */
export interface Bind {
  readonly host: string;
  readonly inside: string;
  readonly writable: boolean;
}

/** A name at the root of the host: a folder, or a link as on systems whose /bin is /usr/bin. */
export type RootName =
  | { readonly kind: "folder"; readonly name: string }
  | { readonly kind: "link"; readonly name: string; readonly target: string };

/** Absolute paths of the host's own programs that make the walls. */
export interface WallPrograms {
  readonly bwrap: string;
  readonly prlimit: string;
  /** Null in the user profile, where processes keep the runner's user id. */
  readonly setpriv: string | null;
}

export interface WallOptions {
  readonly programs: WallPrograms;
  readonly rootNames: readonly RootName[];
  readonly binds: readonly Bind[];
  /** Sockets of the doors that this process asked for, on the host. */
  readonly doors: readonly { readonly name: DoorName; readonly socket: string }[];
  /** The user id on the host; null keeps the runner's. */
  readonly hostUid: number | null;
  readonly limits: SandboxLimits;
  /** cgroup folders that the process enters before it gives up its rights; none where cgroups cannot be used. */
  readonly cgroups: readonly string[];
  /** A file of the host with the filter of system calls; null where there is none for this kind of processor. */
  readonly systemCalls: string | null;
}

/** On this descriptor bubblewrap finds the filter; it reads and closes it. */
const filterDescriptor = 9;

/**
 * Opens the filter (or nothing) and enters the cgroups, then becomes what follows. Positional: filter, count, folders,
 * command. Needs no program but the shell.
 */
const enter = `exec ${filterDescriptor}<"$1" || exit 125; n=$2; shift 2; while [ "$n" -gt 0 ]; do echo $$ >"$1/cgroup.procs" || exit 125; shift; n=$((n - 1)); done; exec "$@"`;

const enterPart = ({ cgroups, systemCalls }: WallOptions): string[] =>
  cgroups.length === 0 && systemCalls === null
    ? []
    : ["/bin/sh", "-c", enter, "spiral-enter", systemCalls ?? "/dev/null", String(cgroups.length), ...cgroups];

/** Gives up the runner's identity and every right, for good. */
const identityPart = ({ programs, hostUid }: WallOptions): string[] =>
  programs.setpriv === null || hostUid === null
    ? []
    : [
        programs.setpriv,
        `--reuid=${hostUid}`,
        `--regid=${hostUid}`,
        "--clear-groups",
        "--no-new-privs",
        "--inh-caps=-all",
        "--bounding-set=-all",
        "--",
      ];

const rootPart = (rootNames: readonly RootName[]): string[] =>
  rootNames.flatMap((root) =>
    root.kind === "link"
      ? ["--symlink", root.target, `/${root.name}`]
      : ["--ro-bind", `/${root.name}`, `/${root.name}`],
  );

const bubblewrapPart = (
  { programs, rootNames, binds, doors, limits, systemCalls }: WallOptions,
  cwd: string,
): string[] =>
  [
    programs.bwrap,
    "--unshare-all",
    "--unshare-user",
    // No user namespaces inside: most ways out of containers begin with one.
    "--disable-userns",
    "--die-with-parent",
    "--new-session",
    ["--cap-drop", "ALL"],
    systemCalls === null ? [] : ["--seccomp", String(filterDescriptor)],
    ["--uid", String(agentIdentity.uid)],
    ["--gid", String(agentIdentity.gid)],
    ["--hostname", "spiral"],
    rootPart(rootNames),
    ["--proc", "/proc"],
    ["--dev", "/dev"],
    ["--size", String(limits.temporaryBytes), "--tmpfs", "/dev/shm"],
    ["--size", String(limits.temporaryBytes), "--tmpfs", layout.temporary],
    ["--dir", "/var", "--symlink", "../tmp", "/var/tmp"],
    ["--dir", "/run"],
    binds.flatMap(({ host, inside, writable }) => [writable ? "--bind" : "--ro-bind", host, inside]),
    doors.flatMap(({ name, socket }) => ["--bind", socket, `${layout.doors}/${name}`]),
    // What holds the mounts together is memory; nothing may be written there.
    ["--remount-ro", "/dev"],
    ["--remount-ro", "/"],
    ["--chdir", cwd],
    "--",
  ].flat();

/**
 * Set inside: there the kernel counts the processes of this sandbox alone (from Linux 5.14), so that a limit on a
 * laptop does not count its owner's.
 */
const limitPart = ({ programs, limits }: WallOptions): string[] => [
  programs.prlimit,
  `--nproc=${limits.processes}:${limits.processes}`,
  `--fsize=${limits.fileBytes}:${limits.fileBytes}`,
  `--nofile=${limits.openFiles}:${limits.openFiles}`,
  "--core=0:0",
];

/** The first process inside where there is a door: offers it on loopback, then starts the command. */
const forwarderPart = ({ doors }: WallOptions): string[] =>
  doors.length === 0
    ? []
    : [
        path.join(layout.bin, "node"),
        "--max-old-space-size=64",
        path.join(layout.programs, "forwarder.cjs"),
        ...doors.map(({ name }) => `${doorPorts[name]}=${layout.doors}/${name}`),
        "--",
      ];

/** The whole command line, from the host's shell to the process inside. Pure. */
export const walledCommand = (
  options: WallOptions,
  { command, args, cwd }: Pick<ProcessOptions, "command" | "args" | "cwd">,
): { readonly command: string; readonly args: readonly string[] } => {
  const [first = options.programs.bwrap, ...rest] = [
    ...enterPart(options),
    ...identityPart(options),
    ...bubblewrapPart(options, cwd),
    ...limitPart(options),
    ...forwarderPart(options),
    command,
    ...args,
  ];
  return { command: first, args: rest };
};
