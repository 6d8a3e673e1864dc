import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import type { ProjectCard as Project } from "#server/contract/views";
import { Cost, costsNothing } from "#components/ui/amounts";
import { Duration } from "#components/ui/duration";
import { HoverLink } from "#components/ui/hover-link";
import { RelativeTime } from "#components/ui/relative-time";
import { ScriptedBadge } from "#components/ui/scripted-badge";
import { ProjectStatusBadge } from "#components/ui/status-badge";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";
import { VisibleText } from "#components/ui/visible-text-view";
import { formatCount, formatTokens } from "#client/ui/format";
import { cn } from "#client/ui/cn";
import { nothingWorked, workTimeWords } from "#client/ui/work-time";
import type { ProjectQuery, SortId } from "#client/projects/project-query";
import { projectMark, useSelection } from "#client/projects/selection";
import { PrivateBadge, StandInMark } from "#components/project/stand-in";
import { PhaseProgress, ProjectActivity, ProjectCard } from "./project-card.tsx";
import { SelectAll, SelectProject } from "./select-box.tsx";

interface ProjectListProps {
  projects: readonly Project[];
  query: ProjectQuery;
  onSort: (sort: SortId, descending: boolean) => void;
}

/** The same projects as rows, sortable; as cards where a table has no room. */
export function ProjectList({ projects, query, onSort }: ProjectListProps) {
  const sortable = (sort: SortId, label: string, numeric = false) => (
    <SortHead sort={sort} query={query} numeric={numeric} onSort={onSort}>
      {label}
    </SortHead>
  );
  const selection = useSelection();
  // A column that says the same in every row says nothing.
  const manyOwners = new Set(projects.map((project) => project.ownerName)).size > 1;
  return (
    <div className="px-4 pb-6 md:px-6">
      <ul className="flex flex-col gap-2 md:hidden">
        {projects.map((project) => (
          <li key={project.id}>
            <ProjectCard project={project} />
          </li>
        ))}
      </ul>
      <div className="hidden md:block">
        <Table label="Projects">
          <TableHead>
            {selection === null ? null : (
              <HeadCell className="w-0 pr-0">
                <SelectAll shown={projects.length} />
              </HeadCell>
            )}
            <HeadCell>State</HeadCell>
            {sortable("title", "Project")}
            <HeadCell>Progress</HeadCell>
            {sortable("priority", "Priority", true)}
            {sortable("work", "At work", true)}
            {sortable("tokens", "Tokens", true)}
            {sortable("cost", "Cost", true)}
            <HeadCell>Model</HeadCell>
            {manyOwners ? <HeadCell className="max-2xl:hidden">Owner</HeadCell> : null}
            {sortable("created", "Created")}
          </TableHead>
          <TableBody>
            {projects.map((project) => (
              <ProjectRow key={project.id} project={project} withOwner={manyOwners} />
            ))}
          </TableBody>
        </Table>
      </div>
    </div>
  );
}

function ProjectRow({ project, withOwner }: { project: Project; withOwner: boolean }) {
  const { usage } = project;
  const tokens = usage.inputTokens + usage.outputTokens;
  const selection = useSelection();
  const selected = selection?.ids.has(project.id) ?? false;
  return (
    <Row
      {...{ [projectMark]: project.id }}
      className={cn(selected && "bg-canvas [&>td:first-child]:inset-shadow-[2px_0_0_var(--accent)]")}
    >
      {selection === null ? null : (
        <Cell className="pr-0">
          <SelectProject id={project.id} title={project.title} />
        </Cell>
      )}
      <Cell>
        <ProjectStatusBadge status={project.status} hold={project.hold} />
      </Cell>
      <Cell className="w-full min-w-40">
        <HoverLink
          href={`/projects/${project.id}`}
          className="line-clamp-1 rounded-sm font-medium break-words hover:underline"
        >
          <VisibleText text={project.title} />
        </HoverLink>
        <ProjectActivity project={project} className="line-clamp-2" askClassName="line-clamp-2" />
        {/* Where there is no room for a column of them. */}
        {withOwner ? <p className="truncate text-xs text-faint 2xl:hidden">Owner: {project.ownerName}</p> : null}
        {/* Here it has room for the longest model's name. */}
        <div className="mt-1 flex empty:hidden">
          <StandInMark project={project} />
        </div>
      </Cell>
      <Cell className="whitespace-nowrap 2xl:min-w-44">
        <PhaseProgress project={project} barClassName="max-2xl:hidden" />
      </Cell>
      <Cell numeric>{project.priority}</Cell>
      <Cell numeric>
        {nothingWorked(project.work) ? (
          <Nothing />
        ) : (
          <span title={workTimeWords}>
            <Duration time={project.work} />
          </span>
        )}
      </Cell>
      <Cell numeric>
        {tokens === 0 ? (
          <Nothing />
        ) : (
          <span title={`${formatCount(usage.inputTokens)} in, ${formatCount(usage.outputTokens)} out`}>
            {formatTokens(tokens)}
          </span>
        )}
      </Cell>
      <Cell numeric>{costsNothing(usage) ? <Nothing /> : <Cost {...usage} />}</Cell>
      <Cell className="min-w-36 text-muted">
        {/* Below one another, and a long name in several lines: side by side they would push the last column out of view. */}
        <div className="flex flex-col items-start gap-1 wrap-anywhere">
          <Model project={project} />
          {project.private ? <PrivateBadge /> : null}
        </div>
      </Cell>
      {withOwner ? <Cell className="max-w-32 truncate text-muted max-2xl:hidden">{project.ownerName}</Cell> : null}
      <Cell className="whitespace-nowrap text-muted">
        <RelativeTime at={project.createdAt} />
      </Cell>
    </Row>
  );
}

/** Who works on it. */
function Model({ project: { provider, model } }: { project: Project }) {
  if (provider === "scripted") return <ScriptedBadge />;
  return model === null ? <Nothing /> : <span>{model}</span>;
}

const Nothing = () => <span className="text-faint">–</span>;

interface SortHeadProps {
  sort: SortId;
  query: ProjectQuery;
  numeric: boolean;
  onSort: ProjectListProps["onSort"];
  children: ReactNode;
}

function SortHead({ sort, query, numeric, onSort, children }: SortHeadProps) {
  const active = query.sort === sort;
  const Arrow = query.descending ? ArrowDown : ArrowUp;
  return (
    <HeadCell
      aria-sort={active ? (query.descending ? "descending" : "ascending") : "none"}
      className={numeric ? "text-right" : ""}
    >
      {/* A first click sorts figures from the largest and names from A. */}
      <button
        type="button"
        onClick={() => onSort(sort, active ? !query.descending : sort !== "title")}
        className="inline-flex items-center gap-1 rounded-sm hover:text-ink"
      >
        {children}
        {active ? <Arrow aria-hidden className="size-3" /> : null}
      </button>
    </HeadCell>
  );
}
