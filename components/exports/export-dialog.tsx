"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { LoadingNote, Skeleton } from "../ui/skeleton.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { messageOf } from "../request-error.ts";
import { Button } from "../ui/button.tsx";
import { useFirstFocus } from "../ui/use-first-focus.ts";
import { ExportItem } from "./export-item.tsx";
import { PushForm } from "./push-form.tsx";
import { useExport } from "./use-export.ts";

interface ExportDialogProps {
  projectId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const isOpen = ({ status }: { readonly status: string }): boolean => status === "QUEUED" || status === "RUNNING";

/** Accepted work as a patch, a bundle, or on a new branch of a git host, and how each went. */
export function ExportDialog({ projectId, open, onOpenChange }: ExportDialogProps) {
  const trpc = useTRPC();
  const { data, error, refetch, isFetching } = useQuery(
    trpc.exports.list.queryOptions(
      { projectId },
      // Exports are no part of the project's log: while one is under way, it is asked for.
      { enabled: open, refetchInterval: (query) => (query.state.data?.exports.some(isOpen) ? 1_000 : false) },
    ),
  );
  const create = useExport(projectId);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Bring the work out"
      description="What was accepted so far, with its commits. Nothing that exists anywhere is overwritten."
      className="max-w-xl"
    >
      {data === undefined ? (
        error === null ? (
          <>
            <LoadingNote>Loading the exports</LoadingNote>
            <Skeleton className="h-32" />
          </>
        ) : (
          <ErrorState
            title="The exports could not be loaded"
            reason={messageOf(error)}
            onRetry={() => void refetch()}
            retrying={isFetching}
          />
        )
      ) : data.ready ? (
        <div className="flex flex-col gap-4">
          <FileButtons busy={create.busy} onMake={create.run} />
          {data.private ? (
            <p className="border-t pt-4 text-muted">
              Nothing of a private project is pushed. A patch or a bundle goes where you take it.
            </p>
          ) : (
            <PushForm origin={data.origin} branch={data.branch} busy={create.busy} onPush={create.run} />
          )}
          {data.exports.length === 0 ? null : (
            <ul className="divide-y rounded-md border" aria-label="Exports">
              {data.exports.map((one) => (
                <ExportItem key={one.id} projectId={projectId} item={one} />
              ))}
            </ul>
          )}
        </div>
      ) : (
        <p className="text-muted">Nothing has been accepted yet. As soon as a phase is, it can be brought out.</p>
      )}
    </Dialog>
  );
}

interface FileButtonsProps {
  busy: boolean;
  onMake: (way: { kind: "patch" | "bundle" }) => void;
}

function FileButtons({ busy, onMake }: FileButtonsProps) {
  // They come after the dialog, whose focus would stay at Close.
  const first = useFirstFocus<HTMLButtonElement>();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button ref={first} disabled={busy} onClick={() => onMake({ kind: "patch" })}>
        Make a patch
      </Button>
      <Button disabled={busy} onClick={() => onMake({ kind: "bundle" })}>
        Make a bundle
      </Button>
      <p className="basis-full text-xs text-muted">
        A patch is applied with git am; a bundle is a whole repository in a file, for git clone and git fetch.
      </p>
    </div>
  );
}
