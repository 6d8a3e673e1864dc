"use client";

import { useQuery } from "@tanstack/react-query";
import { FileDiff } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { DiffFileView } from "../diff/diff-file-view.tsx";
import { DiffToolbar } from "../diff/diff-toolbar.tsx";
import { fileDiffs } from "../diff/file-diffs.ts";
import { FileIndex } from "../diff/file-index.tsx";
import { useDiffLook } from "../diff/use-diff-look.ts";
import { LineCounts, totalsOf } from "../evidence/changed-files.tsx";
import { commentsWords } from "../line-comments/line-comment.ts";
import { useLineComments } from "../line-comments/use-line-comments.ts";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { Callout } from "../ui/callout.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { formatDate, formatNumberOf } from "../ui/format.ts";
import { Select } from "../ui/select.tsx";
import { LoadingNote, Skeleton } from "../ui/skeleton.tsx";
import { visibleText } from "../ui/visible-text.ts";
import { possibleActions } from "./status-words.ts";
import { useAddress } from "./use-address.ts";

/** What was changed in the project's files, by phase or in all, as Spiral saw it at each phase's last check. */
export function ChangesPanel({ project }: { project: ProjectView }) {
  const trpc = useTRPC();
  const [address, change] = useAddress();
  const wanted = address.get("phase");
  const phaseId = project.phases.find(({ id }) => id === wanted)?.id ?? null;
  const { data, error, refetch, isFetching } = useQuery(
    trpc.workspace.diff.queryOptions({ projectId: project.id, phaseId, cycle: project.cycle }),
  );
  useRefetchWhenGrown(project, refetch);

  const files = useMemo(() => (data === undefined ? [] : fileDiffs(data.files, data.phases)), [data]);
  const { look, isWide, change: changeLook } = useDiffLook();
  const comments = useLineComments(project.id);
  const may = possibleActions(project);
  // Which phase it was is said where there are several, and not one of them was chosen.
  const named = phaseId === null && project.phases.length > 1 ? project.phases : [];
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
          <>
            <p className="flex items-center gap-2 text-muted">
              {formatNumberOf(data.files.length, "file")} <LineCounts {...totalsOf(data.files)} />
            </p>
            <div className="ml-auto">
              <DiffToolbar look={look} isWide={isWide} onChange={changeLook} />
            </div>
          </>
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
          {project.workspace.removedAt === null ? null : (
            <Callout title={<>Workspace removed on {formatDate(project.workspace.removedAt)}</>}>
              The files themselves are gone. This is what Spiral saw of them at each phase's last check.
            </Callout>
          )}
          {data.phases.some(({ truncated }) => truncated) ? (
            <Callout tone="needs" title="Not all lines are shown">
              The difference is longer than is kept. The file list is complete; the Files tab has every file whole.
            </Callout>
          ) : null}
          {may.followUp && comments.comments.length > 0 ? (
            <Callout title={commentsWords(comments.comments.length)}>
              The project has ended: Follow up takes {comments.comments.length === 1 ? "it" : "them"} along.
            </Callout>
          ) : null}
          <div className="grid gap-4 2xl:grid-cols-[20rem_minmax(0,1fr)]">
            <FileIndex files={files} phasesOf={(ids) => phaseNumbers(named, ids)} idOf={idOf} />
            <div className="flex min-w-0 flex-col gap-3">
              {files.map((fileDiff, index) => (
                <DiffFileView
                  key={fileDiff.file.path}
                  fileDiff={fileDiff}
                  id={idOf(index)}
                  look={look}
                  phaseWords={(id) => phaseHeading(named, id)}
                  commenting={project.can.steer && (may.message || may.followUp) ? comments : null}
                />
              ))}
            </div>
          </div>
        </>
      )}
    </div>
  );
}

const idOf = (index: number): string => `file-${index}`;

type NamedPhase = Pick<PhaseView, "id" | "position" | "title">;

/** "Phase 1 · Totals" */
const phaseHeading = (phases: readonly NamedPhase[], phaseId: string): string | null => {
  const phase = phases.find(({ id }) => id === phaseId);
  return phase === undefined ? null : `Phase ${phase.position + 1} · ${phase.title}`;
};

/** "phase 1", "phases 1, 2" */
const phaseNumbers = (phases: readonly NamedPhase[], ids: readonly string[]): string | null => {
  const numbers = phases.filter(({ id }) => ids.includes(id)).map(({ position }) => position + 1);
  return numbers.length === 0 ? null : `${numbers.length === 1 ? "phase" : "phases"} ${numbers.join(", ")}`;
};

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
