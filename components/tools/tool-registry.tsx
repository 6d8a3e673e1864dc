"use client";

import Link from "next/link";
import { useState } from "react";
import { formatDuration, formatNumberOf } from "#client/ui/format";
import { roleLabels } from "#server/contract/roles";
import type { ToolUsageView, ToolView } from "#server/contract/tools";
import { Badge } from "#components/ui/badge";
import { Input } from "#components/ui/input";
import { Section } from "#components/ui/panel";
import { RelativeTime } from "#components/ui/relative-time";
import { VisibleText } from "#components/ui/visible-text-view";

const matches = ({ name, description, project }: ToolView, sought: string): boolean =>
  [name, description, project?.title ?? ""].some((text) => text.toLowerCase().includes(sought));

/** Every tool that somebody has accepted. */
export function ToolRegistry({ tools }: { tools: readonly ToolView[] }) {
  const [search, setSearch] = useState("");
  const shown = tools.filter((tool) => matches(tool, search.trim().toLowerCase()));
  return (
    <Section
      title={`Registry (${tools.length})`}
      description="What was accepted, by its hash. Agents use nothing else."
      actions={
        tools.length === 0 ? null : (
          <Input
            type="search"
            aria-label="Search tools"
            placeholder="Search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="w-52 max-sm:w-full"
          />
        )
      }
    >
      {shown.length === 0 ? (
        <p className="rounded-md border border-dashed px-4 py-3 text-muted">
          {tools.length === 0 ? "No tool has been accepted yet." : "No tool matches."}
        </p>
      ) : (
        <ul className="divide-y divide-line rounded-md border bg-surface">
          {shown.map((tool) => (
            <ToolRow key={tool.id} tool={tool} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ToolRow({ tool }: { tool: ToolView }) {
  const { id, name, description, project, agents, enabled, current, usage } = tool;
  return (
    <li className="flex flex-col gap-1 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link
          href={`/tools/${id}`}
          className="min-w-0 rounded-sm font-mono text-sm font-medium break-all underline-offset-2 hover:underline"
        >
          {name}
        </Link>
        {current === null ? null : <span className="tabular text-xs text-muted">{current.manifest.version}</span>}
        <span className="ml-auto flex items-center gap-2">
          {project === null ? <Badge>For all projects</Badge> : null}
          <Badge tone={enabled ? "done" : "neutral"}>{enabled ? "On" : "Off"}</Badge>
        </span>
      </div>
      <p className="line-clamp-2 break-words text-muted">
        <VisibleText text={description} />
      </p>
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {project === null ? null : (
          <span className="min-w-0 truncate">
            In{" "}
            <Link href={`/projects/${project.id}`} className="rounded-sm underline underline-offset-2">
              <VisibleText text={project.title} />
            </Link>
          </span>
        )}
        <span>For {agents.map((role) => roleLabels[role].name).join(", ")}</span>
        <UsageWords usage={usage} />
      </p>
    </li>
  );
}

/** What has come of a tool's calls, in a few words. */
function UsageWords({ usage: { calls, failures, medianMs, lastUsedAt } }: { usage: ToolUsageView }) {
  if (calls === 0) return <span>Not used yet</span>;
  return (
    <>
      <span className="tabular">
        {formatNumberOf(calls, "call")}, {failures} failed
      </span>
      <span className="tabular">Median {medianMs === null ? "not measured" : formatDuration(medianMs)}</span>
      {lastUsedAt === null ? null : (
        <span>
          Last used <RelativeTime at={lastUsedAt} />
        </span>
      )}
    </>
  );
}
