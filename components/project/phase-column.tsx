"use client";

import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { isPhaseClosed } from "../../server/contract/statuses.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { cn } from "../ui/cn.ts";
import { toneText } from "../ui/tone.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { AgentsPanel } from "./agents-panel.tsx";
import { phaseLook } from "./phase-look.ts";
import { PhaseTimeline } from "./phase-timeline.tsx";

/** The timeline beside the activity; on narrow screens above it, folded to the present phase. */
export function PhaseColumn({ project }: { project: ProjectView }) {
  const [open, setOpen] = useState(false);
  return (
    <section
      aria-label="Phases"
      className="flex min-h-0 flex-col max-lg:border-b lg:w-80 lg:shrink-0 lg:border-r xl:w-88 2xl:w-100"
    >
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-10 w-full shrink-0 items-center gap-2 px-4 text-left focus-visible:-outline-offset-2 lg:hidden"
      >
        <Summary project={project} />
        <ChevronDown
          aria-hidden
          className={cn("ml-auto size-4 shrink-0 text-faint transition-transform", open && "rotate-180")}
        />
      </button>
      <div
        className={cn(
          "scroll-quiet min-h-0 flex-1 overflow-y-auto px-4 py-4 max-lg:max-h-[50dvh] md:px-5",
          open ? "max-lg:block" : "max-lg:hidden",
        )}
      >
        <h2 className="sr-only">Phases</h2>
        <PhaseTimeline project={project} />
        <AgentsPanel project={project} />
      </div>
    </section>
  );
}

function Summary({ project }: { project: ProjectView }) {
  const current = project.phases.find(({ status }) => !isPhaseClosed(status));
  if (project.phases.length === 0) return <span className="text-muted">Phases</span>;
  if (current === undefined) {
    const accepted = project.phases.filter(({ status }) => status === "ACCEPTED").length;
    return (
      <>
        <span>
          {accepted < project.phases.length
            ? `${accepted} of ${project.phases.length} phases accepted`
            : accepted === 1
              ? "The phase is accepted"
              : `All ${accepted} phases accepted`}
        </span>
        <StoodIn phases={project.phases} />
      </>
    );
  }
  const { icon: Icon, tone, label, moving = false } = phaseLook(project, current);
  return (
    <>
      <Icon aria-hidden className={cn("size-4 shrink-0", toneText[tone], moving && "animate-spin")} />
      <span className="min-w-0 truncate">
        Phase {current.position + 1} of {project.phases.length} · <VisibleText text={current.title} />
      </span>
      <span className={cn("shrink-0 text-xs", toneText[tone])}>{label}</span>
      <StoodIn phases={[current]} />
    </>
  );
}

/** Where local models worked in Claude's place: the model of the one phase, or how many there were. */
function StoodIn({ phases }: { phases: readonly Pick<PhaseView, "standIn">[] }) {
  const models = phases.flatMap(({ standIn }) => standIn ?? []);
  const [first] = models;
  if (first === undefined) return null;
  return (
    <span className="min-w-0 truncate text-xs text-fallback" title="A local model worked here in Claude's place.">
      {phases.length === 1
        ? `on ${first}`
        : `${models.length} on ${models.length === 1 ? "a local model" : "local models"}`}
    </span>
  );
}
