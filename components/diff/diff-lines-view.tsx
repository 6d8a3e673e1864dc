import { LineButton, LineNotes } from "../line-comments/commented-line.tsx";
import { cn } from "../ui/cn.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";

/** A line as a difference shows it. Numbers are null where the line does not exist on that side, or is not known. */
export interface ShownLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** How a kind of line looks. The sign says it as well as the colour. */
export const lineLooks = {
  same: { sign: " ", word: "", line: "", number: "text-faint", signColour: "" },
  added: { sign: "+", word: "Added: ", line: "bg-added", number: "text-muted", signColour: "text-done" },
  removed: { sign: "−", word: "Removed: ", line: "bg-removed", number: "text-muted", signColour: "text-failed" },
} as const satisfies Record<ShownLine["kind"], Record<string, string>>;

/** A line's text after its sign; `wrap` breaks it wherever it has to be. */
export function LineText({ line: { kind, text }, wrap }: { line: ShownLine; wrap: boolean }) {
  const { sign, word, signColour } = lineLooks[kind];
  return (
    <>
      <span aria-hidden className={cn("w-5 shrink-0 text-center select-none", signColour)}>
        {sign}
      </span>
      <span className={cn("pr-4", wrap ? "min-w-0 flex-1 wrap-anywhere whitespace-pre-wrap" : "whitespace-pre")}>
        {word === "" ? null : <span className="sr-only">{word}</span>}
        <VisibleText text={text} />
        {text === "" ? " " : null}
      </span>
    </>
  );
}

interface DiffLinesViewProps {
  lines: readonly ShownLine[];
  numbered?: boolean;
  wrap?: boolean;
}

/** Lines of a difference, unified. */
export function DiffLinesView({ lines, numbered = true, wrap = false }: DiffLinesViewProps) {
  return (
    <div className={cn("font-mono text-xs leading-5", wrap ? "w-full" : "w-max min-w-full")}>
      {lines.map((line, index) => (
        // The lines of one difference never change places.
        <div key={index}>
          <div className={cn("group/line flex", lineLooks[line.kind].line)}>
            {numbered ? (
              <LineButton line={line} first={index === 0} className={cn("flex shrink-0", lineLooks[line.kind].number)}>
                <span className="w-10 pr-2 text-right max-sm:hidden">{line.before}</span>
                <span className="w-10 pr-2 text-right">{line.after}</span>
              </LineButton>
            ) : null}
            <LineText line={line} wrap={wrap} />
          </div>
          {numbered ? <LineNotes line={line} /> : null}
        </div>
      ))}
    </div>
  );
}
