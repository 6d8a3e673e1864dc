"use client";

import { useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import Link from "next/link";
import { Callout } from "#components/ui/callout";
import { Skeleton } from "#components/ui/skeleton";
import { useTRPC } from "#components/trpc";
import { canRun } from "./provider-check.tsx";

/** Whether a brief would run now, a private one or another. Unknown while loading, and then treated as yes. */
export const useCanRun = (isPrivate: boolean): boolean => {
  const trpc = useTRPC();
  const { data: state } = useQuery(trpc.providers.state.queryOptions());
  const { data: fallback } = useQuery(trpc.fallback.state.queryOptions(undefined, { enabled: isPrivate }));
  return isPrivate ? fallback === undefined || fallback.readyHere.length > 0 : canRun(state);
};

/** Beside the submit button of a private project: which model on this machine works on it, or how to get one. */
export function PrivateCheck() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.fallback.state.queryOptions(undefined, { refetchInterval: 10_000 }));
  if (data === undefined) return <Skeleton className="w-60" />;
  const [model] = data.readyHere;
  if (model === undefined) {
    return (
      <Callout
        tone="needs"
        title="No local model on this machine is ready"
        action={
          <Link href="/settings/fallback" className="rounded-sm text-sm font-medium underline underline-offset-2">
            Local models
          </Link>
        }
      >
        A private project needs Ollama here, with a model that can call tools. Your project is kept as a draft until
        then.
      </Callout>
    );
  }
  return (
    <p className="flex min-w-0 items-start gap-2 text-sm text-muted">
      <Lock aria-hidden className="mt-0.5 size-4 shrink-0 text-done" />
      <span className="min-w-0">
        Runs on <span className="font-mono text-xs break-words text-ink">{model}</span> on this machine, and nowhere
        else.
        <span className="block text-xs">No bill: it runs on your own machine.</span>
      </span>
    </p>
  );
}
