"use client";

import { useQuery } from "@tanstack/react-query";
import { Wrench } from "lucide-react";
import { messageOf } from "#client/request-error";
import type { ToolRequestStatus, ToolRequestView } from "#server/contract/tool-requests";
import { useTRPC } from "#components/trpc";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { Section } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { ToolRequestRow } from "./tool-request-row.tsx";

const refreshMs = 5_000;

const lists: readonly {
  readonly title: string;
  readonly description: string;
  readonly statuses: readonly ToolRequestStatus[];
}[] = [
  { title: "Waiting for you", description: "Decided in the inbox; the highest score first.", statuses: ["PENDING"] },
  { title: "To be built", description: "Approved. None of them can be used yet.", statuses: ["APPROVED"] },
  { title: "Put off", description: "Each comes back to the inbox on its day.", statuses: ["DEFERRED"] },
  {
    title: "Decided otherwise",
    description: "Refused, or something else is used.",
    statuses: ["ALTERNATIVE", "REJECTED"],
  },
];

/** The tools that agents lack: what they asked for, and what became of it. */
export function ToolsPage() {
  const trpc = useTRPC();
  const requests = useQuery({ ...trpc.tools.requests.queryOptions(), refetchInterval: refreshMs });
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-6 px-4 py-4 md:px-6 md:py-5">
      <PageHeader title="Tools" description="What agents have asked for because they lack it, and what was decided." />
      {requests.data !== undefined ? (
        <Lists requests={requests.data} />
      ) : requests.error === null ? (
        <div className="flex flex-col gap-2">
          <LoadingNote>Loading the requests</LoadingNote>
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </div>
      ) : (
        <ErrorState
          title="The requests could not be loaded"
          reason={messageOf(requests.error)}
          onRetry={() => void requests.refetch()}
          retrying={requests.isFetching}
        />
      )}
    </div>
  );
}

function Lists({ requests }: { requests: readonly ToolRequestView[] }) {
  if (requests.length === 0) {
    return (
      <EmptyState icon={Wrench} title="Nobody has asked for a tool">
        When an agent lacks one, its request stands here and in the inbox, with what the Project Manager says of it.
      </EmptyState>
    );
  }
  return lists.map(({ title, description, statuses }) => {
    const shown = requests.filter(({ status }) => statuses.includes(status));
    return shown.length === 0 ? null : (
      <Section key={title} title={`${title} (${shown.length})`} description={description}>
        <ul className="divide-y divide-line rounded-md border bg-surface">
          {shown.map((request) => (
            <ToolRequestRow key={request.id} view={request} />
          ))}
        </ul>
      </Section>
    );
  });
}
