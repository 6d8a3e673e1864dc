import { LoadingNote, Skeleton } from "#components/ui/skeleton";

/** A page on its way, before it is known which. */
export function PageSkeleton() {
  return (
    <div className="flex flex-col gap-6 px-4 pt-4 md:px-6 md:pt-5">
      <LoadingNote>Loading the page</LoadingNote>
      <Skeleton className="h-7 w-40" />
      <div className="flex flex-col gap-3">
        <Skeleton className="w-full max-w-2xl" />
        <Skeleton className="w-full max-w-xl" />
        <Skeleton className="w-full max-w-lg" />
      </div>
    </div>
  );
}
