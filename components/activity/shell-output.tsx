"use client";

import { useLayoutEffect, useRef } from "react";
import { cn } from "../ui/cn.ts";
import { withoutColourCodes } from "../ui/visible-text.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { useShellOutput, type ShellSource } from "./activity-context.ts";

/** Characters of running output that are kept on screen; the whole stands in the result. */
const liveTail = 20_000;

interface ShellOutputProps {
  text: string;
  /** Still coming: stays at its end. */
  live?: boolean;
  className?: string;
}

/** What a shell printed, as it comes. */
export function ShellOutput({ text, live = false, className }: ShellOutputProps) {
  const ref = useRef<HTMLPreElement>(null);
  const shown = withoutColourCodes(live ? text.slice(-liveTail) : text);
  useLayoutEffect(() => {
    const pane = ref.current;
    if (live && pane !== null) pane.scrollTop = pane.scrollHeight;
  }, [live, shown]);
  return (
    <pre
      ref={ref}
      role="region"
      aria-label={live ? "Output so far" : "Output"}
      tabIndex={0}
      className={cn(
        "scroll-quiet overflow-auto rounded-md border bg-sunken px-3 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap focus-visible:-outline-offset-2",
        className,
      )}
    >
      <VisibleText text={shown} />
    </pre>
  );
}

/** The output so far of a shell that runs; nothing until it has printed something. */
export function RunningShell({ runId, source, className }: { runId: string | null; source: ShellSource; className?: string }) {
  const text = useShellOutput(runId, source);
  return text === null || text === "" ? null : <ShellOutput text={text} live className={cn("mt-1", className)} />;
}
