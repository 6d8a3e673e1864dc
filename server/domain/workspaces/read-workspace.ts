import { Evidence } from "../../contract/outputs.ts";
import { putBackStatuses } from "../../contract/statuses.ts";
import type { FileChanges, WorkspaceFile } from "../../contract/views.ts";
import { env } from "../../platform/env.ts";
import { DomainError } from "../../platform/errors.ts";
import { listWorkspaceFiles } from "../../sandbox/list-workspace-files.ts";
import { readWorkspaceFile, workspacePaths } from "../../sandbox/workspace-files.ts";
import type { Reader } from "../domain.ts";
import { mergeChangedFiles } from "./changed-files.ts";

const fileBytes = 512 * 1024;
const fileCount = 5_000;

export interface WorkspaceDiff {
  /** Unified differences, one a phase, in the phases' order. */
  readonly phases: readonly { readonly phaseId: string; readonly diff: string; readonly truncated: boolean }[];
  /** One line per file, also of those whose difference was cut. */
  readonly files: readonly FileChanges[];
}

/**
 * What a phase (or, without one, every phase of a cycle so far) has changed, as the runner saw it in its newest check.
 * Read from the evidence, not from the workspace: web executes nothing in an agent-written directory.
 */
export const workspaceDiff = async (
  { prisma }: Reader,
  { projectId, phaseId, cycle }: { projectId: string; phaseId: string | null; cycle?: number | undefined },
): Promise<WorkspaceDiff> => {
  const project = await prisma.project.findUniqueOrThrow({ where: { id: projectId }, select: { cycle: true } });
  const checks = await prisma.run.findMany({
    where: {
      projectId,
      operation: "CHECK",
      status: "SUCCEEDED",
      phase: { cycle: cycle ?? project.cycle, status: { notIn: [...putBackStatuses] } },
      ...(phaseId !== null && { phaseId }),
    },
    orderBy: [{ phase: { position: "asc" } }, { round: "desc" }],
    distinct: ["phaseId"],
    select: { phaseId: true, round: true, output: true, phase: { select: { goRound: true } } },
  });
  const evidence = checks.flatMap(({ phaseId: id, round, output, phase }) =>
    // Of a phase that is done again from its start, an earlier go says nothing about what is there.
    id === null || phase === null || round < phase.goRound ? [] : [{ phaseId: id, ...Evidence.parse(output) }],
  );
  return {
    phases: evidence.map((phase) => ({ phaseId: phase.phaseId, diff: phase.diff, truncated: phase.diffTruncated })),
    files: mergeChangedFiles(evidence),
  };
};

/** Where a project's files are, or when their removal was decided. */
export const locateWorkspace = async (
  { prisma }: Reader,
  { projectId }: { projectId: string },
): Promise<{ title: string; filesPath: string; removedAt: Date | null }> => {
  const { title, workspaceRemovedAt } = await prisma.project.findUniqueOrThrow({
    where: { id: projectId },
    select: { title: true, workspaceRemovedAt: true },
  });
  const { filesPath } = workspacePaths(env().SPIRAL_DATA_DIR, projectId);
  return { title, filesPath, removedAt: workspaceRemovedAt };
};

/** @throws DomainError not_found, with the day on which it was removed */
const presentFiles = async (reader: Reader, { projectId }: { projectId: string }): Promise<string> => {
  const { filesPath, removedAt } = await locateWorkspace(reader, { projectId });
  if (removedAt === null) return filesPath;
  const day = removedAt.toISOString().slice(0, 10);
  throw new DomainError("not_found", `The workspace was removed on ${day}. The project's records are still there.`);
};

/**
 * The files of a project's workspace, without .git and installed packages. Empty before the first run.
 * Error: not_found once it was removed.
 */
export const workspaceFiles = async (reader: Reader, { projectId }: { projectId: string }): Promise<WorkspaceFile[]> =>
  listWorkspaceFiles(await presentFiles(reader, { projectId }), fileCount);

export interface WorkspaceFileView {
  readonly path: string;
  readonly bytes: number;
  /** Null: not text. */
  readonly text: string | null;
  readonly truncated: boolean;
}

/** One file, opened without following links and checked after opening. Errors: not_found; forbidden (a link, a device …). */
export const workspaceFile = async (
  reader: Reader,
  { projectId, path }: { projectId: string; path: string },
): Promise<WorkspaceFileView> => {
  const filesPath = await presentFiles(reader, { projectId });
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
