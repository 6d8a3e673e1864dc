import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";

interface EmptyStateProps {
  icon: LucideIcon;
  /** What is not there: "No projects yet". */
  title: string;
  /** What to do first, or why this is fine. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** Nothing is here, and what to do about it. */
export function EmptyState({ icon: Icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-start gap-3 rounded-md border border-dashed px-5 py-6", className)}>
      <Icon aria-hidden className="size-5 text-faint" />
      <div className="flex flex-col gap-1">
        <p className="text-sm font-medium">{title}</p>
        {children ? <div className="max-w-prose text-sm text-muted">{children}</div> : null}
      </div>
      {action ? <div className="flex flex-wrap gap-2">{action}</div> : null}
    </div>
  );
}
