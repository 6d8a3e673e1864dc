import { CircleX, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";
import { Button } from "./button.tsx";

interface ErrorStateProps {
  /** What happened: "The projects could not be loaded". */
  title: string;
  /** Why, in the words of whoever noticed. */
  reason?: ReactNode;
  /** What to do about it, where trying again is not all. */
  fix?: ReactNode;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
  className?: string;
}

/** Something failed: what, why, and what to do. Announced when it appears. */
export function ErrorState({ title, reason, fix, onRetry, retrying = false, className }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={cn("flex flex-col items-start gap-3 rounded-md border bg-surface px-4 py-4", className)}
    >
      <div className="flex items-start gap-2.5">
        <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
        <div className="flex flex-col gap-1">
          <p className="text-sm font-medium">{title}</p>
          {reason ? <div className="max-w-prose text-sm break-words text-muted">{reason}</div> : null}
          {fix ? <div className="max-w-prose text-sm">{fix}</div> : null}
        </div>
      </div>
      {onRetry ? (
        <Button size="sm" busy={retrying} onClick={onRetry} className="ml-6.5">
          <RotateCw aria-hidden />
          Try again
        </Button>
      ) : null}
    </div>
  );
}
