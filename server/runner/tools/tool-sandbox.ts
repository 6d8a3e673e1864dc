import { chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import type { ToolManifest } from "../../contract/tools.ts";
import { newId } from "../../platform/ids.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { layout } from "../../sandbox/walls/layout.ts";
import { workspacePaths } from "../../sandbox/workspace-files.ts";
import type { Project } from "../../domain/projects/index.ts";
import type { RunnerContext } from "../runner-context.ts";
import { toolKit } from "./tool-kit.ts";

const mebibyte = 1024 * 1024;

/** Why a tool cannot be started at all, in words. */
export class ToolRefused extends Error {
  override readonly name = "ToolRefused";
}

/** A sandbox for one call of one tool. */
export interface ToolSandbox {
  readonly sandbox: Sandbox;
  /** Ends its processes, and removes what was only for them. */
  close(): Promise<void>;
}

/**
 * Opens a sandbox of its own for a tool, with just the rights that its manifest declares: its files read-only, the
 * project's files if it may see them, no door but one to its hosts, and its share of memory. There is none without walls.
 * @param folder where the tool's files lie, absolute
 * @throws ToolRefused
 */
export const openToolSandbox = async (
  { env, sandboxing, egress, runtimePath }: Pick<RunnerContext, "env" | "sandboxing" | "egress" | "runtimePath">,
  {
    folder,
    rights,
    project,
  }: {
    folder: string;
    rights: ToolManifest["rights"];
    project: Pick<Project, "id" | "sandboxNumber" | "private">;
  },
): Promise<ToolSandbox> => {
  const found = await sandboxing.forProject({ scenario: null });
  if (found.sandboxes === null || !found.walled)
    throw new ToolRefused("Tools run only in a sandbox, and there is none on this machine. The health page says why.");
  const { sandboxes } = found;
  const { SPIRAL_DATA_DIR: dataDir } = env;
  const rooms = path.join(runtimePath, "tools");
  await mkdir(rooms, { recursive: true, mode: 0o711 });
  const room = await mkdtemp(path.join(rooms, "call-"));
  const uid = sandboxes.hostUid(project.sandboxNumber);
  const own = async (name: string): Promise<string> => {
    const made = path.join(room, name);
    await mkdir(made, { mode: 0o700 });
    if (uid !== null) await chown(made, uid, uid);
    return made;
  };
  const homePath = await own("home");
  const empty = await own("nothing");
  if (uid !== null) await chown(room, uid, uid);
  const hosts = project.private ? [] : rights.hosts;
  const door = hosts.length === 0 ? null : await egress.open({ hosts, onRefused: () => undefined }, sandboxes.doorKind);
  const sandbox = await sandboxes.open({
    attemptMarker: newId("toolUse"),
    workspace: {
      workspacePath: rights.files === "none" ? empty : workspacePaths(dataDir, project.id).filesPath,
      homePath,
    },
    workspaceReadOnly: rights.files !== "write",
    sandboxNumber: project.sandboxNumber,
    doors: { gateway: null, egress: door?.address ?? null },
    programs: [],
    folders: [
      { host: folder, inside: layout.tool },
      { host: await toolKit(dataDir), inside: layout.packages },
    ],
    memoryBytes: rights.memoryMb * mebibyte,
  });
  return {
    sandbox,
    async close() {
      await sandbox.end();
      await door?.close();
      await rm(room, { recursive: true, force: true });
    },
  };
};

/** Starts a tool's server in its sandbox. */
export const startTool = (sandbox: Sandbox, { main, rights }: Pick<ToolManifest, "main" | "rights">) =>
  sandbox.start({
    command: "node",
    args: [`--max-old-space-size=${Math.max(32, Math.floor(rights.memoryMb / 2))}`, path.posix.join(layout.tool, main)],
    cwd: sandbox.inside.workspacePath,
    env: sandbox.environment,
    doors: rights.hosts.length === 0 ? [] : ["egress"],
  });
