"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { agentRoles, roleLabels } from "#server/contract/roles";
import type { AgentRequestsView, RequestsOfAgent } from "#server/contract/requests";
import { messageOf } from "#client/request-error";
import { cn } from "#client/ui/cn";
import { toneText } from "#client/ui/tone";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";
import { VisibleText } from "#components/ui/visible-text-view";

/** What each agent has used of its requests, project by project (R12). */
export function AgentRequests() {
  const trpc = useTRPC();
  const requests = useQuery(trpc.agents.requests.queryOptions());
  if (requests.data === undefined) {
    return requests.error === null ? (
      <>
        <LoadingNote>Loading the requests</LoadingNote>
        <Skeleton className="h-24" />
      </>
    ) : (
      <ErrorState
        title="The requests could not be loaded"
        reason={messageOf(requests.error)}
        onRetry={() => void requests.refetch()}
        retrying={requests.isFetching}
      />
    );
  }
  return <RequestsTable {...requests.data} />;
}

function RequestsTable({ standard, projects }: AgentRequestsView) {
  return (
    <Table label="Requests of the agents">
      <TableHead>
        <HeadCell>Project</HeadCell>
        {agentRoles.map((role) => (
          <HeadCell key={role} className="text-right whitespace-nowrap">
            <span className="sm:hidden" aria-hidden>
              {roleLabels[role].short}
            </span>
            <span className="max-sm:sr-only">{roleLabels[role].name}</span>
          </HeadCell>
        ))}
      </TableHead>
      <TableBody>
        <Row>
          <Cell className="whitespace-nowrap text-muted">New projects</Cell>
          {agentRoles.map((role) => (
            <Cell key={role} className="tabular text-right text-muted">
              {standard[role]}
            </Cell>
          ))}
        </Row>
        {projects.map(({ id, title, requests }) => (
          <Row key={id}>
            <Cell className="max-w-64 truncate max-sm:max-w-36">
              <Link href={`/projects/${id}`} className="underline underline-offset-2">
                <VisibleText text={title} />
              </Link>
            </Cell>
            {agentRoles.map((role) => (
              <Cell key={role} className={cn("tabular text-right whitespace-nowrap", toneOf(requests[role]))}>
                {requests[role].used} of {requests[role].limit}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

const toneOf = ({ used, limit }: RequestsOfAgent): string | false => used >= limit && toneText.needs;
