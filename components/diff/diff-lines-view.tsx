import { cn } from "../ui/cn.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";

/** A line as a difference shows it. Numbers are null where the line does not exist on that side, or is not known. */
export interface ShownLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

const looks = {
  same: { sign: " ", word: "", classes: "" },
  added: { sign: "+", word: "Added: ", classes: "bg-done-soft" },
  removed: { sign: "−", word: "Removed: ", classes: "bg-failed-soft" },
} as const;

/** Lines of a difference, unified. The sign says it as well as the colour. */
export function DiffLinesView({ lines, numbered = true }: { lines: readonly ShownLine[]; numbered?: boolean }) {
  return (
    <div className="w-max min-w-full font-mono text-xs leading-5">
      {lines.map(({ kind, text, before, after }, index) => (
        // The lines of one difference never change places.
        <div key={index} className={cn("flex", looks[kind].classes)}>
          {numbered ? (
            <span aria-hidden className="tabular flex shrink-0 text-faint select-none">
              <span className="w-10 pr-2 text-right max-sm:hidden">{before}</span>
              <span className="w-10 pr-2 text-right">{after}</span>
            </span>
          ) : null}
          <span
            aria-hidden
            className={cn(
              "w-5 shrink-0 text-center select-none",
              kind === "added" && "text-done",
              kind === "removed" && "text-failed",
            )}
          >
            {looks[kind].sign}
          </span>
          <span className="pr-4 whitespace-pre">
            {kind === "same" ? null : <span className="sr-only">{looks[kind].word}</span>}
            <VisibleText text={text} />
            {text === "" ? " " : null}
          </span>
        </div>
      ))}
    </div>
  );
}
