import { existsSync } from "node:fs";
import { findExecutable } from "../find-executable.ts";
import type { ProbeGround } from "./ground.ts";
import type { Probe } from "./probe.ts";

/** Each kind of name space, made by itself; root may make them all, others only within a user name space. */
const unshare = `for kind in "--user --map-root-user" "--mount" "--net" "--ipc" "--pid --fork"; do
  unshare $kind true 2>/dev/null && echo "made: $kind"
done
unshare --user --map-root-user true`;

/**
 * A program that the system would start with root's rights is started in a way that only a program without them obeys:
 * the loader prints its auxiliary vector unless the kernel says that rights were gained.
 */
const raiseRights = `LD_SHOW_AUXV=1 /usr/bin/id 2>/dev/null | grep -q ^AT_ || { echo "cannot tell: the loader shows no vector"; exit; }
for file in /usr/bin/su /bin/su /usr/bin/mount /usr/bin/newgrp /usr/bin/passwd; do
  [ -u "$file" ] || continue
  if LD_SHOW_AUXV=1 "$file" --version </dev/null 2>/dev/null | grep -q ^AT_
  then echo "no rights gained by $file"
  else echo "gained rights by $file"
  fi
  break
done`;

/** Outside, root has nothing to gain: there it is tried as a user who has none. */
const asNobody = (setpriv: string): string => `${setpriv} --reuid=65534 --regid=65534 --clear-groups --`;

/** Makes a socket to the host of a virtual machine, which no name space holds apart. Perl, because Node cannot. */
const virtualSocket = `perl -MSocket -e 'socket(my $made, 40, SOCK_STREAM, 0) ? print "made it\n" : print "refused: $!\n"'`;

/** Keeps a key of the process's own; with it go those that whoever started Spiral keeps in their session. */
const keepKey = `perl -e 'my ($kind, $name, $key) = ("user", "spiral-probe", "key");
my $made = syscall($ENV{PROBE_NUMBER} + 0, $kind, $name, $key, length $key, -2);
print $made > 0 ? "made it\n" : "refused: $!\n"'`;

const addKey: Readonly<Record<string, number>> = { x64: 248, arm64: 217 };

const withoutPerl = async (ground: ProbeGround): Promise<string | null> => {
  if (!(await has("perl", ground))) return "perl was not found.";
  return ground.walls.systemCalls === null ? `There is no filter of system calls for ${process.arch}.` : null;
};

const has = async (program: string, { hostEnvironment }: ProbeGround): Promise<boolean> =>
  (await findExecutable(program, hostEnvironment["PATH"] ?? "", "/")) !== null;

/** What rights can be gained. */
export const rightsProbes: readonly Probe[] = [
  {
    name: "namespaces",
    title: "Make a name space of one's own, as most ways out of containers begin",
    cases: [46, 47],
    notHere: async (ground) => ((await has("unshare", ground)) ? null : "unshare (util-linux) was not found."),
    attempt: async (site) => {
      const output = await site.script({ script: unshare, says: /^(made: |unshare: )/m });
      return { reached: output.includes("made: "), detail: output };
    },
  },
  {
    name: "capabilities",
    title: "Have any of root's rights, or a way to get them",
    cases: [46, 47],
    attempt: async (site) => {
      const output = await site.script({ script: "grep ^Cap /proc/self/status", says: /^CapBnd:/m });
      return { reached: /^Cap\w+:\s+0*[1-9a-f]/im.test(output), detail: output };
    },
  },
  {
    name: "setuid",
    title: "Gain root's rights by a program that gives them (su, mount)",
    cases: [46, 47],
    attempt: async (site, { walls: { programs } }) => {
      const who = site.where === "outside" && programs.setpriv !== null ? asNobody(programs.setpriv) : "";
      const output = await site.script({
        script: `${who} /bin/sh -c "$PROBE_CODE"`,
        env: { PROBE_CODE: raiseRights },
        says: /rights|cannot tell/,
      });
      return { reached: output.startsWith("gained rights by"), detail: output };
    },
  },
  {
    name: "virtual-socket",
    title: "Make a socket to the host of a virtual machine, past every network wall",
    cases: [49],
    notHere: async (ground) =>
      (await withoutPerl(ground)) ?? (existsSync("/dev/vsock") ? null : "This machine has no such sockets."),
    attempt: async (site) => {
      const output = await site.script({ script: virtualSocket, says: /^(made it|refused: )/m });
      return { reached: output.includes("made it"), detail: output };
    },
  },
  {
    name: "keyring",
    title: "Use the kernel's keyrings, where the session of whoever started Spiral may keep keys",
    cases: [47, 48],
    notHere: withoutPerl,
    attempt: async (site) => {
      const number = String(addKey[process.arch] ?? 0);
      const output = await site.script({
        script: keepKey,
        says: /^(made it|refused: )/m,
        env: { PROBE_NUMBER: number },
      });
      return { reached: output.includes("made it"), detail: output };
    },
  },
];
