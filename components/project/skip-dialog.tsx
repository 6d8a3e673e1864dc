"use client";

import { useState } from "react";
import { PhaseId } from "../../server/contract/ids.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { usePhaseSteering } from "./use-phase-steering.ts";

/** Why a phase is left out. */
export function SkipDialog({
  project,
  phase,
  onClose,
}: {
  project: ProjectView;
  phase: PhaseView;
  onClose: () => void;
}) {
  const { skip, busy, refused } = usePhaseSteering(project.id, onClose);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<string | undefined>();
  const send = () => {
    setMissing(reason.trim() === "" ? "Say why it is left out. The report says it, too." : undefined);
    if (reason.trim() !== "") skip({ projectId: project.id, phaseId: PhaseId.parse(phase.id), reason });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Skip phase ${phase.position + 1}?`}
      description={
        phase.begun
          ? "Its work ends, and its files are put back to how they were before it; a git tag keeps them. The next phase begins."
          : "It will not be done. Whatever is at work goes on."
      }
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" busy={busy} onClick={send}>
            Skip phase
          </Button>
        </>
      }
    >
      <Field label="Why?" error={missing ?? refused ?? undefined}>
        <Textarea value={reason} maxLength={2_000} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </Dialog>
  );
}
