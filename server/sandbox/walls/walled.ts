import path from "node:path";
import { findExecutable } from "../find-executable.ts";
import { markedProcesses } from "../marked-processes.ts";
import { systemProcesses, type ProcessControl } from "../process-tree.ts";
import type { DoorName, ProcessOptions, Sandbox, SandboxGrant, Sandboxes } from "../sandbox.ts";
import { startProcess } from "../start-process.ts";
import { walledCommand, type Bind } from "./arguments.ts";
import { doorPorts, layout } from "./layout.ts";
import type { Walls } from "./walls.ts";

export interface WalledOptions {
  readonly runnerMarker: string;
  readonly walls: Walls;
  readonly control?: ProcessControl;
}

const programPath = (hostPath: string, granted: readonly string[]): string => {
  const index = granted.indexOf(hostPath);
  if (index === -1) throw new Error(`${hostPath} was not granted to this sandbox.`);
  return path.join(layout.programs, String(index), path.basename(hostPath));
};

const proxyVariables = (): Record<string, string> => {
  const proxy = `http://127.0.0.1:${doorPorts.egress}`;
  const direct = "localhost,127.0.0.1,::1";
  return {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    NO_PROXY: direct,
    http_proxy: proxy,
    https_proxy: proxy,
    no_proxy: direct,
    // Node's own fetch follows the proxy only when told to.
    NODE_USE_ENV_PROXY: "1",
  };
};

/** Every process in bubblewrap: see arguments.ts for what it sees. */
export const createWalledSandboxes = ({ runnerMarker, walls, control = systemProcesses }: WalledOptions): Sandboxes => {
  const processes = markedProcesses(runnerMarker, control);
  const hostUid = (sandboxNumber: number): number | null =>
    walls.profile === "service" ? walls.uidBase + sandboxNumber : null;

  const open = async (grant: SandboxGrant): Promise<Sandbox> => {
    const { attemptMarker, workspace, sandboxNumber, doors, programs, folders = [] } = grant;
    const memoryBytes = Math.min(walls.limits.memoryBytes, grant.memoryBytes ?? walls.limits.memoryBytes);
    const cgroups = (await walls.cgroups?.open(runnerMarker, { ...walls.limits, memoryBytes })) ?? [];
    const binds: readonly Bind[] = [
      ...walls.binds,
      ...programs.map((host) => ({ host, inside: programPath(host, programs), writable: false })),
      { host: workspace.homePath, inside: layout.home, writable: true },
      { host: workspace.workspacePath, inside: layout.workspace, writable: grant.workspaceReadOnly !== true },
      ...folders.map((folder) => ({ ...folder, writable: false })),
    ];
    const socketOf = (name: DoorName) => {
      const address = doors[name];
      return address?.kind === "socket" ? [{ name, socket: address.path }] : [];
    };
    const environment: Record<string, string> = {
      LANG: "C.UTF-8",
      SHELL: "/bin/sh",
      USER: "agent",
      LOGNAME: "agent",
      ...walls.environment,
      PATH: walls.searchPath,
      HOME: layout.home,
      TMPDIR: layout.temporary,
      ...(doors.egress === null ? {} : proxyVariables()),
    };
    const start = ({ command, args, cwd, env, doors: wanted }: ProcessOptions) =>
      startProcess({
        ...walledCommand(
          {
            ...walls,
            binds,
            cgroups,
            doors: wanted.flatMap(socketOf),
            hostUid: hostUid(sandboxNumber),
          },
          { command, args, cwd },
        ),
        cwd: "/",
        env,
        runnerMarker,
        attemptMarker,
        control,
      });
    return {
      inside: {
        workspacePath: layout.workspace,
        homePath: layout.home,
        temporaryPath: layout.temporary,
        gatewayUrl: doors.gateway === null ? null : `http://127.0.0.1:${doorPorts.gateway}`,
        program: (hostPath) => programPath(hostPath, programs),
      },
      host: workspace,
      environment,
      start,
      hasCommand: async (name) => {
        // A path inside the workspace is for the command itself to find.
        if (name.includes("/") || name === "node") return true;
        return (await findExecutable(name, walls.searchPath, "/")) !== null;
      },
      isBusy: () => processes.isBusy(attemptMarker),
      async end() {
        const left = await processes.endProcessTree(attemptMarker);
        await walls.cgroups?.close(cgroups);
        return left;
      },
    };
  };
  return { ...processes, doorKind: "socket", hostUid, open };
};
