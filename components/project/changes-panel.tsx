"use client";

import { useQuery } from "@tanstack/react-query";
import { FileDiff } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { ProjectView } from "../../server/contract/views.ts";
import { DiffFileView } from "../diff/diff-file-view.tsx";
import { parseUnified, type DiffFile } from "../diff/parse-unified.ts";
import { ChangeMark, LineCounts, totalsOf } from "../evidence/changed-files.tsx";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { Callout } from "../ui/callout.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { formatNumberOf } from "../ui/format.ts";
import { Select } from "../ui/select.tsx";
import { LoadingNote, Skeleton } from "../ui/skeleton.tsx";
import { visibleText } from "../ui/visible-text.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { useAddress } from "./use-address.ts";

/** What was changed in the project's files, by phase or in all, as Spiral saw it at each phase's last check. */
export function ChangesPanel({ project }: { project: ProjectView }) {
  const trpc = useTRPC();
  const [address, change] = useAddress();
  const wanted = address.get("phase");
  const phaseId = project.phases.find(({ id }) => id === wanted)?.id ?? null;
  const { data, error, refetch, isFetching } = useQuery(
    trpc.workspace.diff.queryOptions({ projectId: project.id, phaseId }),
  );
  useRefetchWhenGrown(project, refetch);

  const files = useMemo(() => parseUnified(data?.diff ?? ""), [data?.diff]);
  if (error !== null) {
    return (
      <ErrorState
        title="The changes could not be loaded"
        reason={messageOf(error)}
        onRetry={() => void refetch()}
        retrying={isFetching}
        className="m-4"
      />
    );
  }
  return (
    <div className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center gap-3">
        <div className="w-72 max-w-full">
          <Select
            aria-label="Phase"
            value={phaseId ?? ""}
            onChange={(event) => change({ phase: event.target.value === "" ? null : event.target.value })}
          >
            <option value="">All phases</option>
            {project.phases.map((phase) => (
              <option key={phase.id} value={phase.id}>
                {phase.position + 1} · {visibleText(phase.title)}
              </option>
            ))}
          </Select>
        </div>
        {data === undefined || data.files.length === 0 ? null : (
          <p className="flex items-center gap-2 text-muted">
            {formatNumberOf(data.files.length, "file")} <LineCounts {...totalsOf(data.files)} />
          </p>
        )}
      </div>
      {data === undefined ? (
        <Loading />
      ) : data.files.length === 0 ? (
        <EmptyState icon={FileDiff} title="No changes yet">
          After each implementation Spiral asks git what was changed; it is shown here, line by line.
        </EmptyState>
      ) : (
        <>
          {data.truncated ? (
            <Callout tone="needs" title="Not all lines are shown">
              The difference is longer than is kept. The file list is complete; the Files tab has every file whole.
            </Callout>
          ) : null}
          <div className="grid gap-4 2xl:grid-cols-[16rem_minmax(0,1fr)]">
            <FileIndex files={files} />
            <div className="flex min-w-0 flex-col gap-3">
              {files.map((file, index) => (
                <DiffFileView key={`${index} ${file.path}`} file={file} id={`file-${index}`} />
              ))}
            </div>
          </div>
        </>
      )}
    </div>
  );
}

/** Differences come with the evidence: whenever there is more of it, they are read again. */
const useRefetchWhenGrown = (project: ProjectView, refetch: () => unknown): void => {
  const evidence = project.phases.reduce(
    (sum, phase) => sum + phase.rounds.filter((round) => round.evidence !== null).length,
    0,
  );
  const known = useRef(evidence);
  useEffect(() => {
    if (known.current === evidence) return;
    known.current = evidence;
    refetch();
  }, [evidence, refetch]);
};

function FileIndex({ files }: { files: readonly DiffFile[] }) {
  return (
    <nav
      aria-label="Changed files"
      className="scroll-quiet max-h-44 min-w-0 overflow-y-auto 2xl:sticky 2xl:top-3 2xl:max-h-[70dvh] 2xl:self-start"
    >
      <ul className="flex flex-col">
        {files.map((file, index) => (
          <li key={`${index} ${file.path}`}>
            <button
              type="button"
              onClick={() => {
                const target = document.getElementById(`file-${index}`);
                target?.scrollIntoView({ block: "start" });
                target?.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
              }}
              className="flex h-7 w-full items-center gap-2 rounded-sm px-1.5 text-left hover:bg-hover pointer-coarse:h-10"
            >
              <ChangeMark change={file.change} />
              <span className="min-w-0 flex-1 truncate font-mono text-xs" title={file.path}>
                <VisibleText text={file.path} />
              </span>
              <LineCounts insertions={file.insertions} deletions={file.deletions} />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Loading() {
  return (
    <div className="flex flex-col gap-2">
      <LoadingNote>Loading the changes</LoadingNote>
      <Skeleton className="h-9 w-full" />
      {["w-3/4", "w-1/2", "w-2/3", "w-2/5", "w-3/5"].map((width) => (
        <Skeleton key={width} className={width} />
      ))}
    </div>
  );
}
