import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";

interface ScrollPaneProps {
  /** What scrolls here, for screen readers. */
  label: string;
  className?: string;
  children: ReactNode;
}

/** Like a ScrollRegion, for things of which a page has many (code, tables): named, but no landmark to jump to. */
export function ScrollPane({ label, className, children }: ScrollPaneProps) {
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the tag that it names, fieldset, is for forms
      role="group"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard (axe: scrollable-region-focusable)
      tabIndex={0}
      // Positioned, so that what is only for screen readers stays inside and does not widen the page.
      className={cn("scroll-quiet relative overflow-auto focus-visible:-outline-offset-2", className)}
    >
      {children}
    </div>
  );
}
