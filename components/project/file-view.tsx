"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { formatBytes } from "../ui/format.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { LoadingNote, Skeleton } from "../ui/skeleton.tsx";
import { ScrollRegion } from "../ui/scroll-region.tsx";
import { visibleName } from "../ui/visible-text.ts";
import { VisibleName, VisibleText } from "../ui/visible-text-view.tsx";
import { fileAddress, useDownload } from "./use-download.ts";

/** One file as text, with its line numbers; never rendered, whatever its kind. */
export function FileView({ projectId, path }: { projectId: string; path: string }) {
  const trpc = useTRPC();
  const download = useDownload();
  const { data: file, error, refetch, isFetching } = useQuery(trpc.workspace.file.queryOptions({ projectId, path }));
  if (error !== null) {
    return (
      <ErrorState
        title="This file cannot be shown"
        reason={messageOf(error)}
        onRetry={() => void refetch()}
        retrying={isFetching}
        className="self-start"
      />
    );
  }
  if (file === undefined) {
    return (
      <div className="flex flex-col gap-2">
        <LoadingNote>Loading the file</LoadingNote>
        <Skeleton className="h-9 w-full" />
        <Skeleton className="w-2/3" />
        <Skeleton className="w-1/2" />
      </div>
    );
  }
  const name = visibleName(file.path);
  return (
    <section aria-label={name} className="min-w-0 self-start overflow-hidden rounded-md border">
      <header className="flex h-9 items-center gap-2 border-b bg-sunken pr-2 pl-3">
        <h2 className="min-w-0 flex-1 truncate font-mono text-xs" title={name}>
          <VisibleName text={file.path} />
        </h2>
        <span className="tabular text-xs text-faint">{formatBytes(file.bytes)}</span>
        {file.text === null ? null : <CopyButton text={file.text} label="Copy the file's text" />}
        <IconButton
          icon={Download}
          label="Download this file"
          size="sm"
          disabled={download.busy}
          onClick={() => void download.run(fileAddress(projectId, path))}
        />
      </header>
      {file.text === null ? (
        <p className="px-3 py-3 text-muted">This is not text, so it is not shown.</p>
      ) : (
        <Lines text={file.text} label={name} />
      )}
      {file.truncated ? (
        <p className="border-t px-3 py-2 text-xs text-muted">Only the beginning is shown: the file is longer.</p>
      ) : null}
    </section>
  );
}

function Lines({ text, label }: { text: string; label: string }) {
  const body = text.replace(/\r?\n$/u, "");
  const count = body === "" ? 0 : body.split("\n").length;
  if (count === 0) return <p className="px-3 py-3 text-muted">The file is empty.</p>;
  // Two blocks of text instead of a row per line: long files stay cheap, and copying takes no numbers along.
  return (
    <ScrollRegion
      label={`Text of ${label}`}
      className="flex max-h-[calc(100dvh-14rem)] py-2 font-mono text-xs leading-5"
    >
      <pre
        aria-hidden
        className="tabular sticky left-0 shrink-0 bg-surface pr-3 pl-3 text-right text-faint select-none"
      >
        {Array.from({ length: count }, (_, index) => index + 1).join("\n")}
      </pre>
      <pre className="pr-4">
        <VisibleText text={body} />
      </pre>
    </ScrollRegion>
  );
}
