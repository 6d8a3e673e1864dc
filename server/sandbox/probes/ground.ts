import { randomBytes } from "node:crypto";
import { chmod, lstat, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createWorkspace } from "../create-workspace.ts";
import type { Sandbox, SandboxedProcess, Sandboxes } from "../sandbox.ts";
import type { Walls } from "../walls/walls.ts";
import { openCanaryNameServer, openCanaryServer, ownAddress, type CanaryServer } from "./canaries.ts";

/** A process of the host with the canary in its environment and in its command line. */
export interface StandIn {
  readonly pid: number;
  readonly process: SandboxedProcess;
}

/** What the probes try to get at: a piece of a host with canaries wherever something worth having would be. */
export interface ProbeGround {
  /** Takes the place of the data folder. */
  readonly folder: string;
  /** What nobody inside may ever see. */
  readonly token: string;
  readonly walls: Walls;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Another project's files; `canary.txt` in it. */
  readonly otherFiles: string;
  /** The folder of all projects. */
  readonly projects: string;
  /** Where the server's own key would be. */
  readonly serverFile: string;
  /** A folder into which everybody on the machine may write. */
  readonly outside: string;
  /** A program that everybody on the machine may change, granted to the sandbox as Claude Code is. */
  readonly program: string;
  readonly temporaryFile: string;
  /** Null where the host has no /dev/shm. */
  readonly sharedMemoryFile: string | null;
  readonly socketPath: string;
  /** In the kernel's own name space, without a file. */
  readonly abstractSocket: string;
  readonly loopback: CanaryServer;
  /** At the machine's own address in its network; null where it has none. */
  readonly network: { readonly host: string; readonly server: CanaryServer } | null;
  readonly names: CanaryServer;
  /** Absolute; null when there is none. */
  readonly claudeCodePath: string | null;
  /** Starts a process for one probe to find or to end. */
  standIn(): Promise<StandIn>;
  /** Whether something was written to `outside` under this name; takes it away again. */
  planted(name: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface GroundOptions {
  readonly walls: Walls;
  /** Absolute; exists, and is where workspaces are. */
  readonly dataDir: string;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  readonly claudeCodePath: string | null;
  readonly unwalled: Sandboxes;
  /** Whose the other project is on the host; null: the runner's own. */
  readonly otherUid: number | null;
}

const prefix = "probes-";
/** Longer than any self-test takes: what is older was left behind by a runner that died. */
const abandonedMs = 10 * 60_000;

const removeAbandoned = async (dataDir: string): Promise<void> => {
  for (const name of await readdir(dataDir).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const folder = path.join(dataDir, name);
    const found = await lstat(folder).catch(() => null);
    if (found === null || Date.now() - found.mtimeMs < abandonedMs) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
};

const exists = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

/** Lays the ground; everything of it is gone after `close`. */
export const layGround = async (options: GroundOptions): Promise<ProbeGround> => {
  const { walls, dataDir, unwalled, hostEnvironment, claudeCodePath } = options;
  await removeAbandoned(dataDir);
  const token = `canary-${randomBytes(12).toString("hex")}`;
  const folder = await mkdtemp(path.join(dataDir, prefix));
  // As the data folder of the service profile: passed by everybody, listed by nobody.
  await chmod(folder, 0o711);
  const at = (name: string): string => path.join(folder, name);
  const write = async (file: string, mode: number): Promise<string> => {
    await writeFile(file, `${token}\n`);
    // writeFile's own mode is narrowed by the umask.
    await chmod(file, mode);
    return file;
  };
  const hasSharedMemory = await exists("/dev/shm");
  const unique = `spiral-probe-${randomBytes(8).toString("hex")}`;
  const other = await createWorkspace(folder, "prj_other", options.otherUid);
  await write(path.join(other.filesPath, "canary.txt"), 0o644);
  await mkdir(at("outside"));
  await chmod(at("outside"), 0o777);
  // Unix sockets' paths must be short, and a data folder's may be long.
  const short = await mkdtemp(path.join(tmpdir(), "spiral-probe-"));
  await chmod(short, 0o711);
  const socketPath = path.join(short, "s");
  const abstractSocket = `\0${unique}`;
  const host = ownAddress();
  const [unix, abstract, loopback, names, network] = await Promise.all([
    openCanaryServer(token, { path: socketPath, readableAll: true, writableAll: true }),
    openCanaryServer(token, { path: abstractSocket }),
    openCanaryServer(token, { host: "127.0.0.1", port: 0 }),
    openCanaryNameServer(),
    // An address that was just taken away is none.
    host === null ? null : openCanaryServer(token, { host, port: 0 }).catch(() => null),
  ]);
  const sharedMemoryFile = hasSharedMemory ? await write(`/dev/shm/${unique}`, 0o644) : null;
  const temporaryFile = await write(path.join(tmpdir(), unique), 0o644);

  const standIns: Sandbox[] = [];
  const standIn = async (): Promise<StandIn> => {
    const sandbox = await unwalled.open({
      attemptMarker: `probe-stand-in-${standIns.length}`,
      workspace: { workspacePath: folder, homePath: folder },
      sandboxNumber: 0,
      doors: { gateway: null, egress: null },
      programs: [],
    });
    standIns.push(sandbox);
    const process = sandbox.start({
      command: "/bin/sh",
      // What follows the sleep keeps the shell, and its command line with the canary, in place of the sleep's.
      args: ["-c", 'echo "$$"; sleep 60; :', "server", token],
      cwd: folder,
      env: { ...sandbox.environment, PROBE_CANARY: token },
      doors: [],
    });
    let said = "";
    for await (const chunk of process.stdout.iterator({ destroyOnReturn: false })) {
      said += String(chunk);
      if (said.endsWith("\n")) break;
    }
    const pid = Number(said);
    // 0 and 1 would mean something else to whoever is told to end it.
    if (!Number.isSafeInteger(pid) || pid < 2) throw new Error("The process that stands for the server did not start.");
    return { pid, process };
  };

  return {
    folder,
    token,
    walls,
    hostEnvironment,
    otherFiles: other.filesPath,
    projects: path.dirname(path.dirname(other.filesPath)),
    serverFile: await write(at("secret.key"), 0o644),
    outside: at("outside"),
    program: await write(at("program"), 0o777),
    temporaryFile,
    sharedMemoryFile,
    socketPath,
    abstractSocket,
    loopback,
    network: network === null || host === null ? null : { host, server: network },
    names,
    claudeCodePath,
    standIn,
    async planted(name) {
      const file = path.join(folder, "outside", name);
      const found = await exists(file);
      await rm(file, { recursive: true, force: true });
      return found;
    },
    async close() {
      await Promise.all(standIns.map((sandbox) => sandbox.end()));
      await Promise.all([unix, abstract, loopback, names].map((server) => server.close()));
      await network?.close();
      const left = [folder, short, temporaryFile, ...(sharedMemoryFile === null ? [] : [sharedMemoryFile])];
      await Promise.all(left.map((file) => rm(file, { recursive: true, force: true, maxRetries: 3 })));
    },
  };
};
