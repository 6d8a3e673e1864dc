"use client";

import { ChevronDown } from "lucide-react";
import { useState, type ReactNode } from "react";
import { isPhaseClosed } from "../../server/contract/statuses.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { cn } from "../ui/cn.ts";
import { toneText } from "../ui/tone.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { AgentsPanel } from "./agents-panel.tsx";
import { phaseLook } from "./phase-look.ts";
import { PhasesStandIns } from "./phases-stand-ins.tsx";
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
        className="flex min-h-10 w-full shrink-0 items-center gap-2 px-4 py-1.5 text-left focus-visible:-outline-offset-2 lg:hidden"
      >
        <Summary project={project} open={open} />
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

function Summary({ project, open }: { project: ProjectView; open: boolean }) {
  const current = project.phases.find(({ status }) => !isPhaseClosed(status));
  if (project.phases.length === 0) return <span className="text-muted">Phases</span>;
  if (current === undefined) {
    const accepted = project.phases.filter(({ status }) => status === "ACCEPTED").length;
    return (
      <Line>
        <span>
          {accepted < project.phases.length
            ? `${accepted} of ${project.phases.length} phases accepted`
            : accepted === 1
              ? "The phase is accepted"
              : `All ${accepted} phases accepted`}
        </span>
        {open ? null : <PhasesStandIns phases={project.phases} />}
      </Line>
    );
  }
  const { icon: Icon, tone, label, moving = false } = phaseLook(project, current);
  const place = `Phase ${current.position + 1} of ${project.phases.length}`;
  // The timeline below says the rest.
  if (open) return <span>{place}</span>;
  return (
    <>
      <Icon aria-hidden className={cn("size-4 shrink-0", toneText[tone], moving && "animate-spin")} />
      <Line>
        <span className="max-w-full min-w-0 truncate">
          {place} · <VisibleText text={current.title} />
        </span>
        <span className={cn("shrink-0 text-xs", toneText[tone])}>{label}</span>
        <PhasesStandIns phases={[current]} />
      </Line>
    </>
  );
}

/** Parts that stand below one another where they have no room side by side. */
const Line = ({ children }: { children: ReactNode }) => (
  <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2">{children}</span>
);
