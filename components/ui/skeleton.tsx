import { cn } from "#client/ui/cn";

/** The shape of something that is still loading. Size it like the thing itself. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("h-4 animate-pulse rounded-sm bg-hover", className)} />;
}

/** Says once, for screen readers, that a group of skeletons means "loading". */
export function LoadingNote({ children = "Loading" }: { children?: string }) {
  return <output className="sr-only">{children}</output>;
}
