import type { Guard } from "./guard.ts";

export const guards: readonly Guard[] = [
  {
    name: "sandbox-network",
    cases: [49, 50, 51],
    file: "server/sandbox/walls/arguments.ts",
    find: `"--unshare-all",`,
    replace: `"--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts",`,
    test: { file: "server/sandbox/walls/walled.test.ts", name: "a door leads to its socket" },
  },
  {
    name: "sandbox-nproc",
    cases: [52],
    file: "server/sandbox/walls/arguments.ts",
    find: "`--nproc=${limits.processes}:${limits.processes}`,",
    replace: "",
    test: { file: "server/sandbox/walls/limits.test.ts", name: "its own count of processes" },
  },
  {
    name: "workspace-file-hard-link",
    cases: [33],
    file: "server/sandbox/opened-folder.ts",
    find: "stat.isFile() && stat.nlink === 1",
    replace: "stat.isFile()",
    test: { file: "server/sandbox/workspace-files.test.ts", name: "refuses links, hard links" },
  },
];
