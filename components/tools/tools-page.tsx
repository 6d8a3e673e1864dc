"use client";

import { useQuery } from "@tanstack/react-query";
import { Wrench } from "lucide-react";
import { messageOf } from "#client/request-error";
import type { ToolRequestStatus, ToolRequestView } from "#server/contract/tool-requests";
import { useViewer } from "#components/shell/viewer";
import { ToolRequestRow } from "#components/tool-requests/tool-request-row";
import { useTRPC } from "#components/trpc";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { Section } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { BringInButton } from "./bring-in-dialog.tsx";
import { BuildRow } from "./build-row.tsx";
import { ToolRegistry } from "./tool-registry.tsx";

const refreshMs = 5_000;

/** The tools that agents lack, that are built, and that are there. */
export function ToolsPage() {
  const trpc = useTRPC();
  const isAdmin = useViewer().role === "ADMIN";
  const requests = useQuery({ ...trpc.tools.requests.queryOptions(), refetchInterval: refreshMs });
  const tools = useQuery({ ...trpc.tools.list.queryOptions(), refetchInterval: refreshMs });
  const failed = requests.data === undefined ? requests : tools;
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-6 px-4 py-4 md:px-6 md:py-5">
      <PageHeader
        title="Tools"
        description="What agents have asked for because they lack it, what is being built, and what they may use."
        actions={isAdmin ? <BringInButton /> : null}
      />
      {requests.data !== undefined && tools.data !== undefined ? (
        requests.data.length === 0 && tools.data.length === 0 ? (
          <EmptyState icon={Wrench} title="Nobody has asked for a tool">
            When an agent lacks one, its request stands here and in the inbox, with what the Project Manager says of it.
            You decide whether it is built, and later whether what was built may be used.
          </EmptyState>
        ) : (
          <>
            <RequestList requests={requests.data} {...waiting} />
            <Builds requests={requests.data} {...building} />
            <ToolRegistry tools={tools.data} />
            <RequestList requests={requests.data} {...putOff} />
            <Builds requests={requests.data} {...cameToNothing} />
            <RequestList requests={requests.data} {...otherwise} />
          </>
        )
      ) : failed.error === null ? (
        <div className="flex flex-col gap-2">
          <LoadingNote>Loading the tools</LoadingNote>
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </div>
      ) : (
        <ErrorState
          title="The tools could not be loaded"
          reason={messageOf(failed.error)}
          onRetry={() => void failed.refetch()}
          retrying={failed.isFetching}
        />
      )}
    </div>
  );
}

interface ListProps {
  readonly title: string;
  readonly description: string;
  readonly statuses: readonly ToolRequestStatus[];
}

const waiting: ListProps = {
  title: "Waiting for you",
  description: "Decided in the inbox; the highest score first.",
  statuses: ["PENDING"],
};
const putOff: ListProps = {
  title: "Put off",
  description: "Each comes back to the inbox on its day.",
  statuses: ["DEFERRED"],
};
const otherwise: ListProps = {
  title: "Decided otherwise",
  description: "Refused, or something else is used.",
  statuses: ["ALTERNATIVE", "REJECTED"],
};

interface BuildsProps {
  readonly title: string;
  readonly description: string;
  /** Whether nothing goes on any more. */
  readonly ended: boolean;
}

const building: BuildsProps = {
  title: "Being built",
  description: "Approved. None of them can be used before you have accepted what comes of it.",
  ended: false,
};
const cameToNothing: BuildsProps = {
  title: "Not built",
  description: "Approved, but the build came to nothing, or you refused what came of it.",
  ended: true,
};

const listClasses = "divide-y divide-line rounded-md border bg-surface";

function RequestList({ requests, title, description, statuses }: ListProps & { requests: readonly ToolRequestView[] }) {
  const shown = requests.filter(({ status }) => statuses.includes(status));
  if (shown.length === 0) return null;
  return (
    <Section title={`${title} (${shown.length})`} description={description}>
      <ul className={listClasses}>
        {shown.map((request) => (
          <ToolRequestRow key={request.id} view={request} />
        ))}
      </ul>
    </Section>
  );
}

/** What was approved and is not there yet; what was accepted stands in the registry. */
function Builds({ requests, title, description, ended }: BuildsProps & { requests: readonly ToolRequestView[] }) {
  const shown = requests.filter(
    ({ status, build }) =>
      status === "APPROVED" && build?.version?.status !== "ACCEPTED" && ((build?.failure ?? null) !== null) === ended,
  );
  if (shown.length === 0) return null;
  return (
    <Section title={`${title} (${shown.length})`} description={description}>
      <ul className={listClasses}>
        {shown.map((request) => (
          <BuildRow key={request.id} view={request} />
        ))}
      </ul>
    </Section>
  );
}
