"use client";

import { useState } from "react";
import type { PlanRevisionView } from "../../server/contract/views.ts";
import { Quoted } from "../evidence/verdict-view.tsx";
import { Field } from "../ui/field.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Select } from "../ui/select.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { PlanDifference } from "./plan-difference-view.tsx";

/** Every version of the plan: who made it, why, what became of it, and what it changed. Newest first. */
export function PlanRevisions({ revisions }: { revisions: readonly PlanRevisionView[] }) {
  const newest = revisions.at(-1)?.number ?? 1;
  const [chosen, setChosen] = useState<{ from: number; to: number } | null>(null);
  const { from, to } = chosen ?? { from: Math.max(1, newest - 1), to: newest };
  const [before, after] = [from, to].map((number) => revisions.find((revision) => revision.number === number));
  const first = revisions[0]?.number ?? 1;
  return (
    <div className="flex max-w-prose flex-col gap-4">
      <ol className="flex flex-col gap-2">
        {revisions.toReversed().map((revision) => (
          <Revision key={revision.number} revision={revision} first={revision.number === first} />
        ))}
      </ol>
      <div className="grid grid-cols-2 gap-3">
        <RevisionSelect
          label="From"
          value={from}
          revisions={revisions}
          onChange={(number) => setChosen({ from: number, to })}
        />
        <RevisionSelect
          label="To"
          value={to}
          revisions={revisions}
          onChange={(number) => setChosen({ from, to: number })}
        />
      </div>
      {before === undefined || after === undefined ? null : (
        <PlanDifference before={before.plan.phases} after={after.plan.phases} />
      )}
    </div>
  );
}

function Revision({ revision, first }: { revision: PlanRevisionView; first: boolean }) {
  const { number, by, reason, sentBack, createdAt, approvedAt } = revision;
  return (
    <li className="flex flex-col gap-1">
      <p>
        <span className="font-medium">Revision {number}</span>{" "}
        <span className="text-muted">
          by {by === null ? "the Project Manager" : <VisibleText text={by} />}, <RelativeTime at={createdAt} />
          {approvedAt === null ? "" : by === null ? ", approved" : ", approved with it"}
          {sentBack === null ? "" : ", sent back"}
        </span>
      </p>
      {reason === null || first ? null : <Quoted label="Why" text={reason} />}
      {sentBack === null ? null : <Quoted label="Sent back with" text={sentBack} />}
    </li>
  );
}

function RevisionSelect({
  label,
  value,
  revisions,
  onChange,
}: {
  label: string;
  value: number;
  revisions: readonly PlanRevisionView[];
  onChange: (number: number) => void;
}) {
  return (
    <Field label={label}>
      <Select value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {revisions.map(({ number }) => (
          <option key={number} value={number}>
            Revision {number}
          </option>
        ))}
      </Select>
    </Field>
  );
}
