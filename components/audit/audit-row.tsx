"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useId, useState } from "react";
import type { AuditEntryView } from "#server/contract/audit";
import { auditSentence, nobodyWords } from "#server/contract/audit-words";
import { cn } from "#client/ui/cn";
import { formatExact } from "#client/ui/format";
import { VisibleText } from "#components/ui/visible-text-view";

/** One entry: when, who, what, of which project. Opened, everything that is recorded of it. */
export function AuditRow({ entry }: { entry: AuditEntryView }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const { sequence, at, actor, action, subjectId, project, detail, hash } = entry;
  return (
    <li className="px-3 py-2">
      <div className="grid grid-cols-[1.5rem_minmax(0,1fr)] items-start gap-x-2 md:grid-cols-[1.5rem_11rem_9rem_minmax(0,1fr)] md:gap-x-3">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          aria-label={`Details of entry ${sequence}`}
          onClick={() => setOpen(!open)}
          className="flex size-5 items-center justify-center rounded-sm text-muted transition-colors hover:bg-hover hover:text-ink pointer-coarse:size-8"
        >
          <ChevronRight aria-hidden className={cn("size-4 transition-transform", open && "rotate-90")} />
        </button>
        <time dateTime={at.toISOString()} className="tabular text-muted max-md:text-xs">
          {formatExact(at)}
        </time>
        <span className="truncate font-medium max-md:col-start-2">
          {actor === null ? (
            <span className="text-muted">{nobodyWords(action)}</span>
          ) : (
            <VisibleText text={actor.name} />
          )}
        </span>
        <span className="min-w-0 break-words max-md:col-start-2">
          <VisibleText text={auditSentence(entry)} />
          {project === null ? null : (
            <>
              {" · "}
              {project.title === null ? (
                <span className="text-muted">a project that is gone</span>
              ) : (
                <Link
                  href={`/projects/${project.id}`}
                  className="rounded-sm underline decoration-line-strong underline-offset-2 hover:decoration-ink"
                >
                  <VisibleText text={project.title} />
                </Link>
              )}
            </>
          )}
        </span>
      </div>
      {open ? (
        <dl
          id={id}
          className="mt-2 ml-8 grid grid-cols-[5rem_minmax(0,1fr)] gap-x-3 gap-y-1 rounded-md bg-sunken px-3 py-2 text-xs"
        >
          <Fact name="Entry" value={String(sequence)} />
          <Fact name="Action" value={action} />
          <Fact name="About" value={subjectId ?? "—"} />
          {Object.entries(detail).map(([name, value]) => (
            <Fact key={name} name={name} value={value === null ? "—" : String(value)} />
          ))}
          <Fact name="Hash" value={hash} />
        </dl>
      ) : null}
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="break-words text-muted">{name}</dt>
      <dd className="font-mono break-all whitespace-pre-wrap">
        <VisibleText text={value} />
      </dd>
    </>
  );
}
