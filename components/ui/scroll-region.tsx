import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";

interface ScrollRegionProps {
  /** What scrolls here, for screen readers. */
  label: string;
  className?: string;
  children: ReactNode;
}

/** A pane that scrolls on its own. It takes the focus: without a mouse there is no other way to scroll it. */
export function ScrollRegion({ label, className, children }: ScrollRegionProps) {
  return (
    <section
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard (axe: scrollable-region-focusable)
      tabIndex={0}
      // Positioned, so that what is only for screen readers stays inside and does not widen the page.
      className={cn("scroll-quiet relative overflow-auto focus-visible:-outline-offset-2", className)}
    >
      {children}
    </section>
  );
}
