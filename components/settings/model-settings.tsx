"use client";

import { useQuery } from "@tanstack/react-query";
import { agentRoles } from "#server/contract/roles";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { ModelForm } from "./model-form.tsx";

/** The model of each role, and of each complexity. */
export function ModelSettings({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const models = useQuery(trpc.settings.models.queryOptions());
  if (models.data === undefined) {
    return models.error === null ? (
      <Panel className="grid gap-4 p-4 sm:grid-cols-3">
        <LoadingNote>Loading the models</LoadingNote>
        {agentRoles.map((role) => (
          <Skeleton key={role} className="h-16" />
        ))}
      </Panel>
    ) : (
      <ErrorState
        title="The models could not be loaded"
        reason={messageOf(models.error)}
        onRetry={() => void models.refetch()}
        retrying={models.isFetching}
      />
    );
  }
  return <ModelForm saved={models.data} canEdit={canEdit} />;
}
