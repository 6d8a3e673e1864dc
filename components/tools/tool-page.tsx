"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { messageOf } from "#client/request-error";
import { formatDuration, formatNumberOf } from "#client/ui/format";
import { roleLabels } from "#server/contract/roles";
import type { ToolDetailView } from "#server/contract/tools";
import { Quoted } from "#components/evidence/verdict-view";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { Panel, Section } from "#components/ui/panel";
import { RelativeTime } from "#components/ui/relative-time";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { VisibleText } from "#components/ui/visible-text-view";
import { ToolActions } from "./tool-actions.tsx";
import { ToolRightsList } from "./tool-rights.tsx";
import { ToolUses } from "./tool-uses.tsx";
import { ToolVersions } from "./tool-versions.tsx";

/** One tool: what it may do, who uses it, what came of that, and all its versions. */
export function ToolPage({ toolId }: { toolId: string }) {
  const trpc = useTRPC();
  const tool = useQuery(trpc.tools.detail.queryOptions({ toolId }));
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-6 px-4 py-4 md:px-6 md:py-5">
      {tool.data !== undefined ? (
        <Tool tool={tool.data} />
      ) : (
        <>
          <PageHeader title="Tool" />
          {tool.error === null ? (
            <div className="flex flex-col gap-2">
              <LoadingNote>Loading the tool</LoadingNote>
              <Skeleton className="h-24" />
              <Skeleton className="h-24" />
            </div>
          ) : (
            <ErrorState
              title="The tool could not be loaded"
              reason={messageOf(tool.error)}
              onRetry={() => void tool.refetch()}
              retrying={tool.isFetching}
            />
          )}
        </>
      )}
    </div>
  );
}

const stateWord = ({ enabled, removedAt }: ToolDetailView): string => {
  if (removedAt !== null) return "Removed";
  return enabled ? "On" : "Off";
};

function Tool({ tool }: { tool: ToolDetailView }) {
  const { name, description, project, enabled, current, removedAt } = tool;
  return (
    <>
      <PageHeader
        title={<span className="font-mono">{name}</span>}
        aside={<Badge tone={enabled ? "done" : "neutral"}>{stateWord(tool)}</Badge>}
        description={
          <Link href="/tools" className="rounded-sm underline underline-offset-2">
            All tools
          </Link>
        }
        actions={<ToolActions tool={tool} />}
      />
      {current === null ? (
        <p className="text-muted">No version of it has been accepted: nothing may use it.</p>
      ) : (
        <Quoted
          label={
            current.builtBy === null
              ? "What it says of itself; it was brought from outside"
              : `What it does, in the words of the agents of ${current.builtBy.title}`
          }
          text={description}
        />
      )}
      <div className="grid gap-6 md:grid-cols-2">
        <Section title="Rights">
          <Panel className="px-4 py-3">
            {current === null ? (
              <p className="text-muted">None.</p>
            ) : (
              <ToolRightsList rights={current.manifest.rights} />
            )}
          </Panel>
        </Section>
        <Section title="Use">
          <Panel className="px-4 py-3">
            <Facts tool={tool} />
          </Panel>
        </Section>
      </div>
      <ToolVersions versions={tool.versions} currentId={removedAt === null ? (current?.id ?? null) : null} />
      <ToolUses uses={tool.recentUses} />
      <p className="text-xs text-muted">
        {project === null ? (
          "All projects have it."
        ) : (
          <>
            Only the project{" "}
            <Link href={`/projects/${project.id}`} className="rounded-sm underline underline-offset-2">
              <VisibleText text={project.title} />
            </Link>{" "}
            has it.
          </>
        )}
      </p>
    </>
  );
}

function Facts({ tool: { usage, agents } }: { tool: ToolDetailView }) {
  const { calls, failures, medianMs, lastUsedAt } = usage;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      <Fact name="Agents">{agents.map((role) => roleLabels[role].name).join(", ")}</Fact>
      <Fact name="Calls">{calls === 0 ? "None yet" : `${formatNumberOf(calls, "call")}, ${failures} failed`}</Fact>
      <Fact name="Median time">{medianMs === null ? "Not measured" : formatDuration(medianMs)}</Fact>
      <Fact name="Last used">{lastUsedAt === null ? "Never" : <RelativeTime at={lastUsedAt} />}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="tabular min-w-0 break-words">{children}</dd>
    </>
  );
}
