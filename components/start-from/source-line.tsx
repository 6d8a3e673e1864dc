"use client";

import { useState } from "react";
import type { SourceView } from "#server/contract/sources";
import { Button } from "#components/ui/button";
import { VisibleText } from "#components/ui/visible-text-view";
import { ChangeSourceDialog } from "./change-source-dialog.tsx";

/** What a draft starts from, and how to choose something else. */
export function SourceLine({ projectId, source }: { projectId: string; source: SourceView | null }) {
  const [choosing, setChoosing] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
      <span className="font-medium">Start from</span>
      <span className="min-w-0 break-words text-muted">
        {source === null ? "Nothing" : <VisibleText text={source.words} />}
      </span>
      <Button onClick={() => setChoosing(true)}>Change…</Button>
      <ChangeSourceDialog projectId={projectId} open={choosing} onOpenChange={setChoosing} />
    </div>
  );
}
