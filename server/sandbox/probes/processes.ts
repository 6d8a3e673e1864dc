import { execFile, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { isAlive } from "../../platform/processes.ts";
import { findExecutable } from "../find-executable.ts";
import type { StandIn } from "./ground.ts";
import type { Probe } from "./probe.ts";
import { NotCarriedOutError } from "./site.ts";

const run = promisify(execFile);

/** Long enough for a signal to be delivered, on a machine under load. */
const deliveryMs = 100;
/** How long what was ended may take to be gone; ends early where it is. */
const patienceMs = 8_000;
/** How long something must live to be said to go on. */
const goesOnMs = 300;

const withStandIn =
  (script: string, reached: (output: string, token: string, standIn: StandIn) => boolean | Promise<boolean>) =>
  async (...[site, ground]: Parameters<Probe["attempt"]>) => {
    const standIn = await ground.standIn();
    const output = await site.script({ script, env: { PROBE_PID: String(standIn.pid) } });
    const got = await reached(output, ground.token, standIn);
    await standIn.process.end();
    return { reached: got, detail: output };
  };

const showsToken = (output: string, token: string): boolean => output.includes(token);

/**
 * The shell's open files beside its three streams, the folder that it opens to list them, and empty ones, which are put
 * in the place of what would be inherited.
 */
const listOpenFiles = `for file in /proc/$$/fd/*; do
  case "\${file##*/}" in 0|1|2) continue ;; esac
  [ -e "$file" ] && ! [ "$file" -ef /dev/null ] && echo "open: number \${file##*/}"
done; :`;

/** What a process sees that has inherited an open file, as a careless server would leave one. */
const inheritingShell = async (file: string): Promise<string> => {
  const handle = await open(file, "r");
  try {
    const shell = spawn("/bin/sh", ["-c", listOpenFiles], { stdio: ["ignore", "pipe", "ignore", handle.fd] });
    let output = "";
    for await (const chunk of shell.stdout ?? []) output += String(chunk);
    return output;
  } finally {
    await handle.close();
  }
};

const endDaemon = (output: string): void => {
  const pid = Number(/^daemon (\d+)$/m.exec(output)?.[1]);
  if (Number.isNaN(pid)) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
};

/** What of the host's processes can be seen or touched, and what outlives its own. */
export const processProbes: readonly Probe[] = [
  {
    name: "server-environment",
    title: "Read a secret in the server's environment",
    cases: [47, 48],
    attempt: withStandIn(
      `cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep '^PROBE_CANARY=' || echo "not found"`,
      showsToken,
    ),
  },
  {
    name: "process-list",
    title: "See the machine's processes and their command lines",
    cases: [47, 48],
    attempt: withStandIn(
      `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep '^canary-' || echo "not found"`,
      showsToken,
    ),
  },
  {
    name: "process-kill",
    title: "End a process of the machine",
    cases: [47],
    attempt: withStandIn('kill -KILL "$PROBE_PID"', async (_output, _token, { pid }) => {
      await pause(deliveryMs);
      return !(await isAlive(pid));
    }),
  },
  {
    name: "process-root",
    title: "Read the host's files through another process's view of them",
    cases: [47],
    attempt: withStandIn('cat "/proc/$PROBE_PID/root$PROBE_SERVER_FILE" "/proc/1/root$PROBE_SERVER_FILE"', showsToken),
  },
  {
    name: "inherited-files",
    title: "Use an open file that the server forgot to close",
    cases: [47],
    attempt: async (site, ground) => {
      const output =
        site.where === "inside"
          ? await site.script({ script: listOpenFiles })
          : await inheritingShell(ground.serverFile);
      return { reached: output.includes("open: "), detail: output };
    },
  },
  {
    name: "system-v-memory",
    title: "See another program's System V shared memory",
    cases: [47],
    notHere: async ({ hostEnvironment }) =>
      (await findExecutable("ipcmk", hostEnvironment["PATH"] ?? "", "/")) === null
        ? "ipcmk (util-linux) was not found."
        : null,
    attempt: async (site) => {
      const { stdout } = await run("ipcmk", ["--shmem", "4096"]);
      const id = stdout.replaceAll(/\D/g, "");
      try {
        const output = await site.script({ script: "cat /proc/sysvipc/shm" });
        const seen = output.split("\n").some((line) => line.trim().split(/\s+/)[1] === id);
        return { reached: seen, detail: seen ? "saw it" : "saw none" };
      } finally {
        await run("ipcrm", ["--shmem-id", id]);
      }
    },
  },
  {
    name: "daemon",
    title: "Leave a process behind that goes on after its command",
    cases: [55],
    attempt: async (site) => {
      // Its environment is cleared and its session its own: neither a marker nor a parent leads to it any more.
      const command = await site.start({
        script: `rm -f up; (env -i setsid /bin/sh -c 'echo "daemon $$"; : > up; exec sleep 12' 2>/dev/null &)
          while [ ! -e up ]; do sleep 0.01; done`,
      });
      let output = "";
      // Whoever lives holds the pipe open.
      const silent = (async (): Promise<boolean> => {
        for await (const chunk of command.stdout) output += String(chunk);
        return true;
      })();
      command.stdin.end();
      await command.exited;
      const gone = await Promise.race([silent, pause(site.where === "inside" ? patienceMs : goesOnMs, false)]);
      // Inside, its number would be somebody else's on the host; it ends by itself.
      if (site.where === "outside") endDaemon(output);
      await command.end();
      if (!/^daemon \d+$/m.test(output)) throw new NotCarriedOutError(`it did not start: ${output.trim()}`);
      return { reached: !gone, detail: gone ? "it ended with its command" : "it went on" };
    },
  },
];
