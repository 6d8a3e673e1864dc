"use client";

import { FileDiff, FlaskConical, ListChecks, ScrollText, Scale, ClipboardCheck } from "lucide-react";
import Link from "next/link";
import { ChangedFileList, LineCounts, totalsOf } from "../evidence/changed-files.tsx";
import { CheckLine, CheckOutput } from "../evidence/check-view.tsx";
import { FindingCounts, FindingList } from "../evidence/findings.tsx";
import { Quoted, VerdictView } from "../evidence/verdict-view.tsx";
import { formatNumberOf } from "../ui/format.ts";
import { Spinner } from "../ui/spinner.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { useActivity } from "./activity-context.ts";
import { Fold, RowFrame } from "./row-frame.tsx";
import { RunningShell } from "./shell-output.tsx";
import type { ActivityRow, RowItem } from "./row.ts";

interface OutcomeRowProps<Kind extends RowItem["kind"]> {
  row: ActivityRow;
  item: Extract<RowItem, { kind: Kind }>;
  open: boolean;
  onToggle: () => void;
}

/** A check that Spiral ran, with its output while it runs. */
export function CheckRow({ row, item, open, onToggle }: OutcomeRowProps<"check">) {
  const { runOf } = useActivity();
  const { result } = item;
  if (result !== null) {
    return (
      <RowFrame icon={FlaskConical} sequence={row.sequence} at={row.at}>
        <Fold open={open} onToggle={onToggle} line={<CheckLine check={result} />}>
          <CheckOutput check={result} />
        </Fold>
      </RowFrame>
    );
  }
  const running = runOf(row.runId)?.status === "RUNNING";
  return (
    <RowFrame icon={FlaskConical} sequence={row.sequence} at={row.at}>
      <span className="flex min-w-0 items-center gap-2">
        {running ? <Spinner className="size-3.5 text-running" /> : null}
        <code className="min-w-0 truncate font-mono text-xs">
          <VisibleText text={item.command} />
        </code>
        <span className="text-xs text-faint">{running ? "running" : "no result"}</span>
      </span>
      {running ? <RunningShell runId={row.runId} source={{ checkCommand: item.command }} className="max-h-60" /> : null}
    </RowFrame>
  );
}

/** What git says was changed. */
export function FilesRow({ row, item, open, onToggle }: OutcomeRowProps<"files">) {
  return (
    <RowFrame icon={FileDiff} sequence={row.sequence} at={row.at}>
      {item.files.length === 0 ? (
        <span className="text-muted">No file was changed</span>
      ) : (
        <Fold
          open={open}
          onToggle={onToggle}
          line={
            <>
              <span>{formatNumberOf(item.files.length, "file")} changed</span>
              <LineCounts {...totalsOf(item.files)} />
            </>
          }
        >
          <ChangedFileList files={item.files} className="max-w-2xl" />
        </Fold>
      )}
    </RowFrame>
  );
}

/** A plan that was proposed; the Plan tab has all of it. */
export function PlanRow({ row, item, open, onToggle }: OutcomeRowProps<"plan">) {
  const { plan, revision, by, reason } = item.proposed;
  return (
    <RowFrame icon={ListChecks} sequence={row.sequence} at={row.at}>
      <Fold
        open={open}
        onToggle={onToggle}
        line={
          <>
            <span className="shrink-0">{revision === 1 ? "Plan" : `Plan, revision ${revision}`}</span>
            <span className="min-w-0 truncate text-muted">
              <VisibleText text={plan.title} />
            </span>
            <span className="shrink-0 text-xs text-faint">
              {formatNumberOf(plan.phases.length, "phase")}
              {by === null ? null : (
                <>
                  , changed by <VisibleText text={by} />
                </>
              )}
            </span>
          </>
        }
      >
        <Quoted text={plan.summary} className="mb-2" />
        {reason === null ? null : <Quoted label="Why it was changed" text={reason} className="mb-2" />}
        <ol className="flex flex-col gap-1">
          {plan.phases.map((phase, index) => (
            <li key={index} className="flex gap-2">
              <span className="tabular text-faint">{index + 1}</span>
              <span className="min-w-0 break-words">
                <VisibleText text={phase.title} />
              </span>
            </li>
          ))}
        </ol>
      </Fold>
    </RowFrame>
  );
}

/** What Quality Assurance found. */
export function ReviewRow({ row, item, open, onToggle }: OutcomeRowProps<"review">) {
  const { review } = item;
  const met = review.criteria.filter((criterion) => criterion.met).length;
  return (
    <RowFrame
      icon={ClipboardCheck}
      tone={review.findings.some(({ severity }) => severity === "high") ? "failed" : "neutral"}
      sequence={row.sequence}
      at={row.at}
    >
      <Fold
        open={open}
        onToggle={onToggle}
        line={
          <>
            <span className="shrink-0">Review</span>
            <span className="tabular shrink-0 text-xs text-muted">
              {met} of {review.criteria.length} criteria met
            </span>
            <FindingCounts findings={review.findings} />
          </>
        }
      >
        <Quoted text={review.summary} className="mb-2.5" />
        <FindingList findings={review.findings} />
      </Fold>
    </RowFrame>
  );
}

/** What the Project Manager decided; never folded, because everything after it rests on it. */
export function VerdictRow({ row, item }: Pick<OutcomeRowProps<"verdict">, "row" | "item">) {
  const { verdict, overruled, refinementsLeft } = item.given;
  return (
    <RowFrame icon={Scale} sequence={row.sequence} at={row.at}>
      <VerdictView verdict={{ ...verdict, overruled }} />
      {verdict.verdict === "refine" && verdict.instruction !== null ? (
        <Quoted
          label={`Instruction to the Developer · ${formatNumberOf(refinementsLeft, "refinement")} left`}
          text={verdict.instruction}
          className="mt-1.5"
        />
      ) : null}
    </RowFrame>
  );
}

/** The report; its tab has all of it. */
export function ReportRow({ row, item }: Pick<OutcomeRowProps<"report">, "row" | "item">) {
  return (
    <RowFrame icon={ScrollText} tone="done" sequence={row.sequence} at={row.at}>
      <p>
        Report written.{" "}
        <Link href="?tab=report" className="text-accent underline underline-offset-2">
          Open the report
        </Link>
      </p>
      <Quoted text={item.report.summary} className="mt-1" />
    </RowFrame>
  );
}
