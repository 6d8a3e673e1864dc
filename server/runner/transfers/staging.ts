import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Project } from "../../domain/projects/index.ts";
import type { EgressDoor } from "../../egress/egress.ts";
import type { HostRule } from "../../contract/egress.ts";
import { createStaging, stagingPaths } from "../../sandbox/create-workspace.ts";
import { removeFolder } from "../../sandbox/remove-folder.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { NoSandboxError } from "../attempt-room.ts";
import type { RunnerContext } from "../runner-context.ts";
import { createWorkspaceGuard, measureByDu, type WorkspaceGuard } from "../workspace-guard.ts";

/** Where something comes in or goes out: a folder and a sandbox of their own, which no agent's process ever sees. */
export interface Staging {
  /** On the host. */
  readonly path: string;
  readonly sandbox: Sandbox;
  /** The one way out, as a proxy's address inside; null where the transfer needs none. */
  readonly proxyUrl: string | null;
  /** Aborts when there is no more room for it; `error` says why. */
  readonly guard: WorkspaceGuard;
  /** The first host that was not let through, and why; null where none was refused. */
  refusedHost(): { readonly host: string; readonly port: number; readonly reason: string } | null;
  /** Ends its processes and removes what it has left. @returns the number of processes left (0) */
  close(): Promise<number>;
}

export interface StagingOptions {
  readonly project: Pick<Project, "id" | "scenario" | "sandboxNumber">;
  /** Letters, digits, - and _; one at a time of a name. */
  readonly name: string;
  /** Marks its processes. */
  readonly attemptMarker: string;
  /** The only host that it may reach; null: none. */
  readonly host: HostRule | null;
  /** Host files that it needs to see. */
  readonly programs: readonly string[];
  /** Told, every few seconds, the bytes that it takes of the disk. */
  readonly onSize?: (bytes: number) => void;
}

const removalMs = 60_000;

/** Removes what an earlier transfer of the name has left. @throws where that cannot be done */
export const clearStaging = async (dataDir: string, { projectId, name }: { projectId: string; name: string }) => {
  const { path: folder, homePath } = stagingPaths(dataDir, projectId, name);
  for (const left of [folder, homePath]) {
    const removal = await removeFolder(path.dirname(left), {
      name: path.basename(left),
      mark: randomBytes(8).toString("hex"),
      signal: AbortSignal.timeout(removalMs),
    });
    if (removal.outcome === "left")
      throw new Error(`What an earlier transfer left could not be removed: ${removal.reason}`);
  }
};

/** @throws NoSandboxError */
export const openStaging = async (context: RunnerContext, options: StagingOptions): Promise<Staging> => {
  const { env, sandboxing, egress } = context;
  const { project, name, attemptMarker, host, programs } = options;
  const found = await sandboxing.forProject(project);
  if (found.sandboxes === null)
    throw new NoSandboxError(
      `Files are brought in and out only in a sandbox, and there is none. ${found.detail} ${found.fix}`,
    );
  const { sandboxes } = found;
  const place = { projectId: project.id, name };
  await clearStaging(env.SPIRAL_DATA_DIR, place);
  const ownerUid = sandboxes.hostUid(project.sandboxNumber);
  const { path: folder, homePath } = await createStaging(env.SPIRAL_DATA_DIR, { ...place, ownerUid });
  let refused: ReturnType<Staging["refusedHost"]> = null;
  const door: EgressDoor | null =
    host === null
      ? null
      : await egress.open({ hosts: [host], onRefused: (one) => (refused ??= one) }, sandboxes.doorKind);
  const sandbox = await sandboxes.open({
    attemptMarker,
    workspace: { workspacePath: folder, homePath },
    sandboxNumber: project.sandboxNumber,
    doors: { gateway: null, egress: door?.address ?? null },
    programs,
  });
  const guard = createWorkspaceGuard({
    workspace: { filesPath: folder, homePath },
    dataDir: env.SPIRAL_DATA_DIR,
    limitMb: env.SPIRAL_SANDBOX_WORKSPACE_MB,
    async measure(workspace, signal) {
      const size = await measureByDu(workspace, signal);
      if (size !== null) options.onSize?.(size.files);
      return size;
    },
  });
  guard.watch();
  const proxyUrl = door?.address.kind === "loopback" ? door.address.url : (sandbox.environment["HTTPS_PROXY"] ?? null);
  return {
    path: folder,
    sandbox,
    proxyUrl: door === null ? null : proxyUrl,
    guard,
    refusedHost: () => refused,
    async close() {
      await guard.stop();
      const left = await sandbox.end();
      await door?.close();
      await clearStaging(env.SPIRAL_DATA_DIR, place);
      return left;
    },
  };
};
