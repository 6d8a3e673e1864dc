import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";

interface PageHeaderProps {
  title: ReactNode;
  /** One line below the title. */
  description?: ReactNode;
  /** Beside the title: a badge, a count. */
  aside?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

/** The head of a page: its one h1, and what can be done there. */
export function PageHeader({ title, description, aside, actions, className }: PageHeaderProps) {
  return (
    <header className={cn("flex flex-wrap items-center justify-between gap-x-4 gap-y-2", className)}>
      <div className="flex min-w-0 flex-col gap-0.5">
        <div className="flex min-w-0 items-center gap-2.5">
          <h1 className="truncate text-lg font-medium">{title}</h1>
          {aside}
        </div>
        {description ? <p className="max-w-prose text-sm text-muted">{description}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
