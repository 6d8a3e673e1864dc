"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { LiveBlock } from "../../server/contract/events.ts";
import { blockKey } from "../live/live-blocks.ts";
import { Button } from "../ui/button.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { ActivityRowView } from "./activity-row.tsx";
import { afterTwoFrames, pushHeading, useScrollTo, useScrollToEndOnce } from "./list-scroll.ts";
import { RunTitle } from "./run-head.tsx";
import type { ActivityRow, RowKind } from "./row.ts";
import { rowOfSequence } from "./rows.ts";
import { useFollowEnd } from "./use-follow-end.ts";
import type { RowFolding } from "./use-row-folding.ts";
import { LiveRow } from "./words-rows.tsx";

/** Rows before the first loaded one at which older events are asked for. */
const loadAhead = 20;

const heights: Partial<Record<RowKind, number>> = { run: 41, message: 68, verdict: 92, report: 88 };

interface ActivityListProps {
  rows: readonly ActivityRow[];
  live: readonly LiveBlock[];
  /** What is being done while nothing is being written; null where nothing is. */
  doing: string | null;
  folding: RowFolding;
  /** Whether older events exist that are not loaded. */
  hasOlder: boolean;
  loadingOlder: boolean;
  onLoadOlder: () => void;
  /** The event that the address names, once it is loaded. */
  linked: number | null;
}

/** The rows, of which only those in view exist. Stays at the end while one is there, and where one is otherwise. */
export function ActivityList({
  rows,
  live,
  doing,
  folding,
  hasOlder,
  loadingOlder,
  onLoadOlder,
  linked,
}: ActivityListProps) {
  const pane = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLDivElement>(null);
  const lastSequence = rows.at(-1)?.sequence ?? 0;

  // Steady functions: with new ones at every render all positions would be computed again.
  const estimateSize = useCallback((index: number) => heights[rows[index]?.item.kind ?? "message"] ?? 28, [rows]);
  const getItemKey = useCallback(
    (index: number) => rows[index]?.key ?? keyOfLive(live[index - rows.length]),
    [rows, live],
  );
  const [held, setHeld] = useState(false);
  // oxlint-disable-next-line react/incompatible-library -- the compiler cannot memoise it, and we do not ask it to
  const virtualizer = useVirtualizer({
    count: rows.length + live.length,
    getScrollElement: () => pane.current,
    estimateSize,
    getItemKey,
    overscan: 12,
    paddingEnd: doing === null ? 16 : 40,
    // Keeps what is read in place when older rows come in above.
    anchorTo: held ? "start" : "end",
    directDomUpdates: true,
    directDomUpdatesMode: "position",
  });
  const first = virtualizer.range?.startIndex ?? 0;

  const { leftAt, noteScroll: noteEnd, goToEnd, leaveEnd, lookAgain } = useFollowEnd(pane, { lastSequence, held });
  const noteScroll = useCallback(
    ({ timeStamp }: { readonly timeStamp: number }) => {
      pushHeading(heading.current, rows, virtualizer, pane.current?.scrollTop ?? 0);
      noteEnd(timeStamp);
    },
    [virtualizer, rows, noteEnd],
  );
  // Its own offset and not the pane's: reading that here would lay the page out once more for every change.
  useLayoutEffect(() => pushHeading(heading.current, rows, virtualizer, virtualizer.scrollOffset ?? 0));

  const { toggle } = folding;
  const toggleInPlace = useCallback(
    (row: ActivityRow) => {
      // What is opened grows downwards under the reader's pointer, even at the end of the list.
      setHeld(true);
      toggle(row);
      afterTwoFrames(() => {
        lookAgain();
        setHeld(false);
      });
    },
    [toggle, lookAgain],
  );

  useEffect(() => {
    if (hasOlder && !loadingOlder && first < loadAhead) onLoadOlder();
  }, [hasOlder, loadingOlder, first, onLoadOlder, rows.length]);

  useScrollTo(linked, rows, (index) => {
    leaveEnd();
    virtualizer.scrollToIndex(index, { align: "center" });
  });
  useScrollToEndOnce(rows.length, linked === null, goToEnd);

  const linkedRow = linked === null ? undefined : rows[rowOfSequence(rows, linked)];
  const top = rows[first];
  const current = top === undefined || top.item.kind === "run" || top.runId === null ? null : headOf(rows, first);
  const unseen = leftAt === null ? 0 : rows.length - 1 - rowOfSequence(rows, leftAt);

  return (
    <div className="relative min-h-0 flex-1">
      {current === null ? null : (
        <div aria-hidden className="pointer-events-none absolute inset-x-0 top-0 z-10 h-9 overflow-hidden">
          <div ref={heading} className="flex h-9 items-center border-b bg-surface pr-3 pl-8.5">
            <RunTitle row={current} />
          </div>
        </div>
      )}
      {loadingOlder ? (
        <p className="absolute top-11 left-1/2 z-10 flex -translate-x-1/2 items-center gap-2 rounded-md border bg-raised px-2.5 py-1 text-xs text-muted">
          <Spinner className="size-3" />
          Loading older activity
        </p>
      ) : null}
      <div
        ref={pane}
        role="log"
        aria-live="off"
        aria-label="Activity"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard (axe: scrollable-region-focusable)
        tabIndex={0}
        onScroll={noteScroll}
        className="scroll-quiet h-full overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <div ref={virtualizer.containerRef} className="relative w-full">
          {virtualizer.getVirtualItems().map(({ index, key }) => {
            const row = rows[index];
            const block = live[index - rows.length];
            return (
              <div key={key} ref={virtualizer.measureElement} data-index={index} className="absolute inset-x-0">
                {row !== undefined ? (
                  <ActivityRowView
                    row={row}
                    toggled={folding.isToggled(row)}
                    onToggle={toggleInPlace}
                    highlighted={row === linkedRow}
                    sameTime={isSameSecond(row, rows[index - 1])}
                  />
                ) : block !== undefined ? (
                  <LiveRow block={block} />
                ) : null}
              </div>
            );
          })}
          {doing === null ? null : (
            <p className="absolute inset-x-0 bottom-3 flex items-center gap-2 px-3 text-xs text-muted tabular-nums">
              <Spinner className="size-4 text-running" />
              {doing}…
            </p>
          )}
        </div>
      </div>
      {leftAt === null ? null : (
        <Button
          size="sm"
          variant="primary"
          onClick={goToEnd}
          className="absolute bottom-3 left-1/2 z-10 -translate-x-1/2"
        >
          <ArrowDown aria-hidden />
          {unseen > 0 ? `${unseen.toLocaleString("en")} new` : "Latest"}
        </Button>
      )}
    </div>
  );
}

const isSameSecond = (row: ActivityRow, before: ActivityRow | undefined): boolean =>
  before !== undefined &&
  before.item.kind !== "run" &&
  Math.floor(row.at.getTime() / 1_000) === Math.floor(before.at.getTime() / 1_000);

const keyOfLive = (block: LiveBlock | undefined): string => (block === undefined ? "gone" : `live-${blockKey(block)}`);

const headOf = (rows: readonly ActivityRow[], from: number): ActivityRow | null => {
  const runId = rows[from]?.runId;
  for (let at = from; at >= 0; at -= 1) {
    const row = rows[at];
    if (row?.item.kind === "run" && row.runId === runId) return row;
  }
  return null;
};
