"use client";

import { useQuery } from "@tanstack/react-query";
import { Cpu } from "lucide-react";
import { useState } from "react";
import { becauseOf } from "../../server/contract/fallback.ts";
import { PhaseId } from "../../server/contract/ids.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { claudesWaitWords } from "../shell/provider-words.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { FieldError } from "../ui/field.tsx";
import { formatDuration } from "../ui/format.ts";
import { toast } from "../ui/toast-store.ts";
import { useClock } from "../ui/use-now.ts";
import { possibleWithPhase } from "./phase-menu.tsx";
import { usePhaseSteering } from "./use-phase-steering.ts";

/** On a phase that a local model worked on in Claude's place: why, for how long, and the way to have Claude do it. */
export function StandInNote({ project, phase }: { project: ProjectView; phase: PhaseView }) {
  const [asking, setAsking] = useState(false);
  const { redo, busy, refused } = usePhaseSteering(project.id, () => {
    setAsking(false);
    toast.done(`Claude does phase ${phase.position + 1} again`, { detail: "A git tag keeps what was there." });
  });
  const work = project.standInWork.find(({ phaseId }) => phaseId === phase.id);
  const mayRedo =
    phase.standIn !== null && project.can.steer && !project.private && possibleWithPhase(project, phase).redo;
  const trpc = useTRPC();
  // A sample's Claude is played, and has limits of its own.
  const { data: fallback } = useQuery(
    trpc.fallback.state.queryOptions(undefined, { enabled: mayRedo && project.provider !== "scripted" }),
  );
  const waits = claudesWaitWords(fallback, useClock());
  if (phase.standIn === null) return null;
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
    <div className="flex flex-col gap-2 rounded-md bg-fallback-soft p-2.5 text-xs">
      <p className="flex items-start gap-1.5 break-words">
        <Cpu aria-hidden className="mt-px size-3.5 shrink-0 text-fallback" />
        <span>
          <span className="font-mono">{(work?.models ?? [phase.standIn]).join(", ")}</span>{" "}
          {work?.goesOn ? "works" : "worked"} here in Claude's place
          {work === undefined || work.goesOn ? "" : ` for ${formatDuration(work.ms)}`}
          {work === undefined ? "" : becauseOf(work)}.
        </span>
      </p>
      {mayRedo ? (
        <div className="flex flex-col items-start gap-1">
          <Button size="sm" disabled={busy} onClick={() => (waits === null ? redoWithClaude() : setAsking(true))}>
            Redo with Claude
          </Button>
          <span className="text-muted">From its start; what comes after it is done again, too.</span>
          <ConfirmDialog
            open={asking}
            onOpenChange={setAsking}
            title={`Redo phase ${phase.position + 1} with Claude?`}
            description={
              <>
                {waits} No local model stands in for it meanwhile. The phase's files are put back to its start at once;
                a git tag keeps what is there.
              </>
            }
            confirmLabel="Redo with Claude"
            keepLabel="Leave it"
            busy={busy}
            onConfirm={redoWithClaude}
          />
        </div>
      ) : null}
      <div role="alert" className="empty:hidden">
        {refused === null ? null : <FieldError>{refused}</FieldError>}
      </div>
    </div>
  );
}
