"use client";

import { useQuery } from "@tanstack/react-query";
import type { LocalModelsView } from "#server/contract/local-models";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Callout } from "#components/ui/callout";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { HostForm } from "./host-form.tsx";
import { OllamaHost } from "./ollama-host.tsx";

/** Milliseconds between two readings: while something is checked or pulled, and otherwise. */
const interval = { busy: 1_000, resting: 10_000 } as const;

const isBusy = ({ hosts }: LocalModelsView): boolean =>
  hosts.some(
    ({ models, pulls, reachable }) =>
      pulls.some(({ endedAt }) => endedAt === null) ||
      // Of one that does not answer nothing comes until it does.
      (reachable === true && models.some(({ check }) => check.state === "asked")),
  );

/** Ollama servers, their models, and how well each uses tools. */
export function LocalModels({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const found = useQuery(
    trpc.localModels.list.queryOptions(undefined, {
      refetchInterval: ({ state: { data } }) => (data !== undefined && isBusy(data) ? interval.busy : interval.resting),
    }),
  );
  if (found.data === undefined) {
    return found.error === null ? (
      <Panel className="p-4">
        <LoadingNote>Loading the local models</LoadingNote>
        <Skeleton className="h-24" />
      </Panel>
    ) : (
      <ErrorState
        title="The local models could not be loaded"
        reason={messageOf(found.error)}
        onRetry={() => void found.refetch()}
        retrying={found.isFetching}
      />
    );
  }
  const { hosts, order, pinAtPercent, chosen, fix } = found.data;
  return (
    <section aria-labelledby="local-models" className="flex flex-col gap-3">
      <div>
        <h3 id="local-models" className="font-medium">
          Local models
        </h3>
        <p className="text-muted">
          {chosen === null
            ? "None can stand in for Claude now."
            : `${chosen.model} stands in for Claude, and works where there is no account.`}
        </p>
      </div>
      {fix === null ? null : <Callout tone="needs">{fix}</Callout>}
      {hosts.map((host) => (
        <OllamaHost key={host.url} host={host} canEdit={canEdit} />
      ))}
      {canEdit ? <HostForm hosts={hosts} order={order} pinAtPercent={pinAtPercent} /> : null}
    </section>
  );
}
