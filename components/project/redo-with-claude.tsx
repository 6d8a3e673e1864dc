"use client";

import { useState } from "react";
import { PhaseId } from "../../server/contract/ids.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { FieldError } from "../ui/field.tsx";
import { toast } from "../ui/toast-store.ts";
import { hasClaude } from "./redo-options.ts";
import { useClaudesWait } from "./use-claudes-wait.ts";
import { usePhaseSteering } from "./use-phase-steering.ts";

/** Has Claude do a phase again from its start: at once, or after a question where the phase would wait for it. */
export function RedoWithClaude({ project, phase }: { project: ProjectView; phase: PhaseView }) {
  const [asking, setAsking] = useState(false);
  const { redo, busy, refused } = usePhaseSteering(project.id, () => {
    setAsking(false);
    toast.done(`Claude does phase ${phase.position + 1} again`, { detail: "A git tag keeps what was there." });
  });
  const { waits, fallback, isLoading } = useClaudesWait(project);
  if (!hasClaude(project, fallback))
    return <p className="text-muted">There is no account of Claude's to redo it with.</p>;
  const redoWithClaude = () =>
    redo({
      projectId: project.id,
      phaseId: PhaseId.parse(phase.id),
      from: "start",
      text: "",
      model: null,
      provider: "claude",
    });
  return (
    <>
      <div className="flex flex-col items-start gap-1">
        <Button
          size="sm"
          disabled={busy || isLoading}
          onClick={() => (waits === null ? redoWithClaude() : setAsking(true))}
        >
          Redo with Claude
        </Button>
        <span className="text-muted">From its start; what comes after it is done again, too.</span>
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title={`Redo phase ${phase.position + 1} with Claude?`}
          description={
            <>
              {waits} No local model stands in for it meanwhile. The phase's files are put back to its start at once; a
              git tag keeps what is there.
              {/* What is behind the dialog is out of sight and out of hearing. */}
              <span role="alert" className="mt-2 block text-failed empty:hidden">
                {refused}
              </span>
            </>
          }
          confirmLabel="Redo with Claude"
          keepLabel="Leave it"
          busy={busy}
          onConfirm={redoWithClaude}
        />
      </div>
      <div role="alert" className="empty:hidden">
        {refused === null || asking ? null : <FieldError>{refused}</FieldError>}
      </div>
    </>
  );
}
