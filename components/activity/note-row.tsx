import { CircleCheck, CircleDot, CircleX, Cpu, TriangleAlert, type LucideIcon } from "lucide-react";
import { InlineCode } from "../ui/inline-code.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { noteWords, type NoteWords } from "./note-words.ts";
import { RowFrame } from "./row-frame.tsx";
import type { ActivityRow, NotePayload } from "./row.ts";

const icons = {
  neutral: CircleDot,
  needs: TriangleAlert,
  done: CircleCheck,
  failed: CircleX,
  fallback: Cpu,
} as const satisfies Record<NoteWords["tone"], LucideIcon>;

/** One line in the product's own words. */
export function NoteRow({ row, payload }: { row: ActivityRow; payload: NotePayload }) {
  const { text, detail, tone } = noteWords(payload, row.at);
  return (
    <RowFrame
      icon={icons[tone]}
      tone={tone}
      {...(tone === "neutral" ? { iconClassName: "size-3.5 text-faint" } : {})}
      sequence={row.sequence}
      at={row.at}
    >
      <p className="break-words text-muted">
        <VisibleText text={text} />
        {detail === null ? null : (
          <span className="text-faint">
            {" · "}
            <InlineCode text={detail} />
          </span>
        )}
      </p>
    </RowFrame>
  );
}
