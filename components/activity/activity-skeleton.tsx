import { Callout } from "../ui/callout.tsx";
import { LoadingNote, Skeleton } from "../ui/skeleton.tsx";

const widths = ["w-2/3", "w-1/2", "w-3/4", "w-2/5", "w-3/5", "w-1/3", "w-2/3", "w-1/2"] as const;

/** The activity's shape while it loads. */
export function ActivitySkeleton({ failing = false }: { failing?: boolean }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <LoadingNote>Loading the activity</LoadingNote>
      <div className="border-b px-3 py-2">
        <Skeleton className="h-7 w-72 max-w-full" />
      </div>
      {failing ? (
        <Callout tone="needs" title="The activity could not be loaded. Trying again." className="m-3">
          If this stays, check that Spiral is still running.
        </Callout>
      ) : null}
      <div className="flex flex-col gap-3 p-3">
        {widths.map((width, index) => (
          <div key={index} className="flex items-center gap-2">
            <Skeleton className="size-4" />
            <Skeleton className={width} />
          </div>
        ))}
      </div>
    </div>
  );
}
