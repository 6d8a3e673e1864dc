"use client";

import { useQuery } from "@tanstack/react-query";
import { Archive, Plus, SearchX } from "lucide-react";
import Link from "next/link";
import { useDeferredValue, useMemo, type ReactNode } from "react";
import type { ProjectCard } from "#server/contract/views";
import { cn } from "#client/ui/cn";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { useNow } from "#client/ui/use-now";
import { useTRPC } from "#components/trpc";
import { messageOf } from "#client/request-error";
import { readAgainMs } from "#client/live/read-again";
import { useLiveProjects } from "#client/live/use-live-projects";
import { ConnectionSign } from "#components/live/connection-sign";
import { useProjectQuery } from "#client/projects/use-project-query";
import { applyQuery } from "#client/projects/project-query";
import { byColumn, columnIds } from "#client/projects/board-columns";
import { SelectionProvider, useSelected } from "#client/projects/selection";
import { useViewer } from "#components/shell/viewer";
import { Announcer } from "./announcer.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { NoProjects } from "./no-projects.tsx";
import { ProjectBoard } from "./project-board.tsx";
import { ProjectList } from "./project-list.tsx";
import { ProjectsSkeleton } from "./projects-skeleton.tsx";
import { ProjectsToolbar } from "./projects-toolbar.tsx";

interface ProjectsPageProps {
  /** The list as the server read it while making the page; null where it could not. */
  initial: ProjectCard[] | null;
}

/** All projects one may see, live, as a board or a list. */
export function ProjectsPage({ initial }: ProjectsPageProps) {
  const trpc = useTRPC();
  const [query, changeQuery] = useProjectQuery();
  const current = useQuery(
    trpc.projects.list.queryOptions(
      {},
      {
        ...(initial === null ? {} : { initialData: initial }),
        refetchInterval: ({ state: { data } }) => data !== undefined && readAgainMs(data),
      },
    ),
  );
  // Also asked for where there is nothing else, to offer them.
  const archived = useQuery(
    trpc.projects.list.queryOptions({ archived: true }, { enabled: query.archived || current.data?.length === 0 }),
  );
  const projects = query.archived ? archived : current;
  const hasToolbar = query.archived || (projects.data?.length ?? 0) > 0 || (archived.data?.length ?? 0) > 0;
  useLiveProjects();
  return (
    <div className={cn("flex flex-col gap-4", query.view === "board" && "md:h-[calc(100dvh-var(--banner))]")}>
      <div className="flex flex-col gap-4 px-4 pt-4 md:px-6 md:pt-5">
        <PageHeader
          title="Projects"
          aside={
            <>
              {projects.data && projects.data.length > 0 ? (
                <span className="tabular text-sm text-faint">{projects.data.length}</span>
              ) : null}
              <ConnectionSign />
            </>
          }
          // Without projects the page itself offers what to do first.
          actions={
            current.data?.length === 0 ? null : (
              <Button asChild variant="primary">
                <Link href="/projects/new">
                  <Plus aria-hidden />
                  New project
                </Link>
              </Button>
            )
          }
        />
        {hasToolbar ? <ProjectsToolbar query={query} onChange={changeQuery} /> : null}
      </div>
      {current.data ? <Announcer projects={current.data} /> : null}
      <ProjectsContent query={query} projects={projects} onChange={changeQuery} />
    </div>
  );
}

interface ProjectsContentProps {
  query: ReturnType<typeof useProjectQuery>[0];
  onChange: ReturnType<typeof useProjectQuery>[1];
  projects: {
    data: Parameters<typeof applyQuery>[0] | undefined;
    error: unknown;
    isFetching: boolean;
    refetch: () => unknown;
  };
}

function ProjectsContent({ query, onChange, projects }: ProjectsContentProps) {
  const now = useNow(10_000) ?? 0;
  const settled = useDeferredValue(query);
  if (projects.data === undefined) {
    return projects.error === null ? (
      <ProjectsSkeleton view={query.view} />
    ) : (
      <div className="px-4 md:px-6">
        <ErrorState
          title="The projects could not be loaded"
          reason={messageOf(projects.error)}
          onRetry={() => void projects.refetch()}
          retrying={projects.isFetching}
        />
      </div>
    );
  }
  if (projects.data.length === 0) {
    return query.archived ? <NothingArchived onLeave={() => onChange({ archived: false })} /> : <NoProjects />;
  }
  // The board has its columns for states; a filter left over from the list would only leave five of them empty.
  const shown = applyQuery(
    projects.data,
    query.view === "board" ? { ...settled, column: null, sort: "created", descending: true } : settled,
    now,
  );
  if (shown.length === 0) {
    return (
      <div className="px-4 md:px-6">
        <EmptyState
          icon={SearchX}
          title="No project matches"
          action={<Button onClick={() => onChange({ text: "", column: null })}>Clear search and filter</Button>}
        >
          {projects.data.length === 1 ? "One project is" : `${projects.data.length} projects are`} left out by the
          search or the filter.
        </EmptyState>
      </div>
    );
  }
  return (
    <SelectableProjects projects={query.view === "board" ? columnIds.flatMap((id) => byColumn(shown)[id]) : shown}>
      {query.view === "board" ? (
        <ProjectBoard projects={shown} />
      ) : (
        <ProjectList projects={shown} query={query} onSort={(sort, descending) => onChange({ sort, descending })} />
      )}
    </SelectableProjects>
  );
}

/** Projects, in the order that they are shown in, of which several can be selected, where one may change any. */
function SelectableProjects({ projects, children }: { projects: readonly ProjectCard[]; children: ReactNode }) {
  const selection = useSelected(useMemo(() => projects.map(({ id }) => id), [projects]));
  if (useViewer().role === "VIEWER") return children;
  return (
    <SelectionProvider value={selection}>
      {children}
      <BulkBar projects={projects} selection={selection} />
    </SelectionProvider>
  );
}

function NothingArchived({ onLeave }: { onLeave: () => void }) {
  return (
    <div className="px-4 md:px-6">
      <EmptyState
        icon={Archive}
        title="Nothing is archived"
        action={<Button onClick={onLeave}>Show the current projects</Button>}
      >
        A project that has ended can be archived in its menu. It is then read-only, and no longer among the current
        ones.
      </EmptyState>
    </div>
  );
}
