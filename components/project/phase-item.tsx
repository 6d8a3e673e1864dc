"use client";

import { ChevronRight, GitCommitHorizontal } from "lucide-react";
import Link from "next/link";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { Criteria } from "../evidence/criteria.tsx";
import { Cost, costsNothing, Tokens } from "../ui/amounts.tsx";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";
import { Duration } from "../ui/duration.tsx";
import type { StatusAppearance } from "../ui/status-appearance.ts";
import { StatusIcon } from "../ui/status-badge.tsx";
import { toneText } from "../ui/tone.ts";
import { PhasesStandIns } from "./phases-stand-ins.tsx";
import { PhaseMenu } from "./phase-menu.tsx";
import { StandInNote } from "./stand-in-note.tsx";
import { RoundItem } from "./round-item.tsx";
import { Quoted } from "../evidence/verdict-view.tsx";
import { AgentLine } from "../evidence/agent-line.tsx";

interface PhaseItemProps {
  project: ProjectView;
  phase: PhaseView;
  last: boolean;
  open: boolean;
  onToggle: () => void;
  appearance: StatusAppearance;
}

/** One phase on the timeline. */
export function PhaseItem({ project, phase, appearance, last, open, onToggle }: PhaseItemProps) {
  const refinements = phase.rounds.filter(({ cause }) => cause === "refinement").length;
  return (
    <li className="relative flex gap-3 pb-4">
      {last ? null : <span aria-hidden className="absolute top-6 bottom-0 left-[7.5px] w-px bg-line" />}
      <StatusIcon appearance={appearance} className="mt-0.5" />
      <div className="min-w-0 flex-1">
        <div className="flex items-start gap-1">
          <h3 className="min-w-0 flex-1">
            <button
              type="button"
              aria-expanded={open}
              onClick={onToggle}
              className="-mx-1.5 -my-0.5 flex w-[calc(100%+0.75rem)] items-start gap-1.5 rounded-sm px-1.5 py-0.5 text-left hover:bg-hover pointer-coarse:py-2"
            >
              <span className="min-w-0 flex-1">
                <span className={cn("block font-medium break-words", phase.status === "PENDING" && "text-muted")}>
                  <span className="tabular text-faint">{phase.position + 1}</span> <AgentLine text={phase.title} />
                </span>
                <span className="flex flex-wrap items-center gap-x-2 text-xs text-faint">
                  <span className={toneText[appearance.tone]}>{appearance.label}</span>
                  {refinements === 0 ? null : (
                    <span>{refinements === 1 ? "1 refinement" : `${refinements} refinements`}</span>
                  )}
                  <Duration time={phase.work} />
                  <PhasesStandIns phases={[phase]} />
                </span>
              </span>
              <ChevronRight
                aria-hidden
                className={cn("mt-1 size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
              />
            </button>
          </h3>
          <PhaseMenu project={project} phase={phase} />
        </div>
        {open ? <PhaseDetails project={project} phase={phase} /> : null}
      </div>
    </li>
  );
}

function PhaseDetails({ project, phase }: { project: ProjectView; phase: PhaseView }) {
  // What was put back no longer meets anything.
  const there = phase.status !== "PENDING" && phase.status !== "RESTORING" && phase.status !== "SKIPPED";
  const review = there ? (phase.rounds.findLast((round) => round.review !== null)?.review ?? null) : null;
  const tokens = phase.usage.inputTokens + phase.usage.outputTokens;
  return (
    <div className="flex flex-col gap-3 pt-2.5">
      <div className="flex flex-col gap-1.5">
        {phase.kind === "analysis" ? <Badge className="self-start">Analysis</Badge> : null}
        <p className="break-words whitespace-pre-line text-muted">
          <AgentLine text={phase.goal} />
        </p>
      </div>
      {phase.skipReason === null ? null : <Quoted label="Skipped because" text={phase.skipReason} />}
      <StandInNote project={project} phase={phase} />
      <ChosenForPhase {...phase} />
      <section aria-label="Acceptance criteria">
        <h4 className="mb-1.5 text-xs text-faint">Acceptance criteria</h4>
        <Criteria criteria={phase.acceptanceCriteria} review={review} />
      </section>
      {phase.rounds.map((round) => (
        <RoundItem key={round.round} round={round} phaseId={phase.id} />
      ))}
      {phase.commit === null && tokens === 0 ? null : (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-faint">
          {phase.commit === null ? null : (
            <Link
              href={`?tab=changes&phase=${phase.id}`}
              title={`Commit ${phase.commit}: see what changed`}
              className="flex items-center gap-1 rounded-sm font-mono hover:text-ink hover:underline"
            >
              <GitCommitHorizontal aria-hidden className="size-3.5" />
              {phase.commit.slice(0, 7)}
            </Link>
          )}
          {tokens === 0 ? null : <Tokens input={phase.usage.inputTokens} output={phase.usage.outputTokens} />}
          {costsNothing(phase.usage) ? null : <Cost {...phase.usage} />}
        </p>
      )}
    </div>
  );
}

/** Whom a person chose for this phase alone. */
function ChosenForPhase({ provider, model }: Pick<PhaseView, "provider" | "model">) {
  if (provider === null && model === null) return null;
  return (
    <p className="text-xs text-muted">
      {provider === null ? "Developer's model here" : "Worked on by"}:{" "}
      {provider === null ? null : provider === "claude" ? "Claude" : "a local model"}
      {model === null ? null : (
        <>
          {provider === null ? "" : ", "}
          <span className="font-mono">{model}</span>
        </>
      )}
    </p>
  );
}
