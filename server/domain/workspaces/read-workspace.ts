import { Evidence, type ChangedFile } from "../../contract/outputs.ts";
import type { WorkspaceFile } from "../../contract/views.ts";
import { env } from "../../platform/env.ts";
import { DomainError } from "../../platform/errors.ts";
import { listWorkspaceFiles } from "../../sandbox/list-workspace-files.ts";
import { readWorkspaceFile, workspacePaths } from "../../sandbox/workspace-files.ts";
import type { Reader } from "../domain.ts";

const fileBytes = 512 * 1024;
const fileCount = 5_000;

export interface WorkspaceDiff {
  readonly diff: string;
  readonly truncated: boolean;
  readonly files: readonly ChangedFile[];
}

/**
 * What a phase (or, without one, every phase so far) has changed, as the runner saw it in its newest check. Read from
 * the evidence, not from the workspace: web executes nothing in an agent-written directory.
 */
export const workspaceDiff = async (
  { prisma }: Reader,
  { projectId, phaseId }: { projectId: string; phaseId: string | null },
): Promise<WorkspaceDiff> => {
  const checks = await prisma.run.findMany({
    where: { projectId, operation: "CHECK", status: "SUCCEEDED", ...(phaseId !== null && { phaseId }) },
    orderBy: [{ phase: { position: "asc" } }, { round: "desc" }],
    distinct: ["phaseId"],
    select: { output: true },
  });
  const evidence = checks.map(({ output }) => Evidence.parse(output));
  return {
    diff: evidence.map(({ diff }) => diff).join("\n"),
    truncated: evidence.some(({ diffTruncated }) => diffTruncated),
    files: evidence.flatMap(({ changedFiles }) => changedFiles),
  };
};

/** The files of a project's workspace, without .git and installed packages. Empty before the first run. */
export const workspaceFiles = async (_reader: Reader, { projectId }: { projectId: string }): Promise<WorkspaceFile[]> =>
  listWorkspaceFiles(workspacePaths(env().SPIRAL_DATA_DIR, projectId).filesPath, fileCount);

export interface WorkspaceFileView {
  readonly path: string;
  readonly bytes: number;
  /** Null: not text. */
  readonly text: string | null;
  readonly truncated: boolean;
}

/** One file, opened without following links and checked after opening. Errors: not_found; forbidden (a link, a device …). */
export const workspaceFile = async (
  _reader: Reader,
  { projectId, path }: { projectId: string; path: string },
): Promise<WorkspaceFileView> => {
  const { filesPath } = workspacePaths(env().SPIRAL_DATA_DIR, projectId);
  const file = await readWorkspaceFile(filesPath, path, fileBytes);
  switch (file.outcome) {
    case "absent":
      throw new DomainError("not_found", "This file is not in the workspace (any more).");
    case "refused":
      throw new DomainError("forbidden", "This is not a plain file of the workspace, so it is not shown.");
    case "read":
    case "truncated":
      return {
        path,
        bytes: file.size,
        text: file.content.includes(0) ? null : file.content.toString("utf8"),
        truncated: file.outcome === "truncated",
      };
  }
};
