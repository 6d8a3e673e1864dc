"use client";

import { useQuery } from "@tanstack/react-query";
import { contextIds } from "#server/contract/agent-contexts";
import { useViewer } from "#components/shell/viewer";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { Panel, Section } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { AgentRequests } from "./agent-requests.tsx";
import { ContextItem } from "./context-item.tsx";

/** What agents have used of their requests, and what they read beside their assignments: how work is done in a language, and for a kind of document (R17). */
export function AgentsPage() {
  const trpc = useTRPC();
  const canEdit = useViewer().role === "ADMIN";
  const contexts = useQuery(trpc.agents.contexts.queryOptions());
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-8 px-4 py-4 pb-16 md:px-6 md:py-5 md:pb-16">
      <PageHeader title="Agents" description="How the Project Manager, the Developer and Quality Assurance work." />
      <Section
        title="Requests"
        description="One request is one assignment, however many calls it takes. An agent that has used up its requests in a project asks for more, and calls nothing meanwhile. What a new project gives stands in Settings, Limits."
      >
        <AgentRequests />
      </Section>
      <Section
        title="Contexts"
        description={`Agents get the one of the project's language, and for documents the one of their kind. The brief and the repository come first. ${canEdit ? "Runs that begin from now on read your changes." : "An administrator can change them."}`}
      >
        {contexts.data === undefined ? (
          contexts.error === null ? (
            <Panel className="p-4">
              <LoadingNote>Loading the contexts</LoadingNote>
              <Skeleton className="h-40" />
            </Panel>
          ) : (
            <ErrorState
              title="The contexts could not be loaded"
              reason={messageOf(contexts.error)}
              onRetry={() => void contexts.refetch()}
              retrying={contexts.isFetching}
            />
          )
        ) : (
          <Panel className="divide-y">
            {contextIds.map((id) => (
              <ContextItem key={id} id={id} own={contexts.data.own[id] ?? null} canEdit={canEdit} />
            ))}
          </Panel>
        )}
      </Section>
    </div>
  );
}
