"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { cn } from "#client/ui/cn";
import { formatExact } from "#client/ui/format";
import type { Tone } from "#client/ui/tone";
import type { ToolVersionStatus, ToolVersionView } from "#server/contract/tools";
import { CheckList } from "#components/evidence/check-list";
import { Badge } from "#components/ui/badge";
import { Section } from "#components/ui/panel";
import { VisibleText } from "#components/ui/visible-text-view";
import { VersionSource } from "./source-view.tsx";
import { ExportButton } from "./tool-actions.tsx";
import { ToolHashLine } from "./tool-hash.tsx";
import { ToolRightsList } from "./tool-rights.tsx";

const statuses = {
  PROPOSED: { word: "Waits for you", tone: "needs" },
  ACCEPTED: { word: "Accepted", tone: "done" },
  REFUSED: { word: "Refused", tone: "failed" },
  WITHDRAWN: { word: "Withdrawn", tone: "neutral" },
} as const satisfies Record<ToolVersionStatus, { word: string; tone: Tone }>;

interface ToolVersionsProps {
  versions: readonly ToolVersionView[];
  /** The one that agents use; null: none. */
  currentId: string | null;
}

/** All that was ever proposed of a tool, the newest first. */
export function ToolVersions({ versions, currentId }: ToolVersionsProps) {
  return (
    <Section
      title={`Versions (${versions.length})`}
      description="Each was accepted or refused for itself, by its hash."
    >
      <ul className="divide-y divide-line rounded-md border bg-surface">
        {versions.map((version) => (
          <VersionItem key={version.id} version={version} inUse={version.id === currentId} />
        ))}
      </ul>
    </Section>
  );
}

function VersionItem({ version, inUse }: { version: ToolVersionView; inUse: boolean }) {
  const [open, setOpen] = useState(inUse);
  const { word, tone } = statuses[version.status];
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-11 w-full flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
        />
        <span className="tabular font-medium">{version.manifest.version}</span>
        <span className="text-xs text-muted">Number {version.number}</span>
        <span className="ml-auto flex items-center gap-2">
          {inUse ? <Badge tone="accent">In use</Badge> : null}
          <Badge tone={tone}>{word}</Badge>
        </span>
      </button>
      {open ? <VersionDetails version={version} /> : null}
    </li>
  );
}

function VersionDetails({ version }: { version: ToolVersionView }) {
  const { id, hash, manifest, checks, createdAt, builtBy, status, decidedAt, decidedBy, reason } = version;
  return (
    <div className="flex min-w-0 flex-col gap-3 border-t px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <ToolHashLine hash={hash} />
        <ExportButton versionId={id} />
      </div>
      <p className="break-words text-muted">
        {builtBy === null ? (
          "Brought from outside"
        ) : (
          <>
            Built by{" "}
            <Link href={`/projects/${builtBy.id}`} className="rounded-sm underline underline-offset-2">
              <VisibleText text={builtBy.title} />
            </Link>
          </>
        )}{" "}
        on {formatExact(createdAt)}.{" "}
        {decidedAt === null
          ? null
          : `${status === "ACCEPTED" ? "Accepted" : "Decided"}${decidedBy === null ? "" : ` by ${decidedBy}`} on ${formatExact(decidedAt)}.`}
      </p>
      {reason === null ? null : (
        <p className="break-words">
          “<VisibleText text={reason} />”
        </p>
      )}
      <ToolRightsList rights={manifest.rights} />
      {checks.length === 0 ? <p className="text-muted">Spiral ran no check of it.</p> : <CheckList checks={checks} />}
      <VersionSource versionId={id} />
    </div>
  );
}
