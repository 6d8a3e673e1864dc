"use client";

import {
  Bot,
  FilePen,
  FilePlus,
  FileText,
  Globe,
  ListTodo,
  NotebookPen,
  Plug,
  Search,
  SquareTerminal,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import { cn } from "../ui/cn.ts";
import { formatDuration } from "../ui/format.ts";
import { Spinner } from "../ui/spinner.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { useActivity } from "./activity-context.ts";
import { diffLines } from "./line-diff.ts";
import { Fold, RowFrame } from "./row-frame.tsx";
import type { ActivityRow, RowItem } from "./row.ts";
import { RunningShell } from "./shell-output.tsx";
import { ToolBody } from "./tool-body.tsx";
import { replacementsOf, resultWords, summariseTool, toolLabel, type ToolKind } from "./tool-summary.ts";

const icons = {
  shell: SquareTerminal,
  read: FileText,
  write: FilePlus,
  edit: FilePen,
  search: Search,
  web: Globe,
  agent: Bot,
  todo: ListTodo,
  notebook: NotebookPen,
  mcp: Plug,
  other: Wrench,
} as const satisfies Record<ToolKind, LucideIcon>;

interface ToolRowProps {
  row: ActivityRow;
  item: Extract<RowItem, { kind: "tool" }>;
  open: boolean;
  onToggle: () => void;
}

/** A tool call in a line: what, on what, how it went and how long it took. Opens to what went in and came out. */
export function ToolRow({ row, item, open, onToggle }: ToolRowProps) {
  const { runOf } = useActivity();
  const { call, result } = item;
  const { kind, target } = summariseTool(call.name, call.input);
  const running = result === null && runOf(row.runId)?.status === "RUNNING";
  return (
    <RowFrame
      icon={icons[kind]}
      tone={result?.isError === true ? "failed" : "neutral"}
      sequence={row.sequence}
      at={row.at}
      className={cn(call.parentToolUseId !== null && "pl-9")}
    >
      <Fold
        open={open}
        onToggle={onToggle}
        line={
          <>
            <span className="shrink-0 font-medium">
              <VisibleText text={toolLabel(call.name)} />
            </span>
            <span className="min-w-0 truncate font-mono text-xs text-muted">
              <VisibleText text={target} />
            </span>
            <ToolOutcome item={item} running={running} />
          </>
        }
      >
        <ToolBody kind={kind} item={item} />
      </Fold>
      {running ? <RunningShell runId={row.runId} source={call} className={open ? "max-h-96" : "max-h-40"} /> : null}
    </RowFrame>
  );
}

function ToolOutcome({ item: { call, result }, running }: { item: ToolRowProps["item"]; running: boolean }) {
  if (result === null) {
    return running ? (
      <span className="flex shrink-0 items-center gap-1 text-xs text-running">
        <Spinner className="size-3" />
        running
      </span>
    ) : (
      <span className="shrink-0 text-xs text-faint">no result</span>
    );
  }
  const words = result.isError ? "failed" : resultWords(call.name, call.input, result.output);
  return (
    <span className="tabular flex shrink-0 items-center gap-2 text-xs text-faint">
      {result.isError ? null : <EditCounts input={call.input} />}
      {words === null ? null : <span className={cn(result.isError && "text-failed")}>{words}</span>}
      <span className="max-sm:hidden">{formatDuration(result.durationMs)}</span>
    </span>
  );
}

function EditCounts({ input }: { input: unknown }) {
  const lines = replacementsOf(input).flatMap(({ before, after }) => diffLines(before, after));
  if (lines.length === 0) return null;
  return (
    <span className="font-mono">
      <span className="text-done">+{lines.filter(({ kind }) => kind === "added").length}</span>{" "}
      <span className="text-failed">−{lines.filter(({ kind }) => kind === "removed").length}</span>
    </span>
  );
}
