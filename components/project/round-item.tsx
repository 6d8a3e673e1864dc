"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import type { RoundView } from "../../server/contract/views.ts";
import { LineCounts, totalsOf } from "../evidence/changed-files.tsx";
import { CheckLine } from "../evidence/check-view.tsx";
import { DocumentLine } from "../evidence/document-line.tsx";
import { FindingCounts, FindingList } from "../evidence/findings.tsx";
import { Quoted, VerdictView } from "../evidence/verdict-view.tsx";
import { cn } from "../ui/cn.ts";
import { formatNumberOf } from "../ui/format.ts";

const titles = {
  first: "First implementation",
  refinement: "Refinement",
  redo_from_start: "Done again from its start",
  redo_as_it_stands: "Tried again from what was there",
} as const satisfies Record<RoundView["cause"], string>;

/** One implementation of a phase: what was asked, what came of it, and the verdict. */
export function RoundItem({ round, phaseId }: { round: RoundView; phaseId: string }) {
  const { evidence, review, verdict, instruction } = round;
  const begun =
    evidence !== null || review !== null || verdict !== null || instruction !== null || round.developerSummary !== null;
  if (!begun) return null;
  const title = titles[round.cause];
  return (
    <section aria-label={`${title}, round ${round.round + 1}`} className="flex flex-col gap-2 rounded-md border p-2.5">
      <h4 className="text-xs font-medium">
        {title}
        {round.round === 0 ? null : <span className="text-faint"> · round {round.round + 1}</span>}
      </h4>
      {instruction === null ? null : <Quoted label="Instruction" text={instruction} />}
      {evidence === null ? null : (
        <>
          <Line label="Changed">
            {evidence.changedFiles.length === 0 ? (
              <span className="text-needs">No file</span>
            ) : (
              <Link
                href={`?tab=changes&phase=${phaseId}`}
                className="inline-flex flex-wrap items-center gap-2 rounded-sm hover:underline"
              >
                {formatNumberOf(evidence.changedFiles.length, "file")}{" "}
                <LineCounts {...totalsOf(evidence.changedFiles)} />
              </Link>
            )}
          </Line>
          {evidence.documents === null || evidence.documents.length === 0 ? null : (
            <Line label="Written">
              <span className="flex min-w-0 flex-col gap-1">
                {evidence.documents.map((document) => (
                  <DocumentLine key={document.path} document={document} />
                ))}
              </span>
            </Line>
          )}
          <Line label="Checks">
            {evidence.checks.length === 0 ? (
              <span className="text-muted">None found to run</span>
            ) : (
              <span className="flex min-w-0 flex-col gap-1">
                {evidence.checks.map((check, index) => (
                  <CheckLine key={index} check={check} />
                ))}
              </span>
            )}
          </Line>
        </>
      )}
      {review === null ? null : (
        <Line label="QA">
          <Findings review={review} />
        </Line>
      )}
      {verdict === null ? null : (
        <Line label="Verdict">
          <VerdictView verdict={verdict} />
        </Line>
      )}
    </section>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-2">
      <span className="w-14 shrink-0 text-xs leading-5 text-faint">{label}</span>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

function Findings({ review }: { review: NonNullable<RoundView["review"]> }) {
  const [open, setOpen] = useState(false);
  if (review.findings.length === 0) return <FindingCounts findings={review.findings} />;
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-mx-1 flex items-center gap-1 rounded-sm px-1 text-left hover:bg-hover pointer-coarse:-my-1.5 pointer-coarse:py-1.5"
      >
        <FindingCounts findings={review.findings} />
        <ChevronRight aria-hidden className={cn("size-3.5 text-faint transition-transform", open && "rotate-90")} />
      </button>
      {open ? <FindingList findings={review.findings} className="pt-2" /> : null}
    </div>
  );
}
