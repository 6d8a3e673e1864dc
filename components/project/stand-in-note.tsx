"use client";

import { Cpu } from "lucide-react";
import { becauseOf } from "../../server/contract/fallback.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { formatDuration } from "../ui/format.ts";
import { RedoInFollowUp } from "./follow-up-button.tsx";
import { possibleWithPhase } from "./phase-menu.tsx";
import { RedoWithClaude } from "./redo-with-claude.tsx";
import { possibleActions } from "./status-words.ts";

/** On a phase that a local model worked on in Claude's place: why, for how long, and the way to have Claude do it. */
export function StandInNote({ project, phase }: { project: ProjectView; phase: PhaseView }) {
  if (phase.standIn === null) return null;
  const work = project.standInWork.find(({ phaseId }) => phaseId === phase.id);
  const isClaudes = project.can.steer && !project.private;
  const models = (work?.models ?? [phase.standIn]).join(", ");
  return (
    <div className="flex flex-col gap-2 rounded-md bg-fallback-soft p-2.5 text-xs">
      <p className="flex items-start gap-1.5 break-words">
        <Cpu aria-hidden className="mt-px size-3.5 shrink-0 text-fallback" />
        <span>
          <span className="font-mono">{models}</span> {work?.goesOn ? "works" : "worked"} here in Claude's place
          {work === undefined || work.goesOn ? "" : ` for ${formatDuration(work.ms)}`}
          {work === undefined ? "" : becauseOf(work)}.
        </span>
      </p>
      {isClaudes && possibleWithPhase(project, phase).redo ? <RedoWithClaude project={project} phase={phase} /> : null}
      {isClaudes && possibleActions(project).followUp ? (
        <RedoInFollowUp
          project={project}
          words={`Do phase ${phase.position + 1}, “${phase.title}”, again from its start, with the same goal and criteria: ${models} did it in Claude's place.`}
        />
      ) : null}
    </div>
  );
}
