import type { WorkspaceSize, WorkspaceView } from "../../contract/views.ts";

interface SizeColumns {
  readonly bytes: bigint | null;
  readonly fileBytes: bigint | null;
  readonly files: number | null;
  readonly partly: boolean;
  readonly measuredAt: Date | null;
}

/** A size as it was measured; null before the first time. */
export const toSize = ({ bytes, fileBytes, files, partly, measuredAt }: SizeColumns): WorkspaceSize | null =>
  bytes === null || measuredAt === null
    ? null
    : { bytes: Number(bytes), fileBytes: Number(fileBytes ?? 0n), files: files ?? 0, partly, measuredAt };

/** What a project's row says of its workspace. */
export interface WorkspaceColumns {
  readonly workspaceBytes: bigint | null;
  readonly workspaceFileBytes: bigint | null;
  readonly workspaceFiles: number | null;
  readonly workspacePartly: boolean;
  readonly workspaceMeasuredAt: Date | null;
  readonly workspaceRemovedAt: Date | null;
}

export const projectSize = (row: Omit<WorkspaceColumns, "workspaceRemovedAt">): WorkspaceSize | null =>
  toSize({
    bytes: row.workspaceBytes,
    fileBytes: row.workspaceFileBytes,
    files: row.workspaceFiles,
    partly: row.workspacePartly,
    measuredAt: row.workspaceMeasuredAt,
  });

/** A project's workspace for its page; of one that was removed no size. */
export const toWorkspaceView = (row: WorkspaceColumns): WorkspaceView => ({
  size: row.workspaceRemovedAt === null ? projectSize(row) : null,
  removedAt: row.workspaceRemovedAt,
});
