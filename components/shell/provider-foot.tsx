"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Clapperboard } from "lucide-react";
import Link from "next/link";
import { providerLabels } from "#server/contract/provider-kinds";
import type { ProviderState } from "#server/contract/views";
import { Skeleton } from "#components/ui/skeleton";
import { useTRPC } from "#components/trpc";
import { limitLine } from "#client/usage/limit-words";

const refreshMs = 60_000;

/** At the foot of the sidebar: who would do the work now, and what is left of its limits. Leads to more of either. */
export function ProviderFoot() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.providers.state.queryOptions());
  if (data === undefined) return <Skeleton className="mx-2 my-2 w-36" />;
  return (
    <Link
      href={isScripted(data) ? "/settings" : "/usage"}
      className="flex items-center gap-2 rounded-md px-2 py-1.5 text-xs text-muted transition-colors hover:bg-hover"
    >
      <ProviderLine state={data} />
    </Link>
  );
}

const isScripted = ({ active }: ProviderState): boolean => active === null || active === "scripted";

function ProviderLine({ state }: { state: ProviderState }) {
  if (state.active === null || state.active === "scripted") {
    return (
      <>
        <Clapperboard aria-hidden className="size-4 shrink-0" />
        <span className="flex min-w-0 flex-col">
          <span className="text-ink">Scripted model only</span>
          <span>Add a key to run your own</span>
        </span>
      </>
    );
  }
  const { name, detail } = providerLabels[state.active];
  return (
    <>
      <CircleCheck aria-hidden className="size-4 shrink-0 text-done" />
      <span className="flex min-w-0 flex-col">
        <span className="text-ink">
          {name} <span className="text-muted">{detail}</span>
        </span>
        <LimitLine provider={state.active} />
      </span>
    </>
  );
}

/** "5 h 62 %, week 18 %". Only what the provider has reported. */
function LimitLine({ provider }: { provider: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.usage.windows.queryOptions(undefined, { refetchInterval: refreshMs }));
  return <span className="tabular truncate">{data === undefined ? "…" : limitLine(data, provider)}</span>;
}
