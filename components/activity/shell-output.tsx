"use client";

import { useLayoutEffect, useRef } from "react";
import { cn } from "../ui/cn.ts";
import { ScrollRegion } from "../ui/scroll-region.tsx";
import { withoutColourCodes } from "../ui/visible-text.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { useShellOutput, type ShellSource } from "./activity-context.ts";

/** Characters of running output that are kept on screen; the whole stands in the result. */
const liveTail = 20_000;

/** What a shell prints, as it comes; the pane stays at its end. */
function ShellOutput({ text, className }: { text: string; className?: string }) {
  const end = useRef<HTMLSpanElement>(null);
  const shown = withoutColourCodes(text.slice(-liveTail));
  useLayoutEffect(() => {
    const pane = end.current?.closest("section");
    if (pane != null) pane.scrollTop = pane.scrollHeight;
  });
  return (
    <ScrollRegion label="Output so far" className={cn("rounded-md border bg-sunken", className)}>
      <pre className="px-3 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
        <VisibleText text={shown} />
        <span ref={end} />
      </pre>
    </ScrollRegion>
  );
}

/** The output so far of a shell that runs; nothing until it has printed something. */
export function RunningShell({
  runId,
  source,
  className,
}: {
  runId: string | null;
  source: ShellSource;
  className?: string;
}) {
  const text = useShellOutput(runId, source);
  return text === null || text === "" ? null : <ShellOutput text={text} className={cn("mt-1", className)} />;
}
