"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ProjectView } from "../../server/contract/views.ts";
import { PendingAsk } from "../asks/pending-ask.tsx";
import { readAgainMs } from "../live/read-again.ts";
import { useFreshView } from "../live/use-fresh-view.ts";
import { useProjectLog } from "../live/use-project-log.ts";
import { isNotFound, messageOf } from "../request-error.ts";
import { ScreeningLine } from "../screening/screening-line.tsx";
import { useTRPC } from "../trpc.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { visibleText } from "../ui/visible-text.ts";
import { currentActivity } from "./current-activity.ts";
import { EarlierCycleNotice } from "./cycle-menu.tsx";
import { DraftPanel } from "./draft-panel.tsx";
import { ImportNotice } from "./import-notice.tsx";
import { MessageBox } from "./message-box.tsx";
import { PhaseColumn } from "./phase-column.tsx";
import { ProjectHeader } from "./project-header.tsx";
import { ProjectNotice } from "./project-notice.tsx";
import { ProjectSkeleton } from "./project-skeleton.tsx";
import { useAddress } from "./use-address.ts";
import { ProjectTabs } from "./project-tabs.tsx";

const awaitsMeasuring = ({ startedAt, finishedAt, workspace: { size, removedAt } }: ProjectView): boolean =>
  removedAt === null && startedAt !== null && (size === null || (finishedAt !== null && finishedAt >= size.measuredAt));

/** Everything about one project, live. */
export function ProjectPage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const [address] = useAddress();
  const asked = Number(address.get("cycle") ?? Number.NaN);
  const {
    data: project,
    error,
    refetch,
    isFetching,
  } = useQuery(
    trpc.projects.get.queryOptions(
      Number.isInteger(asked) && asked > 0 ? { projectId, cycle: asked } : { projectId },
      // No event tells of a measurement: until the one after the end is there, it is asked for.
      {
        refetchInterval: ({ state: { data } }) =>
          data !== undefined && (awaitsMeasuring(data) ? 5_000 : readAgainMs([data])),
      },
    ),
  );
  if (project !== undefined) return <LoadedProject project={project} />;
  if (error === null) return <ProjectSkeleton />;
  return (
    <div className="mx-auto max-w-2xl px-4 py-10 md:px-6">
      <h1 className="sr-only">Project</h1>
      {isNotFound(error) ? (
        <ErrorState
          title="This project does not exist, or you may not see it"
          fix={
            <>
              Look for it among{" "}
              <Link href="/projects" className="underline underline-offset-2">
                your projects
              </Link>
              , or ask its owner or an admin.
            </>
          }
        />
      ) : (
        <ErrorState
          title="The project could not be loaded"
          reason={messageOf(error)}
          onRetry={() => void refetch()}
          retrying={isFetching}
        />
      )}
    </div>
  );
}

function LoadedProject({ project }: { project: ProjectView }) {
  const log = useProjectLog(project.id, project.sequence);
  useFreshView(project.id, log?.log ?? null, project.sequence);
  const asks = project.asks.filter((ask) => ask.answer === null);
  const title = visibleText(project.title);
  return (
    <div className="flex h-[calc(100dvh-3rem-var(--banner))] flex-col md:h-[calc(100dvh-var(--banner))]">
      <title>{`${title} · Spiral`}</title>
      <ProjectHeader project={project} activity={currentActivity(project, log?.log ?? null)} />
      {project.status === "DRAFT" ? (
        <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
          <DraftPanel project={project} />
        </div>
      ) : (
        <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
          <PhaseColumn project={project} />
          {/* Where there is little height (a phone with a request on it) this part scrolls, and nothing overlaps. */}
          <div className="relative flex min-h-0 min-w-0 flex-1 flex-col max-lg:overflow-y-auto">
            <div className="flex shrink-0 flex-col gap-3 p-3 empty:hidden md:px-4 lg:max-h-[75%]">
              <EarlierCycleNotice project={project} />
              <ProjectNotice project={project} />
              <ImportNotice project={project} />
              {project.screening === null ? null : <ScreeningLine screening={project.screening} />}
              {asks.map((ask) => (
                <PendingAsk key={ask.id} project={project} ask={ask} />
              ))}
            </div>
            <ProjectTabs project={project} log={log} />
            <MessageBox project={project} />
          </div>
        </div>
      )}
    </div>
  );
}
