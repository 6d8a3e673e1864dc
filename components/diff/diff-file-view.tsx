"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { ChangeMark, LineCounts } from "../evidence/changed-files.tsx";
import { CommentingProvider, linesMark, type Commenting } from "../line-comments/commenting.ts";
import type { LinePlace } from "../line-comments/line-comment.ts";
import { cn } from "../ui/cn.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { formatNumberOf } from "../ui/format.ts";
import { ScrollPane } from "../ui/scroll-pane.tsx";
import { visibleName } from "../ui/visible-text.ts";
import { VisibleName, VisibleText } from "../ui/visible-text-view.tsx";
import { DiffLinesView } from "./diff-lines-view.tsx";
import type { DiffLook } from "./diff-look.ts";
import type { FileDiff } from "./file-diffs.ts";
import type { DiffFile, DiffHunk } from "./parse-unified.ts";
import { SplitLinesView } from "./split-lines-view.tsx";

/** Longer differences of one file start folded: a lock file must not bury the rest. */
const foldAbove = 600;

interface DiffFileViewProps {
  fileDiff: FileDiff;
  id: string;
  look: DiffLook;
  /** What heads a phase's part; null: the phase goes without saying. */
  phaseWords: (phaseId: string) => string | null;
  /** The comments that wait for the next message; null: nobody would read one. */
  commenting: Pick<Commenting, "comments" | "add" | "remove"> | null;
}

/** What changed in one file, phase by phase. */
export function DiffFileView({ fileDiff: { file, parts }, id, look, phaseWords, commenting }: DiffFileViewProps) {
  const lines = parts.reduce((all, { diff }) => all + diff.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0), 0);
  const [open, setOpen] = useState(lines <= foldAbove);
  const [at, setAt] = useState<LinePlace | null>(null);
  const oldPath = parts.find(({ diff }) => diff.oldPath !== null)?.diff.oldPath ?? null;
  return (
    <div
      id={id}
      className="min-w-0 scroll-mt-2 rounded-md border [contain-intrinsic-size:auto_200px] [content-visibility:auto]"
    >
      <header className="flex h-9 items-center gap-2 rounded-t-md bg-sunken pr-2 pl-1">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex h-7 min-w-0 flex-1 items-center gap-2 rounded-sm px-1.5 text-left hover:bg-hover"
        >
          <ChevronRight
            aria-hidden
            className={cn("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
          />
          <ChangeMark change={file.change} />
          <span className="min-w-0 truncate font-mono text-xs">
            {oldPath === null ? null : (
              <span className="text-faint">
                <VisibleName text={oldPath} /> →{" "}
              </span>
            )}
            <VisibleName text={file.path} />
          </span>
        </button>
        <LineCounts insertions={file.insertions} deletions={file.deletions} />
        <CopyButton text={visibleName(file.path)} label="Copy the path" />
      </header>
      {open ? (
        <ScrollPane label={`Changes of ${visibleName(file.path)}`} className="border-t">
          {lines === 0 ? (
            <p className="px-3 py-2 text-muted">
              No lines to show: binary, empty, renamed only, or longer than is kept.
            </p>
          ) : null}
          <div {...{ [linesMark]: "" }}>
            {parts.map(({ phaseId, diff }) => (
              <CommentingProvider
                key={phaseId}
                value={commenting === null ? null : { ...commenting, path: file.path, phaseId, at, open: setAt }}
              >
                <div className="not-first:border-t">
                  <PartHeading words={phaseWords(phaseId)} />
                  {diff.hunks.map((hunk, index) => (
                    <Hunk key={index} hunk={hunk} look={lookOf(diff.change, look)} />
                  ))}
                </div>
              </CommentingProvider>
            ))}
          </div>
        </ScrollPane>
      ) : (
        <p className="border-t px-3 py-2 text-xs text-muted">{formatNumberOf(lines, "line")} folded</p>
      )}
    </div>
  );
}

/** A file that came or went has nothing to stand beside it. */
const lookOf = (change: DiffFile["change"], look: DiffLook): DiffLook =>
  look.layout === "split" && (change === "added" || change === "deleted") ? { layout: "unified", wrap: true } : look;

function PartHeading({ words }: { words: string | null }) {
  if (words === null) return null;
  return (
    <p className="sticky left-0 px-3 py-1.5 text-xs font-medium">
      <VisibleText text={words} />
    </p>
  );
}

function Hunk({ hunk: { heading, lines }, look: { layout, wrap } }: { hunk: DiffHunk; look: DiffLook }) {
  return (
    <>
      <p className="border-y bg-canvas font-mono text-xs leading-6 text-muted first:border-t-0">
        {/* Stays in sight where the lines are scrolled sideways. */}
        <span className="sticky left-0 px-3 whitespace-pre">
          <VisibleText text={heading} />
        </span>
      </p>
      {layout === "split" ? <SplitLinesView lines={lines} /> : <DiffLinesView lines={lines} wrap={wrap} />}
    </>
  );
}
