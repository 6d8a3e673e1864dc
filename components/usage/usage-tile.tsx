import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";

export const NotMeasured = () => <span className="text-sm text-faint">not measured</span>;

interface TileProps {
  label: string;
  detail: ReactNode;
  tone?: "plain" | "needs" | "failed";
  onOpen?: (() => void) | undefined;
  /** What that shows. */
  opens?: string;
  children: ReactNode;
}

const tones = { plain: "", needs: "text-needs", failed: "text-failed" } as const;

/** One figure of the period, with what it is made of below. */
export function Tile({ label, detail, tone = "plain", onOpen, opens = "the calls", children }: TileProps) {
  return (
    <div className="flex min-w-0 flex-col px-3 py-2.5">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className={cn("tabular text-lg font-medium", tones[tone])}>
        {onOpen === undefined ? (
          children
        ) : (
          <button
            type="button"
            onClick={onOpen}
            className="rounded-sm underline decoration-line-strong underline-offset-4 hover:decoration-current"
          >
            {children}
            <span className="sr-only">: show {opens}</span>
          </button>
        )}
      </dd>
      <dd className="text-xs text-muted">{detail}</dd>
    </div>
  );
}
