"use client";

import type { WorkspaceSize } from "../../server/contract/views.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { formatBytes, formatNumberOf } from "../ui/format.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";

/** "12 MB in 340 files"; "at least" where not all of it could be counted. */
export const sizeWords = ({ bytes, files, partly }: WorkspaceSize): string =>
  `${partly ? "at least " : ""}${formatBytes(bytes)} in ${formatNumberOf(files, "file")}`;

interface RemoveWorkspaceDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** Null: not measured yet. */
  size: WorkspaceSize | null;
  busy: boolean;
  onConfirm: () => void;
}

/** Asked before an archived project's files go. */
export function RemoveWorkspaceDialog({ title, size, ...rest }: RemoveWorkspaceDialogProps) {
  return (
    <ConfirmDialog
      title="Remove the workspace?"
      description={
        <>
          The files of “<VisibleText text={title} />” ({size === null ? "not measured yet" : sizeWords(size)}) are
          removed from the disk, with their git history and what the agents kept beside them. This cannot be undone.
          Activity, changes, checks and the report stay; the project stays archived.
        </>
      }
      confirmLabel="Remove workspace"
      keepLabel="Keep it"
      {...rest}
    />
  );
}
