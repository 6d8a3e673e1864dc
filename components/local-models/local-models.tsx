"use client";

import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { FallbackView } from "#server/contract/fallback";
import type { LocalModelsView } from "#server/contract/local-models";
import { caveatOf, missingModels } from "#client/local-models/order-words";
import { messageOf } from "#client/request-error";
import { doesLocalWork, standInWords } from "#client/shell/provider-words";
import { useClock } from "#client/ui/use-now";
import { useTRPC } from "#components/trpc";
import { Callout } from "#components/ui/callout";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { HostForm } from "./host-form.tsx";
import { MissingModels } from "./missing-models.tsx";
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
export function LocalModels({ fallback, canEdit }: { fallback: FallbackView; canEdit: boolean }) {
  const trpc = useTRPC();
  const now = useClock();
  const section = useRef<HTMLElement>(null);
  const found = useQuery(
    trpc.localModels.list.queryOptions(undefined, {
      refetchInterval: ({ state: { data } }) => (data !== undefined && isBusy(data) ? interval.busy : interval.resting),
    }),
  );
  if (found.data === undefined) {
    return found.error === null ? (
      <>
        <LoadingNote>Loading the local models</LoadingNote>
        <LocalModelsShape />
      </>
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
  const caveat = caveatOf(found.data);
  return (
    <section ref={section} tabIndex={-1} aria-labelledby="local-models" className="flex flex-col gap-3">
      <div>
        <h3 id="local-models" className="font-medium">
          Local models
        </h3>
        <p className="text-muted">
          {standInWords(chosen?.model ?? null, fallback)}
          {caveat === null ? null : <span className="text-needs"> {caveat}</span>}
        </p>
      </div>
      {fix === null ? null : <Callout tone="needs">{fix}</Callout>}
      <MissingModels missing={missingModels(found.data)} canEdit={canEdit} heir={section} />
      {hosts.map((host) => (
        <OllamaHost key={host.url} host={host} canEdit={canEdit} doesWork={doesLocalWork(fallback, now)} />
      ))}
      {canEdit ? <HostForm hosts={hosts} order={order} pinAtPercent={pinAtPercent} /> : null}
    </section>
  );
}

/** The section while it loads: its heading, and a server with two models. */
export function LocalModelsShape() {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1">
        <Skeleton className="w-28" />
        <Skeleton className="w-96 max-w-full" />
      </div>
      <Panel className="divide-y divide-line">
        {["server", "first", "second"].map((row) => (
          <div key={row} className="flex flex-col gap-1 px-4 py-3">
            <Skeleton className="w-56 max-w-full" />
            <Skeleton className="w-72 max-w-full" />
          </div>
        ))}
      </Panel>
    </div>
  );
}
