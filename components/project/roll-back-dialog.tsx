"use client";

import { PhaseId } from "../../server/contract/ids.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { formatNumberOf } from "../ui/format.ts";
import { usePhaseSteering } from "./use-phase-steering.ts";

interface RollBackDialogProps {
  project: ProjectView;
  phase: PhaseView;
  onClose: () => void;
}

/** Asked before everything after an accepted phase is done again. */
export function RollBackDialog({ project, phase, onClose }: RollBackDialogProps) {
  const { rollBack, busy, refused } = usePhaseSteering(project.id, onClose);
  const later = project.phases.filter(
    ({ position, status, begun }) => position > phase.position && status !== "SKIPPED" && begun,
  ).length;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Go back to phase ${phase.position + 1}?`}
      description={
        refused ??
        `The files become what they were when it was accepted, and ${formatNumberOf(later, "later phase")} will be done again. A git tag keeps what is there now, and the activity keeps what happened.`
      }
      confirmLabel="Go back to here"
      keepLabel="Leave it"
      busy={busy}
      onConfirm={() => rollBack({ projectId: project.id, phaseId: PhaseId.parse(phase.id) })}
    />
  );
}
