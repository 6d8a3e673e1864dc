import type { ViewId } from "#client/projects/project-query";
import { columnIds, columns } from "#client/projects/board-columns";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";

/** The shape of the projects page while it loads. */
export function ProjectsSkeleton({ view }: { view: ViewId }) {
  return (
    <div className="px-4 pb-6 md:px-6">
      <LoadingNote>Loading the projects</LoadingNote>
      {view === "board" ? <BoardShape /> : <ListShape />}
    </div>
  );
}

function BoardShape() {
  return (
    <div className="flex flex-col gap-3 md:flex-row">
      {columnIds.map((id, index) => (
        <div key={id} className="flex flex-1 flex-col gap-2 max-md:[&:nth-child(n+4)]:hidden">
          <p aria-hidden className="flex h-8 items-center text-sm text-faint">
            {columns[id].label}
          </p>
          {index % 2 === 0 ? <CardShape /> : null}
        </div>
      ))}
    </div>
  );
}

function CardShape() {
  return (
    <div className="flex flex-col gap-3 rounded-md border p-3">
      <Skeleton className="w-16" />
      <Skeleton className="w-4/5" />
      <Skeleton className="h-3 w-full" />
      <Skeleton className="h-1 w-full" />
    </div>
  );
}

function ListShape() {
  return (
    <div className="divide-y divide-line rounded-md border">
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="flex h-14 items-center gap-6 px-3">
          <Skeleton className="w-16" />
          <Skeleton className="w-64" />
          <Skeleton className="ml-auto w-24" />
        </div>
      ))}
    </div>
  );
}
