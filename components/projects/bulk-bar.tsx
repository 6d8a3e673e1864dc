"use client";

import {
  Archive,
  ArchiveRestore,
  ChevronsUp,
  CirclePause,
  CirclePlay,
  CircleStop,
  X,
  type LucideIcon,
} from "lucide-react";
import { useState } from "react";
import type { ProjectCard } from "#server/contract/views";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { IconButton } from "#components/ui/icon-button";
import { isEnded } from "#server/contract/statuses";
import { bulkActionIds, bulkActions, projectsWords, type BulkActionId } from "#client/projects/bulk-actions";
import type { Selection } from "#client/projects/selection";
import { useBulkRun } from "#client/projects/use-bulk-run";
import { BulkOutcomeDialog } from "./bulk-outcome-dialog.tsx";
import { BulkPriorityDialog } from "./bulk-priority-dialog.tsx";

const icons = {
  pause: CirclePause,
  resume: CirclePlay,
  archive: Archive,
  unarchive: ArchiveRestore,
  cancel: CircleStop,
} as const satisfies Record<BulkActionId, LucideIcon>;

interface BulkBarProps {
  /** Those that are shown. */
  projects: readonly ProjectCard[];
  selection: Selection;
}

/** What can be done with the selected projects, each with how many of them it suits. */
export function BulkBar({ projects, selection }: BulkBarProps) {
  const { act, prioritise, busy, outcome, forget } = useBulkRun();
  const [asking, setAsking] = useState<"cancel" | "priority" | null>(null);
  const selected = projects.filter(({ id }) => selection.ids.has(id));
  const suited = (id: BulkActionId) => selected.filter((project) => bulkActions[id].suits(project));
  const open = selected.filter(({ status }) => !isEnded(status));
  const run = async (work: Promise<void>): Promise<void> => {
    setAsking(null);
    await work;
    selection.setAll(false);
    // The bar goes, and with it whatever had the focus.
    document.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
  };
  return (
    <>
      <output className="sr-only">{selected.length === 0 ? "" : `${projectsWords(selected.length)} selected`}</output>
      {selected.length === 0 ? null : (
        <section
          aria-label="Selected projects"
          className="fixed inset-x-4 bottom-4 z-30 flex animate-appear flex-wrap items-center gap-1 rounded-md border bg-raised p-1.5 shadow-overlay md:inset-x-auto md:left-[calc(50%+7.25rem)] md:-translate-x-1/2"
        >
          <span className="tabular px-2 text-sm font-medium">{selected.length} selected</span>
          {bulkActionIds
            .filter((id) => suited(id).length > 0)
            .map((id) => {
              const Icon = icons[id];
              const some = suited(id);
              return (
                <Button
                  key={id}
                  variant="ghost"
                  disabled={busy}
                  onClick={() => (id === "cancel" ? setAsking("cancel") : void run(act(id, some)))}
                >
                  <Icon aria-hidden />
                  {bulkActions[id].label}
                  {some.length === selected.length ? null : <span className="tabular text-faint">{some.length}</span>}
                </Button>
              );
            })}
          {open.length === 0 ? null : (
            <Button variant="ghost" disabled={busy} onClick={() => setAsking("priority")}>
              <ChevronsUp aria-hidden />
              Priority…
            </Button>
          )}
          <IconButton
            icon={X}
            label="Select none"
            keys={["Esc"]}
            tooltipSide="top"
            onClick={() => selection.setAll(false)}
          />
        </section>
      )}
      <ConfirmDialog
        open={asking === "cancel"}
        onOpenChange={() => setAsking(null)}
        title={`Cancel ${projectsWords(suited("cancel").length)}?`}
        description="All of their processes end within two seconds, and they cannot be resumed. Files, activity and accepted phases stay."
        confirmLabel={`Cancel ${projectsWords(suited("cancel").length)}`}
        keepLabel="Keep them"
        busy={busy}
        onConfirm={() => void run(act("cancel", suited("cancel")))}
      />
      {asking === "priority" ? (
        <BulkPriorityDialog
          count={open.length}
          busy={busy}
          onClose={() => setAsking(null)}
          onChoose={(priority) => void run(prioritise(open, new Map(open.map(({ id }) => [id, priority]))))}
        />
      ) : null}
      {outcome === null ? null : <BulkOutcomeDialog outcome={outcome} onClose={forget} />}
    </>
  );
}
