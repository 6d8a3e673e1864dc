import { CircleAlert, CircleCheck, CircleX, Info, Clapperboard, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";
import { toneText, type Tone } from "#client/ui/tone";

const icons = {
  neutral: Info,
  accent: Info,
  running: Info,
  needs: CircleAlert,
  done: CircleCheck,
  failed: CircleX,
  fallback: Info,
  scripted: Clapperboard,
} as const satisfies Record<Tone, LucideIcon>;

const edges = {
  neutral: "bg-sunken",
  accent: "border-accent/30 bg-accent-soft",
  running: "border-running/30 bg-running-soft",
  needs: "border-needs/30 bg-needs-soft",
  done: "border-done/30 bg-done-soft",
  failed: "border-failed/30 bg-failed-soft",
  fallback: "border-fallback/30 bg-fallback-soft",
  // Hatching under several lines would make them hard to read.
  scripted: "bg-sunken",
} as const satisfies Record<Tone, string>;

interface CalloutProps {
  tone?: Tone;
  title?: ReactNode;
  /** A button or link that does what the words advise. */
  action?: ReactNode;
  className?: string;
  children?: ReactNode;
}

/** Something worth knowing, in the page's flow. For what just went wrong use ErrorState. */
export function Callout({ tone = "neutral", title, action, className, children }: CalloutProps) {
  const Icon = icons[tone];
  return (
    <div className={cn("flex flex-wrap items-start gap-x-4 gap-y-2 rounded-md border p-3", edges[tone], className)}>
      <div className="flex min-w-0 flex-1 basis-60 items-start gap-2.5">
        <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", toneText[tone])} />
        <div className="flex min-w-0 flex-col gap-0.5">
          {title ? <p className="text-sm font-medium">{title}</p> : null}
          {children ? <div className="text-sm break-words text-muted">{children}</div> : null}
        </div>
      </div>
      {action}
    </div>
  );
}
