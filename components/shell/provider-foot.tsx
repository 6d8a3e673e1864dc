"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, Clapperboard, Cpu, TriangleAlert, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import { providerLabels } from "#server/contract/provider-kinds";
import type { FallbackView } from "#server/contract/fallback";
import type { ProviderState } from "#server/contract/provider-state";
import { cn } from "#client/ui/cn";
import { toneText } from "#client/ui/tone";
import { useFailure } from "#client/use-failure";
import { Button } from "#components/ui/button";
import { Skeleton } from "#components/ui/skeleton";
import { WholeWords } from "#components/ui/whole-words";
import { useTRPC } from "#components/trpc";
import { limitLine, thresholdOf } from "#client/usage/limit-words";
import { useClock } from "#client/ui/use-now";
import { awayIcons } from "./provider-looks.ts";
import { awayTones, claudeWords, nobodyWords, ollamaWords, onlyLocalWords, whyNotLocal } from "./provider-words.ts";

/** Milliseconds between two readings: a limit is hit, and a figure of it reported, with any answer. */
const refresh = { account: 15_000, fallback: 5_000, limits: 5_000 } as const;

/** At the foot of the sidebar: who would do the work now, what is left of its limits, and who could stand in. */
export function ProviderFoot() {
  const trpc = useTRPC();
  const provider = useQuery(trpc.providers.state.queryOptions(undefined, { refetchInterval: refresh.account }));
  const fallback = useQuery(trpc.fallback.state.queryOptions(undefined, { refetchInterval: refresh.fallback }));
  const { data: findings } = useQuery(trpc.system.findings.queryOptions());
  const providerFailure = useFailure(provider);
  const fallbackFailure = useFailure(fallback);
  const failure = providerFailure ?? fallbackFailure;
  const { data: state } = provider;
  // The samples work through it, too.
  if (state !== undefined && findings?.claudeCode.status === "missing") {
    return (
      <Line href="/settings" icon={TriangleAlert} tone="text-needs" title="No agent can start">
        See what Claude Code lacks
      </Line>
    );
  }
  if (failure !== null) {
    const missing = [provider, fallback].filter(({ data }) => data === undefined);
    return <NotLoaded reason={failure} onRetry={() => Promise.all(missing.map(({ refetch }) => refetch()))} />;
  }
  if (state === undefined) return <Skeleton className="mx-2 my-2 w-36" />;
  return <Foot state={state} fallback={fallback.data ?? null} />;
}

function Foot({ state: { active }, fallback }: { state: ProviderState; fallback: FallbackView | null }) {
  const now = useClock();
  const local = fallback === null ? null : ollamaWords(fallback);
  if (active === null || active === "scripted") {
    const { needs, title, detail } = nobodyWords(fallback);
    const none = needs && fallback !== null ? whyNotLocal(fallback) : null;
    return (
      <Line href="/settings" icon={needs ? TriangleAlert : Clapperboard} tone={needs ? "text-needs" : ""} title={title}>
        {detail}
        {local === null && none === null ? null : <LocalLine>{local ?? none}</LocalLine>}
      </Line>
    );
  }
  const { name, detail } = providerLabels[active];
  const own = (
    <>
      {name} <span className="text-muted">{detail}</span>
    </>
  );
  if (active === "ollama") {
    const only = fallback === null ? null : onlyLocalWords(fallback);
    const needs = only?.state === "needs";
    return (
      <Line
        href="/settings/fallback"
        icon={needs ? TriangleAlert : Cpu}
        tone={needs ? "text-needs" : "text-done"}
        title={own}
      >
        <WholeWords text={only?.detail ?? "…"} />
        {only === null || only.waiting === null ? null : <span className="text-needs">{only.waiting}</span>}
      </Line>
    );
  }
  const words = fallback === null ? null : claudeWords(fallback, now);
  if (words !== null && words.state !== "ok") {
    return (
      <Line
        href="/settings/fallback"
        icon={awayIcons[words.state]}
        tone={toneText[awayTones[words.state]]}
        title={<WholeWords text={words.title} />}
      >
        {words.detail}
        {local === null || words.by === "local" ? null : <LocalLine>{local}</LocalLine>}
      </Line>
    );
  }
  return <ClaudeLine title={own} fallback={fallback} local={local} />;
}

interface ClaudeLineProps {
  title: ReactNode;
  fallback: FallbackView | null;
  /** What Ollama has; null: no server answers. */
  local: string | null;
}

/** Claude can be asked: what is left of its limits, only as reported. */
function ClaudeLine({ title, fallback, local }: ClaudeLineProps) {
  const trpc = useTRPC();
  const now = useClock();
  const windows = useQuery(trpc.usage.windows.queryOptions(undefined, { refetchInterval: refresh.limits }));
  const line =
    windows.data === undefined || fallback === null
      ? null
      : limitLine(windows.data, { account: fallback.account, threshold: thresholdOf(fallback), now });
  const unknown = useFailure(windows) === null ? "…" : "Its limits could not be loaded";
  const tight = line?.tight ?? null;
  return (
    <Line
      href="/usage"
      icon={tight === null ? CircleCheck : CircleAlert}
      tone={tight === null ? "text-done" : "text-needs"}
      title={title}
    >
      <span className="tabular">{line?.words ?? unknown}</span>
      {tight === null ? null : <span className="tabular text-needs">{tight}</span>}
      {local === null ? null : <LocalLine>{local}</LocalLine>}
    </Line>
  );
}

interface NotLoadedProps {
  reason: string;
  onRetry: () => Promise<unknown>;
}

/** The server did not say who works now. */
function NotLoaded({ reason, onRetry }: NotLoadedProps) {
  // Of a try by itself nothing is shown: it comes every few seconds.
  const [isAsking, setIsAsking] = useState(false);
  const ask = async (): Promise<void> => {
    setIsAsking(true);
    await onRetry();
    setIsAsking(false);
  };
  return (
    <output className="flex items-start gap-2 px-2 py-1.5 text-xs text-muted">
      <TriangleAlert aria-hidden className="mt-px size-4 shrink-0 text-needs" />
      <span className="flex min-w-0 flex-col items-start gap-1 break-words">
        <span className="text-ink">Who works now is not known</span>
        {reason} It is asked again by itself.
        <Button size="sm" busy={isAsking} onClick={() => void ask()}>
          Try again
        </Button>
      </span>
    </output>
  );
}

interface LineProps {
  href: string;
  icon: LucideIcon;
  tone?: string;
  title: ReactNode;
  children: ReactNode;
}

function Line({ href, icon: Icon, tone = "", title, children }: LineProps) {
  return (
    <Link
      href={href}
      className="flex items-start gap-2 rounded-md px-2 py-1.5 text-xs text-muted transition-colors hover:bg-hover"
    >
      <Icon aria-hidden className={cn("mt-px size-4 shrink-0", tone)} />
      <span className="flex min-w-0 flex-col">
        <span className="break-words text-ink">{title}</span>
        <span className="flex flex-col break-words">{children}</span>
      </span>
    </Link>
  );
}

const LocalLine = ({ children }: { children: ReactNode }) => <span className="tabular text-faint">{children}</span>;
