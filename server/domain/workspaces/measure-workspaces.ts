import { isEnded, type ProjectStatus } from "../../contract/statuses.ts";
import type { WorkspaceSize } from "../../contract/views.ts";
import type { Domain } from "../domain.ts";

/** How often a workspace is measured: one that may change, and one of a project that has ended (or none) by the way. */
const measureTiming = { changingMs: 10 * 60 * 1_000, restingMs: 24 * 60 * 60 * 1_000 } as const;

/** Whether a project's workspace is to be measured now. Pure. */
export const isMeasuringDue = (
  project: { readonly status: ProjectStatus; readonly finishedAt: Date | null; readonly measuredAt: Date | null },
  now: Date,
): boolean => {
  const { status, finishedAt, measuredAt } = project;
  if (measuredAt === null) return true;
  // What was measured last was not the whole of it.
  if (finishedAt !== null && finishedAt >= measuredAt) return true;
  const age = now.getTime() - measuredAt.getTime();
  return age >= (isEnded(status) ? measureTiming.restingMs : measureTiming.changingMs);
};

/** A folder that is to be measured; `measuredAt` as it was when that was found. */
export interface DueFolder {
  readonly kind: "project" | "orphan";
  readonly folder: string;
  readonly measuredAt: Date | null;
}

/**
 * Takes in which folders are on the disk: those of no project are noted as orphaned (and forgotten when they are
 * gone), and a removal that turns out not to be complete is pending again.
 * @returns those to be measured now, the longest unmeasured first
 */
export const noteFolders = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  folders: readonly string[],
): Promise<DueFolder[]> => {
  const now = clock.now();
  const projects = await prisma.project.findMany({
    where: { id: { in: [...folders] } },
    select: { id: true, status: true, finishedAt: true, workspaceMeasuredAt: true, workspaceRemovedAt: true },
  });
  const known = new Set(projects.map(({ id }) => id));
  const unknown = folders.filter((folder) => !known.has(folder));
  await prisma.orphanedWorkspace.createMany({
    data: unknown.map((folder) => ({ folder, foundAt: now })),
    skipDuplicates: true,
  });
  await prisma.orphanedWorkspace.deleteMany({ where: { folder: { notIn: unknown } } });
  // Removed, and there again: its disk was away while it was removed, or somebody has put it back.
  await prisma.project.updateMany({
    where: { id: { in: [...folders] }, workspaceRemovedAt: { not: null }, workspaceBytes: 0 },
    data: { workspaceBytes: null },
  });
  const orphans = await prisma.orphanedWorkspace.findMany({ where: { removeAskedAt: null } });
  const due: DueFolder[] = [
    ...projects
      .filter(({ workspaceRemovedAt }) => workspaceRemovedAt === null)
      .filter((project) => isMeasuringDue({ ...project, measuredAt: project.workspaceMeasuredAt }, now))
      .map(({ id, workspaceMeasuredAt }) => ({
        kind: "project" as const,
        folder: id,
        measuredAt: workspaceMeasuredAt,
      })),
    ...orphans
      .filter(
        ({ measuredAt }) => measuredAt === null || now.getTime() - measuredAt.getTime() >= measureTiming.restingMs,
      )
      .map(({ folder, measuredAt }) => ({ kind: "orphan" as const, folder, measuredAt })),
  ];
  return due.toSorted((a, b) => (a.measuredAt?.getTime() ?? 0) - (b.measuredAt?.getTime() ?? 0));
};

/** Takes a folder to measure it. False: another runner has, or it is being removed. */
export const beginMeasuring = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { kind, folder, measuredAt }: DueFolder,
): Promise<boolean> => {
  const now = clock.now();
  const { count } =
    kind === "project"
      ? await prisma.project.updateMany({
          where: { id: folder, workspaceMeasuredAt: measuredAt, workspaceRemovedAt: null },
          data: { workspaceMeasuredAt: now },
        })
      : await prisma.orphanedWorkspace.updateMany({
          where: { folder, measuredAt, removeAskedAt: null },
          data: { measuredAt: now },
        });
  return count === 1;
};

/** Keeps what was measured, unless the removal was decided meanwhile. */
export const storeSize = async (
  { prisma }: Pick<Domain, "prisma">,
  { kind, folder }: Pick<DueFolder, "kind" | "folder">,
  { bytes, fileBytes, files, partly }: Omit<WorkspaceSize, "measuredAt">,
): Promise<void> => {
  if (kind === "orphan") {
    await prisma.orphanedWorkspace.updateMany({ where: { folder }, data: { bytes, fileBytes, files, partly } });
    return;
  }
  await prisma.project.updateMany({
    where: { id: folder, workspaceRemovedAt: null },
    data: {
      workspaceBytes: bytes,
      workspaceFileBytes: fileBytes,
      workspaceFiles: files,
      workspacePartly: partly,
    },
  });
};
