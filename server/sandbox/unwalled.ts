import path from "node:path";
import { childEnvironment } from "./environment.ts";
import { findExecutable } from "./find-executable.ts";
import { markedProcesses } from "./marked-processes.ts";
import { systemProcesses, type ProcessControl } from "./process-tree.ts";
import type { DoorAddress, Sandboxes } from "./sandbox.ts";
import { startProcess } from "./start-process.ts";

export interface UnwalledOptions {
  readonly runnerMarker: string;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the node program that processes find first. */
  readonly nodePath: string;
  readonly control?: ProcessControl;
}

const urlOf = (address: DoorAddress | null): string | null => (address?.kind === "loopback" ? address.url : null);

/**
 * Sandboxes without walls: marked processes, an explicit environment, and nothing else. For what the product's own
 * people run (looking at the installed Claude Code), for built-in samples on machines without bubblewrap, and for
 * owners who switched the walls off (SPIRAL_UNSAFE_NO_SANDBOX).
 */
export const createUnwalledSandboxes = (options: UnwalledOptions): Sandboxes => {
  const { runnerMarker, hostEnvironment, nodePath, control = systemProcesses } = options;
  const processes = markedProcesses(runnerMarker, control);
  return {
    ...processes,
    doorKind: "loopback",
    hostUid: () => null,
    open: async ({ attemptMarker, workspace, doors }) => {
      const temporaryPath = path.join(workspace.homePath, "tmp");
      const environment = childEnvironment({
        host: hostEnvironment,
        homePath: workspace.homePath,
        temporaryPath,
        nodePath,
      });
      return {
        inside: {
          ...workspace,
          temporaryPath,
          gatewayUrl: urlOf(doors.gateway),
          program: (hostPath) => hostPath,
        },
        host: workspace,
        environment,
        start: ({ command, args, cwd, env }) =>
          startProcess({ command, args, cwd, env, runnerMarker, attemptMarker, control }),
        hasCommand: async (name) =>
          (await findExecutable(name, environment["PATH"] ?? "", workspace.workspacePath)) !== null,
        isBusy: () => processes.isBusy(attemptMarker),
        end: () => processes.endProcessTree(attemptMarker),
      };
    },
  };
};
