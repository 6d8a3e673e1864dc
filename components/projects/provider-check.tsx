"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import Link from "next/link";
import type { Complexity, Language } from "#server/contract/briefs";
import { roleLabels, type AgentRole } from "#server/contract/roles";
import { modelOfRole, type RoleModels } from "#server/contract/models";
import { providerLabels } from "#server/contract/provider-kinds";
import type { ProviderState } from "#server/contract/provider-state";
import { awayIcons } from "#client/shell/provider-looks";
import { awayTones, claudeWords } from "#client/shell/provider-words";
import { cn } from "#client/ui/cn";
import { toneText } from "#client/ui/tone";
import { useClock } from "#client/ui/use-now";
import { Callout } from "#components/ui/callout";
import { InlineCode } from "#components/ui/inline-code";
import { Skeleton } from "#components/ui/skeleton";
import { WholeWords } from "#components/ui/whole-words";
import { useTRPC } from "#components/trpc";
import { CostLine, type StartLimits } from "./cost-line.tsx";

/** Whether a brief of one's own would run now. Unknown while loading, and then treated as yes: the server decides. */
export const canRun = (state: ProviderState | undefined): boolean =>
  state === undefined || (state.active !== null && state.active !== "scripted");

interface ProviderCheckProps {
  /** Models that the project uses instead of the settings', as typed. */
  own?: RoleModels;
  /** As chosen or detected; null: not known yet. */
  complexity?: Complexity | null;
  /** The same of its language; null: not known, or left to the plan. */
  language?: Language | null;
  /** What it may use; absent: not shown. */
  limits?: StartLimits;
}

/**
 * Beside the submit button: what will run this project, or what is missing and how to fix it. And what
 * it may cost at most.
 */
export function ProviderCheck({ own = {}, complexity = null, language = null, limits }: ProviderCheckProps) {
  const trpc = useTRPC();
  const now = useClock();
  const { data: state } = useQuery(trpc.providers.state.queryOptions());
  const { data: fallback } = useQuery(trpc.fallback.state.queryOptions(undefined, { refetchInterval: 10_000 }));
  if (state === undefined) return <Skeleton className="w-60" />;
  if (state.active === null || state.active === "scripted") {
    return (
      <Callout
        tone="needs"
        title="Nothing can run this yet"
        action={
          <Link href="/settings" className="rounded-sm text-sm font-medium underline underline-offset-2">
            Open settings
          </Link>
        }
      >
        <InlineCode text={state.fix ?? "Add an API key, or sign in to Claude Code on this machine."} /> Your project is
        kept as a draft until then.
      </Callout>
    );
  }
  const { name, detail } = providerLabels[state.active];
  // Of an account of Claude's alone; elsewhere local models are the ones that work.
  const away = fallback === undefined || state.active === "ollama" ? null : claudeWords(fallback, now);
  const begins = away?.begins ?? null;
  const [Icon, tone] =
    away === null || away.state === "ok"
      ? ([CircleCheck, "done"] as const)
      : ([awayIcons[away.state], awayTones[away.state]] as const);
  const models = modelsFor(state.models, { own: state.active === "ollama" ? {} : own, complexity });
  return (
    <p className="flex min-w-0 items-start gap-2 text-sm text-muted">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", toneText[tone])} />
      <span className="min-w-0">
        {begins === null ? null : (
          <span className="block text-ink">
            <WholeWords text={begins} />
          </span>
        )}
        {begins === null ? "Runs on" : "Where Claude works on it, it runs on"} <span className="text-ink">{name}</span>{" "}
        · {detail} with <ModelWords models={models} />
        {limits === undefined ? null : (
          <CostLine
            provider={state.active}
            limits={limits}
            alike={complexity === null ? null : { language, complexity, model: models.DEVELOPER }}
          />
        )}
      </span>
    </p>
  );
}

/** As typed for this project, else as the settings have it for its complexity. */
const modelsFor = (
  models: ProviderState["models"],
  { own, complexity }: { own: RoleModels; complexity: Complexity | null },
): Readonly<Record<AgentRole, string>> => {
  const of = (role: AgentRole): string => {
    const typed = own[role]?.trim() ?? "";
    return typed === "" ? modelOfRole(models, role, complexity) : typed;
  };
  return {
    PROJECT_MANAGER: of("PROJECT_MANAGER"),
    DEVELOPER: of("DEVELOPER"),
    QUALITY_ASSURANCE: of("QUALITY_ASSURANCE"),
  };
};

/** One name where all roles use the same model, otherwise each role's. */
function ModelWords({ models }: { models: Readonly<Record<AgentRole, string>> }) {
  const order = ["DEVELOPER", "PROJECT_MANAGER", "QUALITY_ASSURANCE"] as const;
  const same = order.every((role) => models[role] === models.DEVELOPER);
  return (
    <span className="font-mono text-xs break-words text-ink">
      {same ? models.DEVELOPER : order.map((role) => `${roleLabels[role].short} ${models[role]}`).join(", ")}
    </span>
  );
}
