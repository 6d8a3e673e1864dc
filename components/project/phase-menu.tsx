"use client";

import { Ellipsis, History, RotateCw, SkipForward } from "lucide-react";
import { useState } from "react";
import { isPhaseClosed } from "../../server/contract/statuses.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { Button } from "../ui/button.tsx";
import { DropdownMenu, MenuItem } from "../ui/dropdown-menu.tsx";
import { visibleText } from "../ui/visible-text.ts";
import { RedoDialog } from "./redo-dialog.tsx";
import { RollBackDialog } from "./roll-back-dialog.tsx";
import { SkipDialog } from "./skip-dialog.tsx";

/** What a person may do with a phase as it stands. The server decides; this only spares them refusals. Pure. */
export const possibleWithPhase = (project: ProjectView, phase: PhaseView) => {
  const { status, heldFrom, phases } = project;
  const inHand = [status, heldFrom].some((at) => at === "RUNNING" || at === "REPORTING");
  const current = phases.find((candidate) => !isPhaseClosed(candidate.status));
  const place = (of: PhaseView | undefined) => (of === undefined ? phases.length : phases.indexOf(of));
  const reached = place(phase) <= place(current) && phase.status !== "PENDING";
  return {
    redo: inHand && reached,
    /** On top of what is there. */
    goOn: inHand && phase === current && reached,
    skip: inHand && !isPhaseClosed(phase.status),
    rollBack:
      inHand &&
      phase.status === "ACCEPTED" &&
      phases.slice(place(phase) + 1).some((later) => later.status !== "SKIPPED" && later.begun),
  } as const;
};

/** Do it again, leave it out, go back to it. */
export function PhaseMenu({ project, phase }: { project: ProjectView; phase: PhaseView }) {
  const [open, setOpen] = useState<"redo" | "skip" | "roll_back" | null>(null);
  const may = possibleWithPhase(project, phase);
  if (!project.can.steer || !(may.redo || may.skip || may.rollBack)) return null;
  const dialog = { project, phase, onClose: () => setOpen(null) };
  return (
    <>
      <DropdownMenu
        align="end"
        trigger={
          <Button
            variant="ghost"
            aria-label={`What to do with phase ${phase.position + 1}, ${visibleText(phase.title)}`}
            className="size-6 px-0 pointer-coarse:size-9"
          >
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {may.redo ? (
          <MenuItem icon={RotateCw} onSelect={() => setOpen("redo")}>
            Do it again…
          </MenuItem>
        ) : null}
        {may.rollBack ? (
          <MenuItem icon={History} onSelect={() => setOpen("roll_back")}>
            Go back to here…
          </MenuItem>
        ) : null}
        {may.skip ? (
          <MenuItem icon={SkipForward} onSelect={() => setOpen("skip")}>
            Skip…
          </MenuItem>
        ) : null}
      </DropdownMenu>
      {open === "redo" ? <RedoDialog {...dialog} mayGoOn={may.goOn} /> : null}
      {open === "skip" ? <SkipDialog {...dialog} /> : null}
      {open === "roll_back" ? <RollBackDialog {...dialog} /> : null}
    </>
  );
}
