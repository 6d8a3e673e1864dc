"use client";

import { memo } from "react";
import { cn } from "../ui/cn.ts";
import { useActivity } from "./activity-context.ts";
import { AskRow } from "./ask-row.tsx";
import { NoteRow } from "./note-row.tsx";
import { CheckRow, FilesRow, PlanRow, ReportRow, ReviewRow, VerdictRow } from "./outcome-rows.tsx";
import { findInRow } from "./row-text.ts";
import type { ActivityRow } from "./row.ts";
import { RunHead } from "./run-head.tsx";
import { ToolRow } from "./tool-row.tsx";
import { MessageRow, PromptRow, SaidRow, ThinkingRow } from "./words-rows.tsx";

interface ActivityRowViewProps {
  row: ActivityRow;
  /** Opened to its details; of a run's head: folded. */
  toggled: boolean;
  onToggle: (row: ActivityRow) => void;
  /** The address names this event. */
  highlighted: boolean;
  /** In the same second as the row before: its time is shown on hover only. */
  sameTime: boolean;
}

/** One row of the activity. */
export const ActivityRowView = memo(function ActivityRowView({
  row,
  toggled,
  onToggle,
  highlighted,
  sameTime,
}: ActivityRowViewProps) {
  return (
    <div data-same-time={sameTime ? "" : undefined} className={cn("group/row", highlighted && "bg-accent-soft")}>
      <RowContent row={row} open={toggled} onToggle={() => onToggle(row)} />
      <SearchHit row={row} open={toggled} />
    </div>
  );
});

function RowContent({ row, open, onToggle }: { row: ActivityRow; open: boolean; onToggle: () => void }) {
  const { item } = row;
  switch (item.kind) {
    case "run":
      return <RunHead row={row} folded={open} onToggle={onToggle} />;
    case "said":
      return <SaidRow row={row} item={item} />;
    case "message":
      return <MessageRow row={row} item={item} />;
    case "thinking":
      return <ThinkingRow row={row} item={item} open={open} onToggle={onToggle} />;
    case "prompt":
      return <PromptRow row={row} item={item} open={open} onToggle={onToggle} />;
    case "tool":
      return <ToolRow row={row} item={item} open={open} onToggle={onToggle} />;
    case "check":
      return <CheckRow row={row} item={item} open={open} onToggle={onToggle} />;
    case "files":
      return <FilesRow row={row} item={item} open={open} onToggle={onToggle} />;
    case "plan":
      return <PlanRow row={row} item={item} open={open} onToggle={onToggle} />;
    case "review":
      return <ReviewRow row={row} item={item} open={open} onToggle={onToggle} />;
    case "verdict":
      return <VerdictRow row={row} item={item} />;
    case "report":
      return <ReportRow row={row} item={item} />;
    case "ask":
      return <AskRow row={row} content={item.content} outcome={item.outcome} />;
    case "note":
      return <NoteRow row={row} payload={item.payload} />;
    default:
      return item satisfies never;
  }
}

/** Where a folded row holds what is searched for. */
function SearchHit({ row, open }: { row: ActivityRow; open: boolean }) {
  const { query } = useActivity();
  if (query === "" || open || row.item.kind === "run" || row.item.kind === "message" || row.item.kind === "note")
    return null;
  const found = findInRow(row, query);
  return found === null ? null : (
    <p className="truncate pr-3 pb-1 pl-9 font-mono text-xs text-faint">
      {found.before}
      <mark className="rounded-sm bg-needs-soft text-ink">{found.hit}</mark>
      {found.after}
    </p>
  );
}
