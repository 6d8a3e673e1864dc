import { CircleAlert } from "lucide-react";
import type { ProjectCard as Project } from "#server/contract/views";
import { cn } from "#client/ui/cn";
import { capitalised } from "#client/ui/format";
import { useNow } from "#client/ui/use-now";
import { HoverLink } from "#components/ui/hover-link";
import { InlineCode } from "#components/ui/inline-code";
import { Progress } from "#components/ui/progress";
import { ScriptedBadge } from "#components/ui/scripted-badge";
import { ProjectStatusBadge } from "#components/ui/status-badge";
import { projectAppearance } from "#client/ui/status-appearance";
import { VisibleText } from "#components/ui/visible-text-view";
import { columnOf, columns, needsSomeone } from "#client/projects/board-columns";
import { phaseWords } from "#client/projects/phase-words";
import { PrivateBadge, StandInMark } from "#components/project/stand-in";
import { quotaEnd } from "#client/project/status-words";
import { projectMark, useSelection } from "#client/projects/selection";
import { ProjectFigures } from "./project-figures.tsx";
import { SelectProject } from "./select-box.tsx";

interface ProjectCardProps {
  project: Project;
  /** It stands below its column's heading, which already says most states. */
  inColumn?: boolean;
}

/** A project on the board: what it is, how far it is, and what it does or needs right now. The whole card is the link. */
export function ProjectCard({ project, inColumn = false }: ProjectCardProps) {
  const { status, hold } = project;
  const saidByColumn = inColumn && columns[columnOf(status, hold)].label === projectAppearance(status, hold).label;
  const Heading = inColumn ? "h3" : "h2";
  const scripted = project.provider === "scripted";
  const marked = scripted || project.private || project.standIn !== null || project.stoodIn.length > 0;
  const selection = useSelection();
  const selected = selection?.ids.has(project.id) ?? false;
  return (
    <article
      {...{ [projectMark]: project.id }}
      className={cn(
        "group relative flex flex-col gap-1.5 rounded-md border bg-surface p-3 transition-colors hover:border-line-strong has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-2 has-[a:focus-visible]:outline-accent",
        selected && "border-accent inset-ring-1 inset-ring-accent hover:border-accent",
      )}
    >
      {saidByColumn && !marked ? null : (
        <div className="flex flex-wrap items-center justify-between gap-x-2 gap-y-1">
          {saidByColumn ? null : <ProjectStatusBadge status={status} hold={hold} />}
          <StandInMark project={project} />
          {project.private ? <PrivateBadge /> : null}
          {scripted ? <ScriptedBadge /> : null}
        </div>
      )}
      <Heading className="text-sm font-medium">
        <HoverLink
          href={`/projects/${project.id}`}
          className="line-clamp-2 break-words outline-none after:absolute after:inset-0 after:rounded-md"
        >
          <VisibleText text={project.title} />
        </HoverLink>
      </Heading>
      <ProjectActivity project={project} className="line-clamp-3" askClassName="line-clamp-6" />
      <PhaseProgress project={project} className="mt-0.5" />
      <div className="flex items-end justify-between gap-2">
        <ProjectFigures project={project} />
        {/* Above the link that covers the card. Out of the way until somebody points at the card or has begun to select. */}
        <SelectProject
          id={project.id}
          title={project.title}
          className={cn(
            "relative z-10 shrink-0 transition-opacity",
            (selection?.ids.size ?? 0) === 0 &&
              "opacity-0 group-hover:opacity-100 focus-within:opacity-100 pointer-coarse:opacity-100",
          )}
        />
      </div>
    </article>
  );
}

interface ProjectActivityProps {
  project: Project;
  className?: string;
  /** For a request: what is asked of somebody must be readable to its end. */
  askClassName?: string;
}

/** The one sentence: a request in amber where it needs someone, otherwise what it does. */
export function ProjectActivity({ project, className, askClassName }: ProjectActivityProps) {
  const now = useNow(10_000);
  if (!needsSomeone(project)) {
    const { status, hold, activity } = project;
    const resumes = status === "WAITING" && hold?.reason === "quota" ? hold : null;
    return (
      <p className={cn("text-xs break-words text-muted", className)}>
        {resumes === null || now === null ? null : `${capitalised(quotaEnd(resumes, new Date(now)))}. `}
        <VisibleText text={resumes?.message ?? activity} />
      </p>
    );
  }
  return (
    <p className="flex items-start gap-1.5 text-xs text-needs">
      <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
      <span className={cn("break-words", askClassName)}>
        <InlineCode text={project.activity} />
      </span>
    </p>
  );
}

/** How far it is, in words and as a bar; nothing before there is a plan. */
export function PhaseProgress({
  project,
  className,
  barClassName,
}: {
  project: Project;
  className?: string;
  barClassName?: string;
}) {
  const { phasesAccepted, phasesTotal, status, hold } = project;
  const words = phaseWords(project);
  if (words === null) return null;
  return (
    <div className={cn("flex items-center gap-2 text-xs text-muted", className)}>
      <span className="tabular shrink-0">{words}</span>
      <span className={cn("min-w-0 flex-1", barClassName)}>
        <Progress
          label="Phases accepted"
          value={phasesAccepted}
          max={phasesTotal}
          tone={projectAppearance(status, hold).tone}
        />
      </span>
    </div>
  );
}
