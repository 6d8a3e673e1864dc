"use client";

import { ChevronRight } from "lucide-react";
import { operations, roleLabels, type Operation } from "../../server/contract/roles.ts";
import { cn } from "../ui/cn.ts";
import { Duration } from "../ui/duration.tsx";
import { Tokens } from "../ui/amounts.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { workTimeWords } from "../ui/work-time.ts";
import { useActivity } from "./activity-context.ts";
import type { ActivityRow } from "./row.ts";

const nameOf = (operation: Operation | null): string => {
  const role = operation === null ? null : operations[operation].role;
  return role === null ? "Spiral" : roleLabels[role].name;
};

const roundWords = (operation: Operation | null, round: number): string | null => {
  if (round === 0) return null;
  return operation === "PLAN" ? `revision ${round + 1}` : `refinement ${round}`;
};

/** Who did what, in which phase: the words of a run's head. */
export function RunTitle({ row }: { row: ActivityRow }) {
  const { runOf, phaseOf } = useActivity();
  const run = runOf(row.runId);
  const phase = phaseOf(row.phaseId ?? run?.phaseId ?? null);
  const own = row.item.kind === "run" ? row.item : null;
  const operation = own?.operation ?? run?.operation ?? null;
  const round = roundWords(operation, own?.round ?? run?.round ?? 0);
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      <span className="shrink-0 font-medium">{nameOf(operation)}</span>
      <span className="shrink-0 text-muted">
        {operation === null ? "" : operations[operation].label}
        {round === null ? "" : `, ${round}`}
      </span>
      {phase === null ? null : (
        <span className="min-w-0 truncate text-faint">
          Phase {phase.position + 1} · <VisibleText text={phase.title} />
        </span>
      )}
    </span>
  );
}

interface RunHeadProps {
  row: ActivityRow;
  folded: boolean;
  onToggle: () => void;
}

/** Begins a run's rows, and folds them away. */
export function RunHead({ row, folded, onToggle }: RunHeadProps) {
  const run = useActivity().runOf(row.runId);
  return (
    <div className="flex min-w-0 items-center gap-3 border-t bg-surface px-3 pt-3 pb-1.5">
      <h3 className="min-w-0 flex-1">
        <button
          type="button"
          aria-expanded={!folded}
          onClick={onToggle}
          className="-ml-1 flex max-w-full items-center gap-2 rounded-sm px-1 text-left hover:bg-hover pointer-coarse:-my-1.5 pointer-coarse:py-1.5"
        >
          <ChevronRight
            aria-hidden
            className={cn("size-3.5 shrink-0 text-faint transition-transform", !folded && "rotate-90")}
          />
          <RunTitle row={row} />
        </button>
      </h3>
      {run === null ? null : (
        <span className="flex shrink-0 items-center gap-3 text-xs text-faint">
          {run.model === null ? null : <span className="max-w-48 truncate max-lg:hidden">{run.model}</span>}
          {run.usage.inputTokens + run.usage.outputTokens > 0 ? (
            <Tokens input={run.usage.inputTokens} output={run.usage.outputTokens} className="max-sm:hidden" />
          ) : null}
          <span title={workTimeWords}>
            <Duration time={run.work} />
          </span>
        </span>
      )}
    </div>
  );
}
