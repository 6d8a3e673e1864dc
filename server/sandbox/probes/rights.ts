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
];
