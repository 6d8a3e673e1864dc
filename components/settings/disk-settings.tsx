"use client";

import { useQuery } from "@tanstack/react-query";
import type { StorageView } from "#server/contract/views";
import { messageOf } from "#client/request-error";
import { formatBytes, formatNumberOf } from "#client/ui/format";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { Progress } from "#components/ui/progress";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { RetentionForm } from "./retention-form.tsx";
import { WorkspaceTable } from "./workspace-table.tsx";

/** Milliseconds between two readings: while something is being removed, and otherwise. */
const interval = { removing: 2_000, resting: 30_000 } as const;

const isRemoving = ({ workspaces, orphans }: StorageView): boolean =>
  workspaces.some(({ removing }) => removing) || orphans.some(({ removing }) => removing);

/** What takes the disk, and what is removed by itself. For admins. */
export function DiskSettings() {
  const trpc = useTRPC();
  const storage = useQuery(
    trpc.workspace.storage.queryOptions(undefined, {
      refetchInterval: ({ state: { data } }) =>
        data !== undefined && isRemoving(data) ? interval.removing : interval.resting,
    }),
  );
  if (storage.data === undefined) {
    return storage.error === null ? (
      <Panel className="flex flex-col gap-3 p-4">
        <LoadingNote>Loading the sizes</LoadingNote>
        <Skeleton className="w-64" />
        <Skeleton className="h-24" />
      </Panel>
    ) : (
      <ErrorState
        title="The disk could not be looked at"
        reason={messageOf(storage.error)}
        onRetry={() => void storage.refetch()}
        retrying={storage.isFetching}
      />
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <DiskUse storage={storage.data} />
      <WorkspaceTable storage={storage.data} />
      <RetentionForm saved={storage.data.rules} />
    </div>
  );
}

function DiskUse({ storage: { disk, total } }: { storage: StorageView }) {
  return (
    <Panel className="flex flex-col gap-2 p-4">
      {disk === null ? (
        <p className="text-muted">The disk of the data folder cannot be looked at.</p>
      ) : (
        <>
          <p>
            {formatBytes(disk.freeBytes)} of {formatBytes(disk.totalBytes)} free
          </p>
          <Progress
            label="Used of the disk"
            value={disk.totalBytes - disk.freeBytes}
            max={disk.totalBytes}
            tone={disk.freeBytes < disk.totalBytes / 20 ? "failed" : "neutral"}
          />
        </>
      )}
      <p className="text-xs text-muted">
        {formatNumberOf(total.workspaces, "workspace")} with {formatBytes(total.bytes)} together, measured every ten
        minutes while a project is at work and once it has ended.
      </p>
    </Panel>
  );
}
