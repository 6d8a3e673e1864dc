"use client";

import { ChevronDown, ChevronUp, type LucideIcon } from "lucide-react";
import { useState, type ReactNode } from "react";
import { IconButton } from "../ui/icon-button.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { ScrollPane } from "../ui/scroll-pane.tsx";

interface AskFrameProps {
  icon: LucideIcon;
  /** What is asked, in the product's own words. */
  title: string;
  /** What waits for the answer, and what happens with each. */
  consequence: ReactNode;
  askedAt: Date;
  /** The exact thing that is decided on. */
  children: ReactNode;
  /** The answer's form; null for those who may only look. */
  form: ReactNode | null;
  /** Why an answer had no effect. */
  refused: string | null;
}

/**
 * A request to a person. The product's own: agents' words stand inside of it, marked as theirs. It can be folded, to
 * look at what it is about before one answers.
 */
export function AskFrame({ icon: Icon, title, consequence, askedAt, children, form, refused }: AskFrameProps) {
  const [folded, setFolded] = useState(false);
  return (
    <section
      aria-label={title}
      className="flex max-h-[85dvh] min-h-0 flex-col overflow-hidden rounded-md border border-needs bg-surface md:max-h-[70dvh]"
    >
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1 bg-needs-soft px-4 py-2.5">
        <Icon aria-hidden className="size-4 shrink-0 text-needs" />
        <h2 className="min-w-0 flex-1 text-sm font-medium">{title}</h2>
        <span className="text-xs text-muted">
          Asked <RelativeTime at={askedAt} />
        </span>
        <IconButton
          icon={folded ? ChevronDown : ChevronUp}
          label={folded ? "Show the request" : "Fold the request"}
          aria-expanded={!folded}
          size="sm"
          className="-mr-1.5"
          onClick={() => setFolded(!folded)}
        />
      </header>
      {/* Hidden and not taken away: what was written of an answer stays. */}
      <div hidden={folded} className="flex min-h-0 flex-1 flex-col [&[hidden]]:hidden">
        <ScrollPane label="What is asked" className="min-h-16 flex-1 px-4 pt-3 pb-1">
          {children}
        </ScrollPane>
        <footer className="flex max-h-[55dvh] shrink-0 flex-col gap-2.5 overflow-y-auto border-t px-4 py-3">
          <p className="text-xs text-muted">{consequence}</p>
          {form ?? <p className="text-muted">You may look at this project; only who may steer it can answer.</p>}
          <p role="alert" className="text-sm text-failed empty:hidden">
            {refused}
          </p>
        </footer>
      </div>
    </section>
  );
}
