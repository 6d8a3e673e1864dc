"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { ChangeMark, LineCounts } from "../evidence/changed-files.tsx";
import { cn } from "../ui/cn.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { formatNumberOf } from "../ui/format.ts";
import { ScrollPane } from "../ui/scroll-pane.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { DiffLinesView } from "./diff-lines-view.tsx";
import type { DiffFile } from "./parse-unified.ts";

/** Longer differences of one file start folded: a lock file must not bury the rest. */
const foldAbove = 600;

/** What changed in one file. */
export function DiffFileView({ file, id }: { file: DiffFile; id: string }) {
  const lines = file.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  const [open, setOpen] = useState(lines <= foldAbove);
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
            {file.oldPath === null ? null : (
              <span className="text-faint">
                <VisibleText text={file.oldPath} /> →{" "}
              </span>
            )}
            <VisibleText text={file.path} />
          </span>
        </button>
        <LineCounts insertions={file.insertions} deletions={file.deletions} />
        <CopyButton text={file.path} label="Copy the path" />
      </header>
      {open ? (
        <ScrollPane label={`Changes of ${file.path}`} className="border-t">
          {file.hunks.length === 0 ? (
            <p className="px-3 py-2 text-muted">No lines to show: binary, empty, or renamed only.</p>
          ) : null}
          {file.hunks.map((hunk, index) => (
            <div key={index}>
              <p className="sticky left-0 bg-canvas px-3 py-1 font-mono text-xs text-faint">
                <VisibleText text={hunk.heading} />
              </p>
              <DiffLinesView lines={hunk.lines} />
            </div>
          ))}
        </ScrollPane>
      ) : (
        <p className="border-t px-3 py-2 text-xs text-muted">{formatNumberOf(lines, "line")} folded</p>
      )}
    </div>
  );
}
