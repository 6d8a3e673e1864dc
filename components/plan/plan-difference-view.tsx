import { ArrowUpDown, Equal, Minus, Pencil, Plus, type LucideIcon } from "lucide-react";
import type { PlannedPhase } from "../../server/contract/outputs.ts";
import { cn } from "../ui/cn.ts";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { comparePhases, type PartChange, type PhaseChange } from "./plan-difference.ts";

const looks = {
  same: { word: "Unchanged", icon: Equal, tone: "text-faint" },
  moved: { word: "Moved", icon: ArrowUpDown, tone: "text-accent" },
  changed: { word: "Changed", icon: Pencil, tone: "text-needs" },
  added: { word: "Added", icon: Plus, tone: "text-done" },
  removed: { word: "Removed", icon: Minus, tone: "text-failed" },
} as const satisfies Record<PhaseChange["kind"], { word: string; icon: LucideIcon; tone: string }>;

interface PlanDifferenceProps {
  before: readonly PlannedPhase[];
  after: readonly PlannedPhase[];
}

/** What changed between two versions of a plan, phase by phase. */
export function PlanDifference({ before, after }: PlanDifferenceProps) {
  const changes = comparePhases(before, after);
  return changes.every(({ kind }) => kind === "same") ? (
    <p className="text-muted">The phases are the same.</p>
  ) : (
    <ol aria-label="Changes of the plan" className="flex max-w-prose flex-col gap-2">
      {changes.map((change) => (
        <Change key={`${change.from} ${change.to}`} change={change} />
      ))}
    </ol>
  );
}

function Change({ change }: { change: PhaseChange }) {
  const { word, icon: Icon, tone } = looks[change.kind];
  const place = change.to ?? change.from;
  return (
    <li className="flex min-w-0 gap-2">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", tone)} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="break-words">
          <span className={cn("text-xs", tone)}>{word}</span>{" "}
          <span
            className={cn(
              change.kind === "removed" && "text-muted line-through",
              change.kind === "same" ? "text-muted" : "font-medium",
            )}
          >
            <span className="tabular">{place}.</span> <VisibleText text={change.title} />
          </span>
          {change.from !== null && change.to !== null && change.from !== change.to && change.kind !== "same" ? (
            <span className="text-xs text-faint"> was {change.from}</span>
          ) : null}
        </p>
        {change.parts.map((part) => (
          <Part key={part.label} part={part} />
        ))}
      </div>
    </li>
  );
}

const marks = {
  same: { sign: " ", word: null, classes: "text-muted" },
  added: { sign: "+", word: "added", classes: "bg-done-soft" },
  removed: { sign: "−", word: "removed", classes: "bg-failed-soft text-muted" },
} as const;

function Part({ part: { label, lines } }: { part: PartChange }) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <p className="text-xs text-faint">{label}</p>
      <ul className="overflow-hidden rounded-sm border">
        {lines.map(({ kind, text }, index) => {
          const { sign, word, classes } = marks[kind];
          return (
            <li key={index} className={cn("flex gap-2 px-2 py-0.5", classes)}>
              <span aria-hidden className="w-2 shrink-0 font-mono text-faint">
                {sign}
              </span>
              {word === null ? null : <span className="sr-only">{word}: </span>}
              <span className="min-w-0 break-words">
                <VisibleText text={text} />
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
