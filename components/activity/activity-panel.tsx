"use client";

import { Radio, SearchX } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { LiveBlock } from "../../server/contract/events.ts";
import { operations } from "../../server/contract/roles.ts";
import { isEnded } from "../../server/contract/statuses.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import type { ProjectLogView } from "../live/use-project-log.ts";
import { Callout } from "../ui/callout.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { formatCount, formatNumberOf } from "../ui/format.ts";
import { ActivityContext, LiveBlocksContext } from "./activity-context.ts";
import { ActivityList } from "./activity-list.tsx";
import { ActivitySkeleton } from "./activity-skeleton.tsx";
import { ActivityToolbar } from "./activity-toolbar.tsx";
import { createRowMatcher, isFiltering, noFilter, visibleRows } from "./row-filter.ts";
import type { ActivityRow } from "./row.ts";
import { createRowBuilder, rowOfSequence } from "./rows.ts";
import { TodoList } from "./todo-list.tsx";
import { useActivityLookup } from "./use-activity-lookup.ts";
import { useCurrentTodos } from "./use-current-todos.ts";
import { useEventLink } from "./use-event-link.ts";
import { useRowFolding } from "./use-row-folding.ts";
import { useSearchKey } from "./use-search-key.ts";

interface ActivityPanelProps {
  project: ProjectView;
  log: ProjectLogView | null;
}

/** All that happened in a project, as it happens. */
export function ActivityPanel({ project, log: view }: ActivityPanelProps) {
  const [filter, setFilter] = useState(noFilter);
  const folding = useRowFolding();
  const searchRef = useRef<HTMLInputElement>(null);
  useSearchKey(searchRef);

  const [builder] = useState(createRowBuilder);
  const log = view?.log ?? null;
  const rows = useMemo(() => (log === null ? [] : builder.update(log.events)), [builder, log]);
  const lookup = useActivityLookup(project, filter.query.trim().toLowerCase());
  const filtering = isFiltering(filter);
  const matches = useMemo(
    () => (filtering ? createRowMatcher(filter, lookup.operationOf) : null),
    [filtering, filter, lookup.operationOf],
  );
  const shown = useMemo(() => visibleRows(rows, matches, folding.foldedRuns), [rows, matches, folding.foldedRuns]);
  const live = useMemo(
    () => (filtering || log === null ? [] : [...log.liveBlocks.values()].filter((block) => block.kind === "text")),
    [filtering, log],
  );
  const todos = useCurrentTodos(project, log);

  const linked = useEventLink();
  const linkLoaded = linked !== null && log !== null && log.loaded && log.before < linked;
  const { reveal } = folding;
  useEffect(() => {
    // A link shows its event whatever was searched for before.
    if (linked !== null) setFilter(noFilter);
  }, [linked]);
  useEffect(() => {
    if (!linkLoaded || linked === null) return;
    const row = rows[rowOfSequence(rows, linked)];
    if (row !== undefined) reveal(row);
    // Once per link: what the reader folds afterwards stays folded.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [linkLoaded, linked, reveal]);
  const before = log?.before ?? 0;
  const loadingOlder = view?.loadingOlder ?? false;
  const searching = filter.query.trim() !== "";
  // A search goes all the way back; a reader who scrolls up only needs the next page.
  const loadOlder = useCallback(() => view?.loadOlder(searching ? 1 : undefined), [view, searching]);
  useEffect(() => {
    if (linked !== null && !linkLoaded && before > 0 && !loadingOlder) view?.loadOlder(linked);
  }, [linked, linkLoaded, before, loadingOlder, view]);

  if (view === null || log === null || !log.loaded) return <ActivitySkeleton failing={view?.failing ?? false} />;
  const count = shown.filter((row) => row.item.kind !== "run").length;
  const found = filtering
    ? `${formatNumberOf(count, "entry", "entries")}${before > 0 ? `, searched back to event ${formatCount(before + 1)}` : ""}`
    : "";
  return (
    <ActivityContext value={lookup}>
      <h2 className="sr-only">Activity</h2>
      <ActivityToolbar filter={filter} onFilter={setFilter} searchRef={searchRef} found={found} />
      {todos === null ? null : <TodoList items={todos} />}
      {view.failing ? (
        <Callout tone="needs" title="New activity could not be loaded. Trying again." className="m-3" />
      ) : null}
      {shown.length + live.length === 0 && before === 0 ? (
        <EmptyState
          icon={filtering ? SearchX : Radio}
          title={
            filtering
              ? "Nothing matches"
              : isEnded(project.status)
                ? "Nothing happened here"
                : "Nothing has happened yet"
          }
          className="m-3"
        >
          {filtering
            ? "No entry of this project's activity fits the search and the filters."
            : "What the agents say and do appears here as it happens: text while it is written, tool calls, checks and verdicts."}
        </EmptyState>
      ) : (
        <LiveBlocksContext value={log.liveBlocks}>
          <ActivityList
            rows={shown}
            live={live}
            doing={filtering ? null : doingNow(project, rows, [...log.liveBlocks.values()])}
            folding={folding}
            hasOlder={before > 0}
            loadingOlder={loadingOlder}
            onLoadOlder={loadOlder}
            linked={linkLoaded && !filtering ? linked : null}
          />
        </LiveBlocksContext>
      )}
    </ActivityContext>
  );
}

/** What the open run does and how far it is, unless the last row or the text being written shows it already. */
const doingNow = (project: ProjectView, rows: readonly ActivityRow[], blocks: readonly LiveBlock[]): string | null => {
  const open = project.runs.find((run) => run.status === "RUNNING");
  const last = rows.at(-1)?.item;
  const shown =
    blocks.some(({ kind }) => kind === "text") ||
    ((last?.kind === "tool" || last?.kind === "check") && last.result === null);
  if (open === undefined || shown) return null;
  const progress = blocks.find(({ kind, runId }) => kind === "progress" && runId === open.id);
  return progress?.text ?? operations[open.operation].doing;
};
