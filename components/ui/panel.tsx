import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";

/** A bordered surface. No shadow, no padding of its own. */
export function Panel({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cn("rounded-md border bg-surface", className)}>{children}</div>;
}

interface SectionProps {
  title: string;
  description?: ReactNode;
  /** At the right of the title. */
  actions?: ReactNode;
  id?: string;
  className?: string;
  children: ReactNode;
}

/** A titled part of a page with its content in a Panel below. */
export function Section({ title, description, actions, id, className, children }: SectionProps) {
  return (
    <section id={id} aria-label={title} className={cn("flex flex-col gap-3", className)}>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="flex flex-col gap-0.5">
          <h2 className="text-md font-medium">{title}</h2>
          {description ? <p className="max-w-prose text-sm text-muted">{description}</p> : null}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
