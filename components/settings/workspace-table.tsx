"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { OrphanedWorkspace, StorageView, StoredWorkspace, WorkspaceSize } from "#server/contract/views";
import { messageOf } from "#client/request-error";
import { formatBytes, formatCount, formatDate } from "#client/ui/format";
import { toast } from "#client/ui/toast-store";
import { useKeeping } from "#client/project/use-keeping";
import { RemoveWorkspaceDialog, sizeWords } from "#components/project/remove-workspace-dialog";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { HoverLink } from "#components/ui/hover-link";
import { RelativeTime } from "#components/ui/relative-time";
import { ProjectStatusBadge } from "#components/ui/status-badge";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";
import { VisibleText } from "#components/ui/visible-text-view";

/** Every folder among the workspaces, the largest first, and last those that belong to no project. */
export function WorkspaceTable({ storage: { workspaces, orphans } }: { storage: StorageView }) {
  if (workspaces.length === 0 && orphans.length === 0)
    return (
      <p className="text-muted">
        No workspace has been measured yet. That takes up to a minute after its project has begun.
      </p>
    );
  return (
    <Table label="Workspaces">
      <TableHead>
        <HeadCell>Project</HeadCell>
        <HeadCell>State</HeadCell>
        <HeadCell className="text-right">Size</HeadCell>
        <HeadCell className="text-right">Files</HeadCell>
        <HeadCell>Last activity</HeadCell>
        <HeadCell>Archived</HeadCell>
        <HeadCell>
          <span className="sr-only">Remove</span>
        </HeadCell>
      </TableHead>
      <TableBody>
        {workspaces.map((workspace) => (
          <WorkspaceRow key={workspace.projectId} workspace={workspace} />
        ))}
        {orphans.map((orphan) => (
          <OrphanRow key={orphan.folder} orphan={orphan} />
        ))}
      </TableBody>
    </Table>
  );
}

function SizeCells({ size }: { size: WorkspaceSize | null }) {
  if (size === null)
    return (
      <>
        <Cell numeric className="text-faint">
          not yet
        </Cell>
        <Cell />
      </>
    );
  return (
    <>
      <Cell numeric>
        <span title={`${size.partly ? "At least. " : ""}${formatBytes(size.fileBytes)} as a copy, without holes`}>
          {size.partly ? "> " : ""}
          {formatBytes(size.bytes)}
        </span>
      </Cell>
      <Cell numeric>{formatCount(size.files)}</Cell>
    </>
  );
}

const BeingRemoved = () => <span className="text-xs whitespace-nowrap text-muted">being removed</span>;

function WorkspaceRow({ workspace }: { workspace: StoredWorkspace }) {
  const keeping = useKeeping(workspace.projectId);
  const [asking, setAsking] = useState(false);
  const { archivedAt } = workspace;
  return (
    <Row>
      <Cell className="min-w-44">
        <HoverLink
          href={`/projects/${workspace.projectId}`}
          className="line-clamp-1 rounded-sm font-medium break-words hover:underline"
        >
          <VisibleText text={workspace.title} />
        </HoverLink>
        <span className="text-xs text-muted">{workspace.ownerName}</span>
      </Cell>
      <Cell>
        <ProjectStatusBadge status={workspace.status} hold={workspace.hold} />
      </Cell>
      <SizeCells size={workspace.size} />
      <Cell className="whitespace-nowrap text-muted">
        <RelativeTime at={workspace.lastActivityAt} />
      </Cell>
      <Cell className="whitespace-nowrap text-muted">
        {archivedAt === null ? <span className="text-faint">–</span> : formatDate(archivedAt)}
      </Cell>
      <Cell>
        {workspace.removing ? (
          <BeingRemoved />
        ) : archivedAt === null ? null : (
          <Button size="sm" variant="danger" busy={keeping.remove.busy} onClick={() => setAsking(true)}>
            Remove
          </Button>
        )}
        <RemoveWorkspaceDialog
          open={asking}
          onOpenChange={setAsking}
          title={workspace.title}
          size={workspace.size}
          busy={keeping.remove.busy}
          onConfirm={() => {
            keeping.remove.run();
            setAsking(false);
          }}
        />
      </Cell>
    </Row>
  );
}

function OrphanRow({ orphan: { folder, foundAt, size, removing } }: { orphan: OrphanedWorkspace }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation(
    trpc.workspace.removeOrphaned.mutationOptions({
      onSuccess: () => toast.done("Folder removed", { detail: "Its place on the disk is free within seconds." }),
      onError: (error) => toast.failed("The folder was not removed", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.workspace.storage.queryFilter()),
    }),
  );
  return (
    <Row>
      <Cell className="min-w-44">
        <code className="font-mono text-xs break-all">{folder}</code>
      </Cell>
      <Cell>
        <Badge tone="needs" title={`Found on ${formatDate(foundAt)}. No rule removes it.`}>
          No project
        </Badge>
      </Cell>
      <SizeCells size={size} />
      <Cell className="text-faint">–</Cell>
      <Cell className="text-faint">–</Cell>
      <Cell>
        {removing ? (
          <BeingRemoved />
        ) : (
          <Button size="sm" variant="danger" busy={remove.isPending} onClick={() => setAsking(true)}>
            Remove
          </Button>
        )}
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title="Remove this folder?"
          description={
            <>
              “{folder}” ({size === null ? "not measured yet" : sizeWords(size)}) belongs to no project of this
              database. If the database was restored from a backup, it may belong to one that the backup did not have.
              It is removed from the disk for good.
            </>
          }
          confirmLabel="Remove folder"
          keepLabel="Keep it"
          busy={remove.isPending}
          onConfirm={() => {
            remove.mutate({ folder });
            setAsking(false);
          }}
        />
      </Cell>
    </Row>
  );
}
