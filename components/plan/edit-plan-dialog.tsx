"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PlannedPhase } from "../../server/contract/outputs.ts";
import { PhaseId } from "../../server/contract/ids.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { toast } from "../ui/toast-store.ts";
import { PlanEditor } from "./plan-editor.tsx";

const plannedOf = ({ title, kind, goal, acceptanceCriteria, expectedArtefacts }: PhaseView): PlannedPhase => ({
  title,
  kind,
  goal,
  acceptanceCriteria: [...acceptanceCriteria],
  expectedArtefacts: [...expectedArtefacts],
});

/** Changes what is still to come of a plan that is being carried out. */
export function EditPlanButton({ project }: { project: ProjectView }) {
  const [shown, setShown] = useState<readonly PhaseView[] | null>(null);
  const { save, busy, error } = useEditPlan(project, () => setShown(null));
  const pending = project.phases.filter(({ status }) => status === "PENDING");
  return (
    <>
      <Button size="sm" className="self-start" onClick={() => setShown(pending)}>
        Edit what is to come…
      </Button>
      <Dialog
        open={shown !== null}
        onOpenChange={(open) => setShown(open ? pending : null)}
        title="Edit what is to come"
        description="Phases that have begun stay as they are. Your changes are a revision of the plan, in force at once."
        className="max-w-2xl"
      >
        {shown === null ? null : (
          <PlanEditor
            phases={shown.map(plannedOf)}
            standing={project.phases.length - pending.length}
            action="Save changes"
            busy={busy}
            refused={error}
            onSave={(phases, reason) => save(shown, phases, reason)}
            onBack={() => setShown(null)}
          />
        )}
      </Dialog>
    </>
  );
}

const useEditPlan = ({ id: projectId }: ProjectView, onSaved: () => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const edit = useMutation(
    trpc.projects.editPlan.mutationOptions({
      onSuccess: () => {
        toast.done("Plan changed");
        onSaved();
      },
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
    }),
  );
  return {
    save: (shown: readonly PhaseView[], phases: PlannedPhase[], reason: string) =>
      edit.mutate({ projectId, pendingPhaseIds: shown.map(({ id }) => PhaseId.parse(id)), phases, reason }),
    busy: edit.isPending,
    error: edit.error === null ? null : messageOf(edit.error),
  };
};
