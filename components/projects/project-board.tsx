import type { ProjectCard as Project } from "#server/contract/views";
import { ScrollRegion } from "#components/ui/scroll-region";
import { cn } from "#client/ui/cn";
import { toneText } from "#client/ui/tone";
import { byColumn, columnIds, columns, type ColumnId } from "#client/projects/board-columns";
import { ProjectCard } from "./project-card.tsx";

/**
 * The six columns. Empty ones keep their place but give their room to the others; on phones they are left out. Where all
 * six are full they are narrow enough to stand beside the sidebar of a 1280 px window without scrolling sideways.
 */
export function ProjectBoard({ projects }: { projects: readonly Project[] }) {
  const sorted = byColumn(projects);
  return (
    <ScrollRegion
      label="Board"
      className="flex flex-col gap-6 px-4 pb-6 max-md:overflow-visible md:min-h-0 md:flex-1 md:flex-row md:items-start md:gap-2 md:px-6 xl:gap-3"
    >
      {columnIds.map((id) => (
        <BoardColumn key={id} id={id} projects={sorted[id]} />
      ))}
    </ScrollRegion>
  );
}

function BoardColumn({ id, projects }: { id: ColumnId; projects: readonly Project[] }) {
  const { label, tone, icon: Icon } = columns[id];
  const empty = projects.length === 0;
  return (
    <section
      aria-label={`${label}, ${projects.length}`}
      className={cn(
        "flex flex-col gap-2",
        id === "needs-you" && "max-md:-order-1",
        empty ? "max-md:hidden md:w-26 md:shrink-0" : "md:max-w-96 md:min-w-38 md:flex-1",
      )}
    >
      <h2 className="sticky top-0 z-10 flex h-8 shrink-0 items-center gap-2 bg-surface text-sm font-medium max-md:top-12">
        <Icon aria-hidden className={cn("size-4", empty ? "text-faint" : toneText[tone])} />
        <span className={cn(empty && "text-muted")}>{label}</span>
        <span className="tabular font-normal text-faint">{projects.length}</span>
      </h2>
      {empty ? (
        <div aria-hidden className="hidden h-16 rounded-md border border-dashed md:block" />
      ) : (
        <ul className="flex flex-col gap-2">
          {projects.map((project) => (
            <li key={project.id}>
              <ProjectCard project={project} inColumn />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
