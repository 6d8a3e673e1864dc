import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "../server/platform/env.ts";
import { createLogger } from "../server/platform/logger.ts";
import { createSandboxing } from "../server/runner/sandboxing.ts";
import { createWorkspace } from "../server/sandbox/create-workspace.ts";
import { runnerMarkerOf } from "../server/sandbox/process-marker.ts";
import type { DoorAddress, Sandbox } from "../server/sandbox/sandbox.ts";
import { createUnwalledSandboxes } from "../server/sandbox/unwalled.ts";

const attemptMarker = "att_bench";
const noDoors = { gateway: null, egress: null };

/** Says what a process's environment is where there are no walls. @param folder absolute; `files` and `home` are made in it */
export const openBareSandbox = async (folder: string): Promise<Sandbox> => {
  const workspace = { workspacePath: path.join(folder, "files"), homePath: path.join(folder, "home") };
  mkdirSync(workspace.workspacePath, { recursive: true });
  mkdirSync(path.join(workspace.homePath, "tmp"), { recursive: true });
  const runnerMarker = await runnerMarkerOf(folder, process.pid);
  const sandboxes = createUnwalledSandboxes({ runnerMarker, hostEnvironment: process.env, nodePath: process.execPath });
  return sandboxes.open({ attemptMarker, workspace, sandboxNumber: 0, doors: noDoors, programs: [] });
};

/**
 * A sandbox as the product makes it on this machine, with its own settings' defaults.
 * @param folder absolute; takes the place of a data directory
 * @throws Error where there are no walls
 */
export const openWalledSandbox = async (
  folder: string,
  { gateway, programs }: { readonly gateway: DoorAddress; readonly programs: readonly string[] },
): Promise<Sandbox> => {
  const runtimePath = path.join(folder, "runtime");
  mkdirSync(runtimePath, { recursive: true });
  const sandboxing = await createSandboxing({
    env: parseEnv({ SPIRAL_DATA_DIR: folder }, folder),
    log: createLogger("runner", { level: "warn" }),
    runnerMarker: await runnerMarkerOf(folder, process.pid),
    hostEnvironment: process.env,
    runtimePath,
  });
  // A sample's is not tried before: that is no part of what is measured.
  const found = await sandboxing.forProject({ scenario: "bench" });
  if (found.sandboxes === null) throw new Error(`${found.detail} ${found.fix}`);
  if (!found.walled) throw new Error("This bench needs walls; `npm run sandbox:check` says what is missing.");
  const { sandboxes } = found;
  const sandboxNumber = 1;
  const { filesPath, homePath } = await createWorkspace(folder, "prj_bench", sandboxes.hostUid(sandboxNumber));
  const workspace = { workspacePath: filesPath, homePath };
  return sandboxes.open({ attemptMarker, workspace, sandboxNumber, doors: { ...noDoors, gateway }, programs });
};
