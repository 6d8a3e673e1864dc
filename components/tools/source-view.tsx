"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { messageOf } from "#client/request-error";
import { cn } from "#client/ui/cn";
import { formatNumberOf } from "#client/ui/format";
import { visibleName } from "#client/ui/visible-text";
import type { ToolSourceFile } from "#server/contract/tools";
import { DiffLinesView, type ShownLine } from "#components/diff/diff-lines-view";
import { ChangeMark } from "#components/evidence/changed-files";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { ScrollPane } from "#components/ui/scroll-pane";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { VisibleName } from "#components/ui/visible-text-view";
import { asIs, lineDifference } from "./line-difference.ts";

/** A version's source, file by file; what changed since the version in use before it as a difference. */
export function VersionSource({ versionId }: { versionId: string }) {
  const trpc = useTRPC();
  // What was proposed never changes.
  const source = useQuery({ ...trpc.tools.source.queryOptions({ versionId }), staleTime: Infinity });
  if (source.data !== undefined) return <SourceFiles files={source.data} />;
  if (source.error === null)
    return (
      <div>
        <LoadingNote>Loading the source</LoadingNote>
        <Skeleton className="h-24" />
      </div>
    );
  return (
    <ErrorState
      title="The source could not be loaded"
      reason={messageOf(source.error)}
      onRetry={() => void source.refetch()}
      retrying={source.isFetching}
    />
  );
}

/** Files to be read, hidden characters visible. */
export function SourceFiles({ files }: { files: readonly ToolSourceFile[] }) {
  const compared = files.some(({ change }) => change !== undefined);
  const changed = files.filter(isChanged).length;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {compared ? (
        <p className="text-xs text-muted">
          {changed === 0
            ? "No file differs from the accepted version before."
            : `${formatNumberOf(changed, "file differs", "files differ")} from the accepted version before.`}
        </p>
      ) : null}
      {files
        .toSorted((a, b) => Number(isChanged(b)) - Number(isChanged(a)))
        .map((file) => (
          <SourceFile key={file.path} file={file} startsOpen={compared ? isChanged(file) : true} />
        ))}
    </div>
  );
}

const isChanged = ({ change = null }: ToolSourceFile): boolean => change !== null;

function SourceFile({ file, startsOpen }: { file: ToolSourceFile; startsOpen: boolean }) {
  const { path, text, before, change = null } = file;
  const [open, setOpen] = useState(startsOpen);
  const parts: readonly (readonly ShownLine[])[] =
    change === null ? [asIs(text ?? "")] : lineDifference(before ?? "", text ?? "");
  // What is no text any more is not shown as what it was.
  const isText = change === "deleted" ? typeof before === "string" : text !== null;
  return (
    <div className="min-w-0 overflow-hidden rounded-md border">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-9 w-full min-w-0 items-center gap-2 bg-sunken px-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
        />
        {change === null ? null : <ChangeMark change={change} />}
        <span className="min-w-0 flex-1 truncate font-mono text-xs">
          <VisibleName text={path} />
        </span>
      </button>
      {open ? (
        <ScrollPane label={`Source of ${visibleName(path)}`} className="max-h-96 border-t">
          {isText ? (
            parts.map((lines, index) => (
              // The parts of one difference never change places.
              <div key={index} className="py-1 not-first:border-t">
                <DiffLinesView lines={lines} />
              </div>
            ))
          ) : (
            <p className="px-3 py-2 text-muted">
              {change === "deleted" ? "This was no text." : "This is no text. Unpack the archive to look at it."}
            </p>
          )}
        </ScrollPane>
      ) : null}
    </div>
  );
}
