"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { dollarsText, readDollars } from "#server/contract/budgets";
import type { EstimateInput } from "#server/contract/costs";
import type { ProviderState } from "#server/contract/provider-state";
import { estimateRange, estimateSource } from "#client/costs/estimate-words";
import { formatNumberOf } from "#client/ui/format";
import { useTRPC } from "#components/trpc";

/** What a project that is about to start may use. */
export interface StartLimits {
  /** Developer assignments; undefined: not known yet. */
  readonly assignments: number | undefined;
  /** The budget as typed; null: nothing yet, the installation's default holds. */
  readonly budget: string | null;
}

interface CostLineProps {
  provider: Exclude<ProviderState["active"], "scripted" | null>;
  limits: StartLimits;
  /** What it is like, for an estimate; null: nothing is known of it yet. */
  alike: EstimateInput | null;
}

/** What a project may cost at most: its budget where one holds, and in plain words where nothing does. */
export function CostLine({ provider, limits: { assignments, budget }, alike }: CostLineProps) {
  const trpc = useTRPC();
  const { data: rules } = useQuery(trpc.budgets.rules.queryOptions());
  const typed = budget === null ? null : readDollars(budget);
  const micros = typed !== null && "micros" in typed ? typed.micros : null;
  const most = budget === null ? (rules?.projectDefaultMicros ?? null) : micros;
  const sent =
    assignments === undefined
      ? ""
      : ` At most ${assignments} Developer assignment${assignments === 1 ? "" : "s"}, then you are asked.`;
  return (
    <span className="block text-xs">
      {costWords(provider, most, rules?.countSubscription ?? false)}
      {sent}
      {provider === "ollama" || alike === null ? null : <EstimateWords alike={alike} provider={provider} />}
    </span>
  );
}

/** What projects like it have cost; in plain words where nothing like it was run. */
function EstimateWords({ alike, provider }: { alike: EstimateInput; provider: CostLineProps["provider"] }) {
  const trpc = useTRPC();
  const { data: estimate } = useQuery({
    ...trpc.projects.estimate.queryOptions(alike),
    placeholderData: keepPreviousData,
  });
  if (estimate === undefined) return null;
  if (estimate === null) return <> No estimate yet: nothing like it has been run here.</>;
  return (
    <span className="block">
      Likely {estimateRange(estimate)}
      {provider === "claude_subscription" ? " by the token, which the subscription covers," : ""} for{" "}
      {formatNumberOf(estimate.phases, "phase")}, estimated {estimateSource(estimate)}.
    </span>
  );
}

const costWords = (provider: CostLineProps["provider"], mostMicros: number | null, counted: boolean): string => {
  const limited = mostMicros === null ? null : `Costs at most $${dollarsText(mostMicros)}, its budget.`;
  switch (provider) {
    case "anthropic_api":
      return limited ?? "Billed by use. Without a budget there is no limit to the cost.";
    case "claude_subscription":
      return counted && limited !== null ? limited : "No bill of its own: it counts against the subscription's limits.";
    case "ollama":
      return "No bill: it runs on your own machines.";
  }
};
