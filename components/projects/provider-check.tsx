"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { roleLabels } from "#server/contract/roles";
import type { RoleModels } from "#server/contract/inputs";
import { providerLabels } from "#server/contract/provider-kinds";
import type { ProviderState } from "#server/contract/views";
import { Callout } from "#components/ui/callout";
import { InlineCode } from "#components/ui/inline-code";
import { Skeleton } from "#components/ui/skeleton";
import { useTRPC } from "#components/trpc";
import { CostLine, type StartLimits } from "./cost-line.tsx";

/** Whether a brief of one's own would run now. Unknown while loading, and then treated as yes: the server decides. */
export const canRun = (state: ProviderState | undefined): boolean =>
  state === undefined || (state.active !== null && state.active !== "scripted");

interface ProviderCheckProps {
  /** Models that the project uses instead of the settings', as typed. */
  own?: RoleModels;
  /** What it may use; absent: not shown. */
  limits?: StartLimits;
}

/**
 * Beside the submit button: what will run this project, or what is missing and how to fix it. And what
 * it may cost at most.
 */
export function ProviderCheck({ own = {}, limits }: ProviderCheckProps) {
  const trpc = useTRPC();
  const { data: state } = useQuery(trpc.providers.state.queryOptions());
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
  return (
    <p className="flex min-w-0 items-start gap-2 text-sm text-muted">
      <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-done" />
      <span className="min-w-0">
        Runs on <span className="text-ink">{name}</span> · {detail} with{" "}
        <ModelWords models={state.active === "ollama" ? state.models : withOwn(state.models, own)} />
        {limits === undefined ? null : <CostLine provider={state.active} limits={limits} />}
      </span>
    </p>
  );
}

const withOwn = (models: ProviderState["models"], own: RoleModels): ProviderState["models"] => ({
  projectManager: orElse(own.PROJECT_MANAGER, models.projectManager),
  developer: orElse(own.DEVELOPER, models.developer),
  qualityAssurance: orElse(own.QUALITY_ASSURANCE, models.qualityAssurance),
});
const orElse = (typed: string | undefined, standard: string): string =>
  typed === undefined || typed.trim() === "" ? standard : typed.trim();

/** One name where all roles use the same model, otherwise each role's. */
function ModelWords({ models: { developer, projectManager, qualityAssurance } }: { models: ProviderState["models"] }) {
  const same = developer === projectManager && developer === qualityAssurance;
  const byRole = [
    [roleLabels.DEVELOPER.short, developer],
    [roleLabels.PROJECT_MANAGER.short, projectManager],
    [roleLabels.QUALITY_ASSURANCE.short, qualityAssurance],
  ] as const;
  return (
    <span className="font-mono text-xs break-words text-ink">
      {same ? developer : byRole.map(([role, model]) => `${role} ${model}`).join(", ")}
    </span>
  );
}
