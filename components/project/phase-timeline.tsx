"use client";

import { useState } from "react";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { isEnded, isPhaseClosed } from "../../server/contract/statuses.ts";
import { LoadingNote, Skeleton } from "../ui/skeleton.tsx";
import { PhaseItem } from "./phase-item.tsx";
import { phaseLook } from "./phase-look.ts";

const isCurrent = (phase: PhaseView): boolean => phase.status !== "PENDING" && !isPhaseClosed(phase.status);

/** The phases in order: what each is for, how it went, what was decided and why. The present one is open. */
export function PhaseTimeline({ project }: { project: ProjectView }) {
  // What the reader opened or closed; a phase they have not touched is open while it is the present one.
  const [chosen, setChosen] = useState<Readonly<Record<string, boolean>>>({});
  if (project.phases.length === 0) return <NoPhases project={project} />;
  return (
    <ol className="flex flex-col">
      {project.phases.map((phase, index) => {
        const open = chosen[phase.id] ?? isCurrent(phase);
        return (
          <PhaseItem
            key={phase.id}
            project={project}
            phase={phase}
            last={index === project.phases.length - 1}
            open={open}
            appearance={phaseLook(project, phase)}
            onToggle={() => setChosen({ ...chosen, [phase.id]: !open })}
          />
        );
      })}
    </ol>
  );
}

function NoPhases({ project }: { project: ProjectView }) {
  if (isEnded(project.status)) return <p className="text-muted">The project ended before there was a plan.</p>;
  if (project.status !== "PLANNING") {
    return <p className="text-muted">Phases appear here once the Project Manager has planned the project.</p>;
  }
  const comesIn = project.runs.some(({ operation, status }) => operation === "IMPORT" && status === "RUNNING");
  const words = comesIn
    ? "What the project starts from is being brought in. Then the Project Manager plans the phases."
    : "The Project Manager is planning the phases.";
  return (
    <div className="flex flex-col gap-3">
      <LoadingNote>{words}</LoadingNote>
      <p className="text-muted">{words}</p>
      {["w-3/4", "w-1/2", "w-2/3"].map((width) => (
        <div key={width} className="flex items-center gap-3">
          <Skeleton className="size-4 rounded-full" />
          <Skeleton className={width} />
        </div>
      ))}
    </div>
  );
}
