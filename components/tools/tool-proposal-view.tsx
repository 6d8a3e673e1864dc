import Link from "next/link";
import type { ReactNode } from "react";
import { roleLabels } from "#server/contract/roles";
import type { ToolProposal } from "#server/contract/tools";
import { CheckList } from "#components/evidence/check-list";
import { Quoted } from "#components/evidence/verdict-view";
import { VisibleText } from "#components/ui/visible-text-view";
import { VersionSource } from "./source-view.tsx";
import { ToolHashLine } from "./tool-hash.tsx";
import { ToolRightsList } from "./tool-rights.tsx";

/** Everything that a person decides about: rights, checks, source, and how it differs from the version in use. */
export function ToolProposalView({ proposal }: { proposal: ToolProposal }) {
  const { manifest, number, hash, checks, previous, askedBy, agents, versionId } = proposal;
  return (
    <div className="flex min-w-0 flex-col gap-4 pb-3">
      <p>
        {previous === null
          ? "It is the first version of this tool."
          : `It would take the place of version ${previous.version} (number ${previous.number}), which is in use.`}{" "}
        {askedBy === null ? null : (
          <>
            Asked for in{" "}
            <Link href={`/projects/${askedBy.id}`} className="rounded-sm underline underline-offset-2">
              <VisibleText text={askedBy.title} />
            </Link>
            , for {agents.map((role) => roleLabels[role].name).join(", ")}.
          </>
        )}
      </p>
      <Quoted label="What it does, in the words of the agents that built it" text={manifest.description} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Part title="What it may do">
          <ToolRightsList rights={manifest.rights} before={previous?.rights ?? null} />
        </Part>
        <Part title="Exactly this">
          <p className="flex flex-wrap items-center gap-x-3">
            <span>
              Proposal {number}, version {manifest.version}
            </span>
            <ToolHashLine hash={hash} />
          </p>
        </Part>
      </div>
      <Part title="Checks that Spiral ran on this content">
        {checks.length === 0 ? <p className="text-muted">None were run.</p> : <CheckList checks={checks} failedOpen />}
      </Part>
      <Part title="Source, as agents wrote it">
        <VersionSource versionId={versionId} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-1.5">
      <h3 className="text-xs text-faint">{title}</h3>
      {children}
    </section>
  );
}
