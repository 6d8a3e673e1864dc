"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, FolderOpen, FolderX, RotateCw } from "lucide-react";
import { useState } from "react";
import type { ProjectView, WorkspaceFile } from "../../server/contract/views.ts";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { cn } from "../ui/cn.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { formatBytes, formatDate, formatNumberOf } from "../ui/format.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Input } from "../ui/input.tsx";
import { LoadingNote, Skeleton } from "../ui/skeleton.tsx";
import { visibleName } from "../ui/visible-text.ts";
import { VisibleName } from "../ui/visible-text-view.tsx";
import { FileView } from "./file-view.tsx";
import { useAddress } from "./use-address.ts";
import { archiveAddress, useDownload } from "./use-download.ts";

/** The project's files as they are now, and one of them to read. */
export function FilesPanel({ project }: { project: ProjectView }) {
  const { removedAt } = project.workspace;
  if (removedAt === null) return <PresentFiles project={project} />;
  return (
    <EmptyState icon={FolderX} title={`Workspace removed on ${formatDate(removedAt)}`} className="m-4">
      The files are gone for good. What was changed line by line stands under Changes; the report and the activity stay,
      too.
    </EmptyState>
  );
}

function PresentFiles({ project }: { project: ProjectView }) {
  const download = useDownload();
  const trpc = useTRPC();
  const [address, change] = useAddress();
  const path = address.get("path") ?? null;
  const {
    data: files,
    error,
    refetch,
    isFetching,
  } = useQuery(trpc.workspace.files.queryOptions({ projectId: project.id }));
  const [search, setSearch] = useState("");

  if (error !== null) {
    return (
      <ErrorState
        title="The files could not be listed"
        reason={messageOf(error)}
        onRetry={() => void refetch()}
        retrying={isFetching}
        className="m-4"
      />
    );
  }
  if (files === undefined) {
    return (
      <div className="flex flex-col gap-2 p-4">
        <LoadingNote>Loading the files</LoadingNote>
        {["w-48", "w-40", "w-56", "w-44"].map((width) => (
          <Skeleton key={width} className={width} />
        ))}
      </div>
    );
  }
  if (files.length === 0) {
    return (
      <EmptyState icon={FolderOpen} title="No files yet" className="m-4">
        The project's folder is made when the Developer begins its first phase.
      </EmptyState>
    );
  }
  const query = search.trim().toLowerCase();
  const shown = query === "" ? files : files.filter((file) => file.path.toLowerCase().includes(query));
  return (
    <div className="grid min-h-0 gap-4 px-4 py-3 lg:grid-cols-[18rem_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-2 lg:sticky lg:top-3 lg:max-h-[calc(100dvh-12rem)] lg:self-start">
        <div className="flex items-center gap-2">
          <Input
            type="search"
            aria-label="Search the file names"
            placeholder="Search files"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="h-7"
          />
          <IconButton icon={RotateCw} label="Read the files again" size="sm" onClick={() => void refetch()} />
          <IconButton
            icon={Download}
            label="Download all files"
            size="sm"
            disabled={download.busy}
            onClick={() => void download.run(archiveAddress(project.id))}
          />
        </div>
        <FileList files={shown} selected={path} onSelect={(next) => change({ path: next })} />
        <p className="text-xs text-faint">
          {formatNumberOf(shown.length, "file")}, without .git and installed packages
        </p>
      </div>
      {path === null ? (
        <p className="text-muted max-lg:hidden">Choose a file to read it.</p>
      ) : (
        <FileView key={path} projectId={project.id} path={path} />
      )}
    </div>
  );
}

interface FileListProps {
  files: readonly WorkspaceFile[];
  selected: string | null;
  onSelect: (path: string) => void;
}

function FileList({ files, selected, onSelect }: FileListProps) {
  if (files.length === 0) return <p className="text-muted">No file has such a name.</p>;
  return (
    <ul className="scroll-quiet min-h-0 overflow-y-auto max-lg:max-h-56">
      {files.map((file) => {
        const cut = file.path.lastIndexOf("/") + 1;
        return (
          <li key={file.path}>
            <button
              type="button"
              aria-current={file.path === selected}
              onClick={() => onSelect(file.path)}
              className={cn(
                "flex h-7 w-full items-center gap-2 rounded-sm px-2 text-left hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:h-10",
                file.path === selected && "bg-hover",
              )}
            >
              <span className="min-w-0 flex-1 truncate font-mono text-xs" title={visibleName(file.path)}>
                <span className="text-faint">
                  <VisibleName text={file.path.slice(0, cut)} />
                </span>
                <VisibleName text={file.path.slice(cut)} />
              </span>
              <span className="tabular shrink-0 text-xs text-faint">{formatBytes(file.bytes)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
