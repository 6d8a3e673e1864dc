import { LineButton, LineNotes } from "../line-comments/commented-line.tsx";
import { cn } from "../ui/cn.ts";
import { LineText, lineLooks, type ShownLine } from "./diff-lines-view.tsx";
import { pairLines } from "./pair-lines.ts";

/** Lines of a difference, before on the left and after on the right; long ones are broken. */
export function SplitLinesView({ lines }: { lines: readonly ShownLine[] }) {
  return (
    <div className="font-mono text-xs leading-5">
      {pairLines(lines).map(({ left, right }, index) => (
        // The lines of one difference never change places.
        <div key={index}>
          <div className="grid grid-cols-2 divide-x divide-line">
            <Side line={left} number={left?.before ?? null} first={index === 0} />
            {/* An unchanged line stands on both sides, and is read out once. */}
            <Side line={right} number={right?.after ?? null} silent={right?.kind === "same"} first={index === 0} />
          </div>
          {left === null || left.kind === "same" ? null : <LineNotes line={left} />}
          {right === null ? null : <LineNotes line={right} />}
        </div>
      ))}
    </div>
  );
}

interface SideProps {
  line: ShownLine | null;
  number: number | null;
  silent?: boolean;
  /** Of its part of the file. */
  first: boolean;
}

function Side({ line, number, silent = false, first }: SideProps) {
  if (line === null) return <div className="bg-sunken" />;
  const { line: colour, number: numberColour } = lineLooks[line.kind];
  return (
    <div aria-hidden={silent || undefined} className={cn("group/line flex min-w-0", colour)}>
      <LineButton
        line={silent ? null : line}
        first={first}
        className={cn("w-10 shrink-0 pr-2 text-right", numberColour)}
      >
        {number}
      </LineButton>
      <LineText line={line} wrap />
    </div>
  );
}
