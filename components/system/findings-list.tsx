"use client";

import { CircleAlert, CircleCheck, CircleDashed, CircleX, type LucideIcon } from "lucide-react";
import type { SystemFinding, SystemFindings } from "#server/contract/views";
import { InlineCode } from "#components/ui/inline-code";
import { cn } from "#client/ui/cn";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";

/** What is looked for, in the order in which it matters to a newcomer. */
const labels = {
  claudeCode: "Claude Code",
  account: "Account",
  ollama: "Ollama",
  git: "Git",
  database: "Database",
  disk: "Disk",
  runner: "Runner",
  sandbox: "Sandbox",
} as const satisfies Record<keyof SystemFindings, string>;

const order = [
  "claudeCode",
  "account",
  "ollama",
  "git",
  "database",
  "disk",
  "runner",
  "sandbox",
] as const satisfies readonly (keyof SystemFindings)[];

const looks = {
  ok: { word: "Found", icon: CircleCheck, className: "text-done" },
  warning: { word: "Look at this", icon: CircleAlert, className: "text-needs" },
  missing: { word: "Missing", icon: CircleX, className: "text-failed" },
} as const satisfies Record<SystemFinding["status"], { word: string; icon: LucideIcon; className: string }>;

/** What Spiral works as well without: its absence is a fact and not a fault. */
const optional: readonly (keyof SystemFindings)[] = ["ollama"];
const absent = { word: "Not found, optional", icon: CircleDashed, className: "text-muted" } as const;

/** What was found on this machine, each with a tick or with the fix. */
export function FindingsList({ findings }: { findings: SystemFindings }) {
  return (
    <ul className="divide-y divide-line rounded-md border bg-surface">
      {order.map((name) => (
        <FindingRow key={name} name={name} finding={findings[name]} />
      ))}
    </ul>
  );
}

interface FindingRowProps {
  name: keyof SystemFindings;
  finding: SystemFinding;
}

function FindingRow({ name, finding: { status, detail, fix } }: FindingRowProps) {
  const { word, icon: Icon, className } = status === "missing" && optional.includes(name) ? absent : looks[status];
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 px-4 py-2.5 sm:grid-cols-[1rem_8rem_minmax(0,1fr)]">
      <span className={cn("mt-0.5", className)} title={word}>
        <Icon aria-hidden className="size-4" />
        <span className="sr-only">{word}</span>
      </span>
      <span className="font-medium">{labels[name]}</span>
      <span className="flex min-w-0 flex-col gap-0.5 max-sm:col-start-2">
        <span className="break-words text-muted">
          <InlineCode text={detail} />
        </span>
        {fix ? (
          <span className="break-words">
            <InlineCode text={fix} />
          </span>
        ) : null}
      </span>
    </li>
  );
}

/** The shape of the list while it is being looked. */
export function FindingsSkeleton() {
  return (
    <div className="divide-y divide-line rounded-md border bg-surface">
      <LoadingNote>Looking at this machine</LoadingNote>
      {order.map((name) => (
        <div key={name} className="flex h-10 items-center gap-3 px-4">
          <Skeleton className="size-4 rounded-full" />
          <span aria-hidden className="w-32 font-medium text-muted">
            {labels[name]}
          </span>
          <Skeleton className="w-48" />
        </div>
      ))}
    </div>
  );
}
