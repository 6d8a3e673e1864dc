"use client";

import {
  ChevronRight,
  Clapperboard,
  Coins,
  Cpu,
  Hammer,
  HardDrive,
  Hash,
  ShieldOff,
  Timer,
  Wallet,
  type LucideIcon,
} from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { ProjectView } from "../../server/contract/views.ts";
import { BudgetBar } from "../budgets/budget-bar.tsx";
import { ConnectionSign } from "../live/connection-sign.tsx";
import { Cost, Tokens } from "../ui/amounts.tsx";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";
import { Duration } from "../ui/duration.tsx";
import { formatBytes } from "../ui/format.ts";
import { Progress } from "../ui/progress.tsx";
import { projectAppearance } from "../ui/status-appearance.ts";
import { toneText } from "../ui/tone.ts";
import { useClock } from "../ui/use-now.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { nothingWorked, workTimeWords } from "../ui/work-time.ts";
import { CycleMenu } from "./cycle-menu.tsx";
import { ProjectActions } from "./project-actions.tsx";
import { ProjectMenu } from "./project-menu.tsx";
import { sizeWords } from "./remove-workspace-dialog.tsx";
import { projectStateId } from "./project-state-line.ts";
import { PrivateBadge, StandInMark } from "./stand-in.tsx";
import { scriptedWords, shownState, statusWords } from "./status-words.ts";

interface ProjectHeaderProps {
  project: ProjectView;
  /** What it does right now; the view's own may be behind the log. */
  activity: string;
}

/** What the project is, how it is, and what can be done with it. */
export function ProjectHeader({ project, activity }: ProjectHeaderProps) {
  return (
    <header className="flex flex-col gap-2 border-b px-4 pt-3 pb-3 md:px-5">
      {/* On phones the title keeps room for words: where buttons would take it, they stand below. */}
      <div className="flex items-start gap-x-3 gap-y-2 max-sm:flex-wrap">
        <div className="flex min-w-0 flex-1 flex-wrap max-sm:basis-44 items-center gap-x-2.5 gap-y-1">
          <nav aria-label="Breadcrumb" className="flex items-center gap-1 text-muted max-md:hidden">
            <Link href="/projects" className="rounded-sm hover:text-ink">
              Projects
            </Link>
            <ChevronRight aria-hidden className="size-3.5 text-faint" />
          </nav>
          {/* On phones as high as the buttons beside it, which nothing below may run into. */}
          <h1 className="min-w-0 text-md font-medium break-words max-sm:min-h-8 max-sm:content-center max-sm:pointer-coarse:min-h-10">
            <VisibleText text={project.title} />
          </h1>
          {project.provider === "scripted" ? (
            <Badge
              tone="scripted"
              icon={Clapperboard}
              title="The files, the tools, the commands and the checks are real."
            >
              {scriptedWords}
            </Badge>
          ) : null}
          <StandInMark project={project} />
          {project.private ? <PrivateBadge /> : null}
          {project.ranWithoutSandbox ? (
            <Badge
              tone="failed"
              icon={ShieldOff}
              title="Its commands ran with the rights of the user that started Spiral."
            >
              Ran without a sandbox
            </Badge>
          ) : null}
        </div>
        <div className="ml-auto flex items-start gap-3">
          <ProjectActions project={project} />
          <ProjectMenu project={project} />
        </div>
      </div>
      {project.builds === null ? null : <BuildsLine builds={project.builds} />}
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1.5">
        <StatusLine project={project} activity={activity} />
        <Figures project={project} />
        <ConnectionSign className="ml-auto" />
      </div>
    </header>
  );
}

/** A build's project says what it is for. */
function BuildsLine({ builds: { requestId, toolId } }: { builds: NonNullable<ProjectView["builds"]> }) {
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-muted">
      <Hammer aria-hidden className="size-4 shrink-0 text-faint" />
      It builds a tool that an agent asked for:
      <Link
        href={toolId === null ? `/tools#${requestId}` : `/tools/${toolId}`}
        className="rounded-sm text-accent underline underline-offset-2"
      >
        {toolId === null ? "see the request" : "see the accepted tool"}
      </Link>
    </p>
  );
}

function StatusLine({ project, activity }: ProjectHeaderProps) {
  const shown = shownState(project);
  const { text, detail } = statusWords({ ...project, ...shown, activity }, useClock());
  const { tone, icon: Icon, moving = false } = projectAppearance(shown.status, shown.hold);
  return (
    <output id={projectStateId} tabIndex={-1} className="flex min-w-0 max-w-full items-center gap-2 rounded-sm">
      <Icon aria-hidden className={cn("size-4 shrink-0", toneText[tone], moving && "animate-spin")} />
      <span className={cn("shrink-0 font-medium max-sm:shrink", toneText[tone])}>
        <VisibleText text={text} />
      </span>
      {detail === null ? null : (
        <span aria-live="off" className="min-w-0 truncate text-muted max-sm:hidden" title={detail}>
          <VisibleText text={detail} />
        </span>
      )}
    </output>
  );
}

function Figures({ project }: { project: ProjectView }) {
  const { startedAt, work, usage, model, phasesAccepted, phasesTotal, workspace } = project;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
      <CycleMenu project={project} />
      {phasesTotal === 0 ? null : (
        <span className="flex items-center gap-2">
          <span className="tabular">
            {phasesAccepted}/{phasesTotal} phases
          </span>
          <span className="w-16">
            <Progress
              value={phasesAccepted}
              max={phasesTotal}
              label="Phases accepted"
              tone={phasesAccepted === phasesTotal ? "done" : "running"}
            />
          </span>
        </span>
      )}
      {nothingWorked(work) ? null : (
        <Figure icon={Timer} title={workTimeWords}>
          <Duration time={work} />
        </Figure>
      )}
      {startedAt === null ? null : (
        <>
          <Figure icon={Hash} title="Tokens in and out">
            <Tokens input={usage.inputTokens} output={usage.outputTokens} />
          </Figure>
          {project.budget === null ? null : (
            <Figure icon={Wallet} title="Cost against budget">
              <BudgetBar budget={project.budget} name="Cost against this project's budget" />
            </Figure>
          )}
          <Figure icon={Coins} title="Cost">
            {project.provider === "scripted" ? <span>no cost, scripted</span> : <Cost {...usage} />}
          </Figure>
        </>
      )}
      {workspace.size === null ? null : (
        <Figure
          icon={HardDrive}
          title={`On the disk: ${sizeWords(workspace.size)}, installed packages and git included`}
        >
          Workspace {formatBytes(workspace.size.bytes)}
        </Figure>
      )}
      {model === null ? null : (
        <Figure icon={Cpu} title="Model in use">
          <span className="truncate">{model}</span>
        </Figure>
      )}
    </div>
  );
}

function Figure({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <span title={title} className="flex min-w-0 items-center gap-1.5">
      <Icon aria-hidden className="size-3.5 shrink-0 text-faint" />
      {children}
    </span>
  );
}
