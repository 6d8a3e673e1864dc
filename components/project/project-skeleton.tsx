import { ActivitySkeleton } from "../activity/activity-skeleton.tsx";
import { LoadingNote, Skeleton } from "../ui/skeleton.tsx";

/** The project page's shape while it loads. */
export function ProjectSkeleton() {
  return (
    <div className="flex h-[calc(100dvh-3rem-var(--banner))] flex-col md:h-[calc(100dvh-var(--banner))]">
      <LoadingNote>Loading the project</LoadingNote>
      <div className="flex flex-col gap-3 border-b px-4 py-3.5 md:px-5">
        <Skeleton className="h-5 w-72 max-w-full" />
        <Skeleton className="w-96 max-w-full" />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="flex w-80 shrink-0 flex-col gap-5 border-r p-5 max-lg:hidden xl:w-88 2xl:w-100">
          {["w-3/4", "w-1/2", "w-2/3"].map((width) => (
            <div key={width} className="flex gap-3">
              <Skeleton className="size-4 rounded-full" />
              <div className="flex flex-1 flex-col gap-2">
                <Skeleton className={width} />
                <Skeleton className="h-3 w-24" />
              </div>
            </div>
          ))}
        </div>
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="flex h-9 items-center gap-4 border-b px-4">
            {["w-14", "w-16", "w-12", "w-10"].map((width) => (
              <Skeleton key={width} className={width} />
            ))}
          </div>
          <ActivitySkeleton />
        </div>
      </div>
    </div>
  );
}
