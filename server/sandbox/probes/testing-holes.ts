import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { layout } from "../walls/layout.ts";
import type { Walls } from "../walls/walls.ts";

/** Walls with a hole, for tests of what finds holes. Every one needs root to be made, unless it says otherwise. */
export type Hole = (walls: Walls, folder: string) => Walls;

const program = (folder: string, name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
};

/** A bubblewrap whose arguments are changed on the way: `cases` are branches of a shell's `case`, one argument each. */
const changedBubblewrap = (walls: Walls, folder: string, cases: string): Walls["programs"] => ({
  ...walls.programs,
  bwrap: program(
    folder,
    "bwrap",
    `#!/bin/sh
count=$#; own=yes
while [ "$count" -gt 0 ]; do
  argument=$1; shift; count=$((count - 1))
  if [ "$own" = yes ]; then
    case "$argument" in
      --) own=no ;;
      ${cases}
    esac
  fi
  set -- "$@" "$argument"
done
exec ${walls.programs.bwrap} "$@"
`,
  ),
});

/** Keeps the runner's own user id, so that only the walls hold files apart. */
const asRunner = (walls: Walls): Walls => ({
  ...walls,
  profile: "user",
  programs: { ...walls.programs, setpriv: null },
});

/** Folders of the host are seen inside as well, and granted programs can be changed. Needs no root. */
export const openFiles: Hole = (walls, folder) => {
  const open = asRunner(walls);
  const shown = ["/tmp", "/dev/shm", "/sys", "/etc/passwd"];
  return {
    ...open,
    binds: [...open.binds, ...shown.map((name) => ({ host: name, inside: name, writable: true }))],
    programs: changedBubblewrap(
      open,
      folder,
      `--ro-bind) case "$2" in ${layout.programs}/*) set -- "$@" --bind; continue ;; esac ;;`,
    ),
  };
};

/** The host's network is the sandbox's, too. Needs no root. */
export const openNetwork: Hole = (walls, folder) => ({
  ...walls,
  programs: changedBubblewrap(walls, folder, `--unshare-all) set -- "$@" --unshare-all --share-net; continue ;;`),
});

/** No system call is filtered. Needs no root. */
export const allSystemCalls: Hole = (walls, folder) => ({
  ...walls,
  programs: changedBubblewrap(walls, folder, `--seccomp) shift; count=$((count - 1)); continue ;;`),
});

/** No limit is set, and no cgroup entered. Needs no root. */
export const noLimits: Hole = (walls, folder) => {
  const inside = "/opt/spiral/hole/prlimit";
  const prlimit = program(
    folder,
    "prlimit",
    '#!/bin/sh\nwhile :; do case "$1" in --*) shift ;; *) exec "$@" ;; esac; done\n',
  );
  return {
    ...walls,
    binds: [...walls.binds, { host: prlimit, inside, writable: false }],
    programs: {
      ...changedBubblewrap(walls, folder, `--size) shift; count=$((count - 1)); continue ;;`),
      prlimit: inside,
    },
    cgroups: {
      version: 1,
      open: () => Promise.resolve([]),
      close: () => Promise.resolve(),
      sweep: () => Promise.resolve(),
    },
  };
};

/**
 * Takes bubblewrap's place and puts up no wall at all: what is called so inside is looked for where it is on the host,
 * and an open folder is handed on.
 */
const nothingAtAll = `import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import path from "node:path";
const args = process.argv.slice(2);
const end = args.indexOf("--");
const binds = args.slice(0, end).flatMap((arg, at) => (/^--(ro-)?bind$/.test(arg) ? [[args[at + 1], args[at + 2]]] : []))
  .sort(([, one], [, other]) => other.length - one.length);
const onHost = (text) => {
  const found = binds.find(([, inside]) => text === inside || text.startsWith(inside + "/"));
  return found === undefined ? text : found[0] + text.slice(found[1].length);
};
const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, onHost(value)]));
env.PATH = path.dirname(process.execPath) + ":" + env.PATH;
env.TMPDIR = env.HOME;
const command = args.slice(end + 1).map(onHost);
const child = spawn(command[0], command.slice(1), { env, cwd: onHost("/workspace"), stdio: [0, 1, 2, openSync("/", "r")] });
child.on("exit", (status, signal) => process.exit(status ?? (signal === null ? 1 : 128)));
`;

const withoutWalls = (walls: Walls, folder: string): Walls["programs"] => {
  const script = program(folder, "nothing.mjs", nothingAtAll);
  return { ...walls.programs, bwrap: program(folder, "bwrap", `#!/bin/sh\nexec ${process.execPath} ${script} "$@"\n`) };
};

/** No walls, and the runner's own rights. Needs no root. */
export const noWalls: Hole = (walls, folder) => {
  const open = asRunner(walls);
  return { ...open, programs: withoutWalls(open, folder) };
};

/** No walls, a user of the project's own, and nothing that keeps it from becoming another. */
export const noWallsAsProject: Hole = (walls, folder) => {
  const { setpriv } = walls.programs;
  if (setpriv === null) throw new Error("Only the service profile has users of the projects' own.");
  const keepsRights = program(
    folder,
    "setpriv",
    `#!/bin/sh
for argument in "$@"; do
  shift
  case "$argument" in --no-new-privs|--inh-caps=*|--bounding-set=*) ;; *) set -- "$@" "$argument" ;; esac
done
exec ${setpriv} "$@"
`,
  );
  return { ...walls, programs: { ...withoutWalls(walls, folder), setpriv: keepsRights } };
};

/** Root's own user id behind walls that hold. */
export const rootsUser: Hole = asRunner;

/** A bubblewrap that starts nothing. Needs no root. */
export const brokenWalls: Hole = (walls, folder) => ({
  ...walls,
  programs: { ...walls.programs, bwrap: program(folder, "bwrap", "#!/bin/sh\necho broken >&2\nexit 1\n") },
});
