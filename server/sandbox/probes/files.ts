import { lstat, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { plantsOutside, readsCanary, type Probe } from "./probe.ts";

const isLink = (file: string): Promise<boolean> =>
  lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );

/** What of the host's files can be read or changed. */
export const fileProbes: readonly Probe[] = [
  {
    name: "other-project-read",
    title: "Read a file of another project",
    cases: [46],
    attempt: readsCanary('cat "$PROBE_OTHER/canary.txt"'),
  },
  {
    name: "other-project-list",
    title: "List the projects of this installation",
    cases: [46],
    attempt: async (site) => {
      const output = await site.script({ script: 'ls "$PROBE_PROJECTS"' });
      return { reached: output.split("\n").includes("prj_other"), detail: output };
    },
  },
  {
    name: "other-project-write",
    title: "Change a file of another project",
    cases: [46],
    attempt: async (site, ground) => {
      const planted = path.join(ground.otherFiles, "planted");
      const output = await site.script({ script: 'mkdir -p "$PROBE_OTHER"; echo planted > "$PROBE_OTHER/planted"' });
      const reached = (await readFile(planted, "utf8").catch(() => "")) !== "";
      await rm(planted, { force: true });
      return { reached, detail: output };
    },
  },
  {
    name: "own-user",
    title: "Work with the rights of the user that Spiral runs as",
    cases: [46, 47],
    notHere: () =>
      process.getuid?.() === 0
        ? null
        : "Started by an ordinary user, Spiral has no other user ids to give; the other walls hold projects apart.",
    attempt: async (site) => {
      await site.script({ script: "echo mine > mine" });
      const { uid } = await lstat(path.join(await site.workspaceOnHost(), site.name, "mine"));
      return { reached: uid === process.getuid?.(), detail: `what it writes belongs to user ${uid} of the host` };
    },
  },
  {
    name: "server-files",
    title: "Read the server's own key file",
    cases: [47, 48],
    attempt: readsCanary('cat "$PROBE_SERVER_FILE"'),
  },
  {
    name: "host-users",
    title: "Read who has an account on this machine",
    cases: [47],
    attempt: async (site) => {
      const output = await site.script({ script: "cut -d: -f1 /etc/passwd", says: /^root$/m });
      const names = output.split("\n").filter((name) => !["root", "agent", "nobody", ""].includes(name));
      return { reached: names.length > 0, detail: `sees ${output.split("\n").length} names` };
    },
  },
  {
    name: "write-outside",
    title: "Write a file outside of the workspace",
    cases: [54],
    attempt: plantsOutside('mkdir -p "$PROBE_OUTSIDE"; echo planted > "$PROBE_OUTSIDE/$PROBE_PLANT"'),
  },
  {
    name: "write-program",
    title: "Change a program that was granted to the sandbox",
    cases: [62],
    attempt: async (site, { program, token }) => {
      const output = await site.script({
        script: `echo planted >> "$PROBE_PROGRAM"; rm -f "$PROBE_PROGRAM" 2>&1; echo other > "$PROBE_PROGRAM"`,
      });
      const reached = (await readFile(program, "utf8").catch(() => "")) !== `${token}\n`;
      if (reached) await writeFile(program, `${token}\n`, { mode: 0o777 });
      return { reached, detail: output };
    },
  },
  {
    name: "link-out",
    title: "Read a file of the host through a symbolic or hard link in the workspace",
    cases: [46],
    attempt: readsCanary(
      'ln -sf "$PROBE_OTHER/canary.txt" soft; ln -f "$PROBE_OTHER/canary.txt" hard; cat soft hard; rm -f soft hard',
    ),
  },
  {
    name: "workspace-swap",
    title: "Put another folder in the workspace's place",
    cases: [62],
    attempt: async (site) => {
      const project = "prj_swap";
      const workspace = await site.workspaceOnHost(project);
      const output = await site.script({
        project,
        script: `cd /
          umount "$PROBE_WORKSPACE"
          mv "$PROBE_WORKSPACE" "$PROBE_WORKSPACE.away" && ln -s "$PROBE_OTHER" "$PROBE_WORKSPACE"`,
      });
      return { reached: await isLink(workspace), detail: output };
    },
  },
  {
    name: "shared-temporary-folder",
    title: "Read another program's temporary file",
    cases: [46, 47],
    attempt: readsCanary('cat "$PROBE_TEMPORARY_FILE"'),
  },
  {
    name: "shared-memory",
    title: "Read another program's shared memory",
    cases: [46, 47],
    notHere: ({ sharedMemoryFile }) => (sharedMemoryFile === null ? "This machine has no /dev/shm." : null),
    attempt: readsCanary('cat "$PROBE_SHARED_MEMORY_FILE"'),
  },
  {
    name: "host-devices",
    title: "Look at the machine's devices and kernel interfaces (/sys)",
    cases: [47],
    attempt: async (site) => {
      const output = await site.script({ script: "ls /sys/class /sys/fs", says: /\/sys\// });
      return { reached: /^(net|cgroup|block|tty)$/m.test(output), detail: output };
    },
  },
];
