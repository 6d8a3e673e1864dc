import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";
import { toneGround, toneText, type Tone } from "#client/ui/tone";

interface BadgeProps {
  tone?: Tone;
  icon?: LucideIcon;
  /** More about it, on hover. */
  title?: string;
  className?: string;
  children: ReactNode;
}

/** A short word about something, with an icon where the tone carries meaning. */
export function Badge({ tone = "neutral", icon: Icon, title, className, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={cn(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs whitespace-nowrap",
        toneGround[tone],
        toneText[tone],
        className,
      )}
    >
      {Icon ? <Icon aria-hidden className="size-3 shrink-0" /> : null}
      {/* Words on hatching need a ground of their own to stay readable. */}
      {tone === "scripted" ? <span className="rounded-sm bg-sunken px-0.5">{children}</span> : children}
    </span>
  );
}
