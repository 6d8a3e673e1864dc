"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Clapperboard, Cpu, Hourglass, TriangleAlert, type LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { providerLabels } from "#server/contract/provider-kinds";
import type { FallbackView } from "#server/contract/fallback";
import type { ProviderState } from "#server/contract/provider-state";
import { cn } from "#client/ui/cn";
import { toneText, type Tone } from "#client/ui/tone";
import { Skeleton } from "#components/ui/skeleton";
import { WholeWords } from "#components/ui/whole-words";
import { useTRPC } from "#components/trpc";
import { limitLine } from "#client/usage/limit-words";
import { useClock } from "#client/ui/use-now";
import { claudeWords, ollamaWords, type ClaudeWords } from "./provider-words.ts";

/** Milliseconds between two readings: a limit is hit at any moment, figures move slowly. */
const refresh = { account: 15_000, fallback: 5_000, limits: 60_000 } as const;

/** At the foot of the sidebar: who would do the work now, what is left of its limits, and who could stand in. */
export function ProviderFoot() {
  const trpc = useTRPC();
  const { data: state } = useQuery(trpc.providers.state.queryOptions(undefined, { refetchInterval: refresh.account }));
  const { data: fallback } = useQuery(
    trpc.fallback.state.queryOptions(undefined, { refetchInterval: refresh.fallback }),
  );
  const { data: findings } = useQuery(trpc.system.findings.queryOptions());
  if (state === undefined) return <Skeleton className="mx-2 my-2 w-36" />;
  // The samples work through it, too.
  if (findings?.claudeCode.status === "missing") {
    return (
      <Line href="/settings" icon={TriangleAlert} tone="text-needs" title="No agent can start">
        See what Claude Code lacks
      </Line>
    );
  }
  return <Foot state={state} fallback={fallback ?? null} />;
}

function Foot({ state: { active }, fallback }: { state: ProviderState; fallback: FallbackView | null }) {
  const now = useClock();
  const local = fallback === null ? null : ollamaWords(fallback);
  if (active === null || active === "scripted") {
    return (
      <Line href="/settings" icon={Clapperboard} title="Scripted model only">
        Add a key to run your own
        {local === null ? null : <LocalLine>{local}</LocalLine>}
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
    return (
      <Line href="/settings/fallback" icon={Cpu} tone="text-done" title={own}>
        <WholeWords text={fallback === null ? "…" : (fallback.local ?? local ?? "No Ollama server answers")} />
      </Line>
    );
  }
  const words = fallback === null ? null : claudeWords(fallback, now);
  if (words !== null && words.state !== "ok") {
    const { icon, tone } = looks[words.state];
    return (
      <Line href="/settings/fallback" icon={icon} tone={toneText[tone]} title={<WholeWords text={words.title} />}>
        {words.detail}
        {local === null || words.state === "stands_in" ? null : <LocalLine>{local}</LocalLine>}
      </Line>
    );
  }
  return (
    <Line href="/usage" icon={CircleCheck} tone="text-done" title={own}>
      {fallback === null ? "…" : <LimitLine account={fallback.account} />}
      {local === null ? null : <LocalLine>{local}</LocalLine>}
    </Line>
  );
}

/** The tones of a project's state: what waits by itself is calm. */
const looks = {
  stands_in: { icon: Cpu, tone: "fallback" },
  waits: { icon: Hourglass, tone: "neutral" },
  needs: { icon: TriangleAlert, tone: "needs" },
} as const satisfies Record<Exclude<ClaudeWords["state"], "ok">, { icon: LucideIcon; tone: Tone }>;

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

/** "5 h 62 %, week 18 %". Only what the provider has reported. */
function LimitLine({ account }: { account: string | null }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.usage.windows.queryOptions(undefined, { refetchInterval: refresh.limits }));
  return <span className="tabular truncate">{data === undefined ? "…" : limitLine(data, account)}</span>;
}
