"use client";

import { EyeOff, KeyRound, MessageSquareWarning, type LucideIcon } from "lucide-react";
import type { ScreeningFinding } from "#server/contract/screening";
import { Callout } from "#components/ui/callout";
import { Checkbox } from "#components/ui/checkbox";
import { FieldError } from "#components/ui/field";
import { formatNumberOf } from "#client/ui/format";
import { VisibleText } from "#components/ui/visible-text-view";
import type { Screening } from "./use-screening.ts";

const icons = {
  secret: KeyRound,
  injection: MessageSquareWarning,
  hidden_text: EyeOff,
} as const satisfies Record<ScreeningFinding["kind"], LucideIcon>;

const what = {
  warn: "They do not keep you from submitting it.",
  confirm: "Agents will read the brief as it is.",
  block: "Take them out to submit it. A draft can be kept as it is.",
} as const satisfies Record<Screening["mode"], string>;

interface ScreeningNotesProps {
  screening: Screening | null;
  /** Whether the person has looked at exactly these. */
  confirmed: boolean;
  onConfirmedChange: (confirmed: boolean) => void;
  /** Goes to the place in the brief. */
  onShow: (finding: ScreeningFinding) => void;
  error?: string | undefined;
}

/** What was found in the brief, below it: where, what it is, and what is demanded before it can be submitted. */
export function ScreeningNotes({ screening, confirmed, onConfirmedChange, onShow, error }: ScreeningNotesProps) {
  const { certain = [], doubtful = [], mode = "warn" } = screening ?? {};
  const count = formatNumberOf(certain.length, "finding");
  return (
    <div className="flex flex-col gap-3 empty:hidden">
      {certain.length > 0 ? (
        <Callout tone="needs" title={`${count} in this brief`}>
          <p>{what[mode]}</p>
          <Findings findings={certain} onShow={onShow} />
          {mode === "confirm" ? (
            <div className="mt-3 flex flex-col gap-1.5 text-ink">
              <Checkbox
                name="screening"
                label={`I have looked at ${certain.length === 1 ? "this finding" : `these ${count}`}`}
                checked={confirmed}
                onChange={(event) => onConfirmedChange(event.target.checked)}
              />
              <div aria-live="polite">{error === undefined ? null : <FieldError>{error}</FieldError>}</div>
            </div>
          ) : null}
        </Callout>
      ) : null}
      {doubtful.length > 0 ? (
        <Callout title={`${formatNumberOf(doubtful.length, "place")} worth a look`}>
          <Findings findings={doubtful} onShow={onShow} />
        </Callout>
      ) : null}
      <p aria-live="polite" className="sr-only">
        {certain.length > 0 ? `The screening has ${count} in this brief.` : ""}
      </p>
    </div>
  );
}

function Findings({
  findings,
  onShow,
}: {
  findings: readonly ScreeningFinding[];
  onShow: (finding: ScreeningFinding) => void;
}) {
  return (
    <ul className="mt-2 flex flex-col gap-2">
      {findings.map((finding) => {
        const { kind, rule, message, excerpt, span } = finding;
        const Icon = icons[kind];
        return (
          <li key={`${span.start} ${rule}`} className="flex items-start gap-2">
            <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
            <div className="flex min-w-0 flex-col">
              <span className="text-ink">
                <button
                  type="button"
                  className="rounded-sm underline underline-offset-2"
                  onClick={() => onShow(finding)}
                >
                  Line {span.line}
                </button>
                : <VisibleText text={message} />
              </span>
              <span className="font-mono text-xs break-all">
                <VisibleText text={excerpt} />
              </span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
