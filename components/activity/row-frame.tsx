import { ChevronRight, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";
import { formatExact } from "../ui/format.ts";
import { toneText, type Tone } from "../ui/tone.ts";

const seconds = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

interface EventTimeProps {
  sequence: number;
  at: Date;
}

/** When it happened; also the link to the event. */
export function EventTime({ sequence, at }: EventTimeProps) {
  return (
    <a
      href={`#e${sequence}`}
      title={`${formatExact(at)} · event ${sequence}`}
      aria-label={`Link to event ${sequence}, ${seconds.format(at)}`}
      className="tabular shrink-0 rounded-sm text-xs leading-5 text-faint group-data-same-time/row:opacity-0 group-hover/row:opacity-100 hover:text-ink hover:underline focus-visible:opacity-100 max-sm:hidden"
    >
      {seconds.format(at)}
    </a>
  );
}

interface RowFrameProps extends EventTimeProps {
  icon?: LucideIcon;
  tone?: Tone;
  iconClassName?: string;
  className?: string;
  children: ReactNode;
}

/** A row: its sign at the left, its time at the right. */
export function RowFrame({
  icon: Icon,
  tone = "neutral",
  iconClassName,
  sequence,
  at,
  className,
  children,
}: RowFrameProps) {
  return (
    <div className={cn("flex min-w-0 items-start gap-2 px-3 py-1 pointer-coarse:py-2", className)}>
      <span className="flex h-5 w-4 shrink-0 items-center justify-center">
        {Icon ? <Icon aria-hidden className={cn("size-4", toneText[tone], iconClassName)} /> : null}
      </span>
      <div className="min-w-0 flex-1">{children}</div>
      <EventTime sequence={sequence} at={at} />
    </div>
  );
}

interface FoldProps {
  open: boolean;
  onToggle: () => void;
  /** The line that stays. */
  line: ReactNode;
  children: ReactNode;
}

/** A line that opens to more. */
export function Fold({ open, onToggle, line, children }: FoldProps) {
  return (
    <div className="min-w-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="-mx-1 flex max-w-[calc(100%+0.5rem)] items-center gap-1 rounded-sm px-1 text-left hover:bg-hover pointer-coarse:-my-1.5 pointer-coarse:py-1.5"
      >
        <span className="flex min-w-0 items-center gap-2">{line}</span>
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
        />
      </button>
      {open ? <div className="pt-1.5 pb-1">{children}</div> : null}
    </div>
  );
}
