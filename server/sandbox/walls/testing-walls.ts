import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createWorkspace } from "../create-workspace.ts";
import { installationMarker, runnerMarkerOf } from "../process-marker.ts";
import { runCommand, type CommandOptions, type CommandResult } from "../run-command.ts";
import type { Sandbox, SandboxGrant, Sandboxes } from "../sandbox.ts";
import { cleanUpAfter } from "../testing-sandbox.ts";
import { createWalledSandboxes } from "./walled.ts";
import type { SandboxLimits } from "./limits.ts";
import { testingLimits } from "./testing-limits.ts";
import { findWalls, type Walls } from "./walls.ts";

export { testingLimits };

export interface TestingWalls {
  readonly walls: Walls;
  readonly sandboxes: Sandboxes;
  /** Takes the place of a data directory. */
  readonly folder: string;
  /** A project's own workspace and a sandbox in it. */
  readonly open: (project: string, more?: Partial<SandboxGrant>) => Promise<Sandbox>;
  readonly run: (sandbox: Sandbox, script: string, more?: Partial<CommandOptions>) => Promise<CommandResult>;
}

/** The cgroups that runners on this data directory have made, in every controller's tree. */
export const cgroupsOf = (dataDir: string): readonly string[] => {
  const name = `spiral-${installationMarker(dataDir)}.*`;
  const found = execFileSync("find", ["/sys/fs/cgroup", "-maxdepth", "8", "-type", "d", "-name", name]);
  return found.toString().split("\n").slice(0, -1);
};

/**
 * Real walls on this machine, in a folder of the test's own.
 * @param cgroups false: as on a machine where they cannot be used
 * @throws where there can be no walls
 */
export const testingWalls = async (
  limits: Partial<SandboxLimits> = {},
  { cgroups = true }: { readonly cgroups?: boolean } = {},
): Promise<TestingWalls> => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-walls-"));
  const runtimePath = path.join(folder, "runtime");
  mkdirSync(runtimePath);
  const found = await findWalls({
    hostEnvironment: process.env,
    runtimePath,
    dataDir: folder,
    nodePath: process.execPath,
    limits: { ...testingLimits, ...limits },
    uidBase: 700_000_000,
    asRoot: process.getuid?.() === 0,
  });
  if (found.walls === null) throw new Error(`${found.detail} ${found.fix}`);
  const walls: Walls = cgroups ? found.walls : { ...found.walls, cgroups: null };
  const sandboxes = createWalledSandboxes({ runnerMarker: await runnerMarkerOf(folder, process.pid), walls });
  cleanUpAfter(sandboxes, folder);
  const numbers = new Map<string, number>();
  return {
    walls,
    sandboxes,
    folder,
    async open(project, more = {}) {
      const sandboxNumber = numbers.get(project) ?? numbers.size + 1;
      numbers.set(project, sandboxNumber);
      const workspace = await createWorkspace(folder, project, sandboxes.hostUid(sandboxNumber));
      return sandboxes.open({
        attemptMarker: `att_${project}`,
        workspace: { workspacePath: workspace.filesPath, homePath: workspace.homePath },
        sandboxNumber,
        doors: { gateway: null, egress: null },
        programs: [],
        ...more,
      });
    },
    run: (sandbox, script, more = {}) =>
      runCommand(sandbox, {
        command: "sh",
        args: ["-c", script],
        cwd: sandbox.inside.workspacePath,
        env: sandbox.environment,
        doors: [],
        timeoutMs: 20_000,
        signal: new AbortController().signal,
        maxOutputBytes: 100_000,
        streams: "merged",
        leftovers: "end",
        ...more,
      }),
  };
};
