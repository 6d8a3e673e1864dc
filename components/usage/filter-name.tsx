"use client";

import { useQuery } from "@tanstack/react-query";
import { ProviderKind, providerLabels } from "#server/contract/provider-kinds";
import type { UsageGroup } from "#server/contract/usage-query";
import { useTRPC } from "#components/trpc";
import { VisibleText } from "#components/ui/visible-text-view";
import { roleName } from "#client/usage/chart-views";

/** What a filter's value is called. A name that is not known yet, or never, is shown as the id it is. */
export function FilterName({ group, value }: { group: UsageGroup; value: string }) {
  switch (group) {
    case "project":
    case "phase":
    case "user":
      return <LookedUpName group={group} value={value} />;
    case "role":
      return value === "" ? "none" : roleName(value);
    case "provider": {
      const kind = ProviderKind.safeParse(value);
      return kind.success ? `${providerLabels[kind.data].name}, ${providerLabels[kind.data].detail}` : value;
    }
    case "model":
      return <VisibleText text={value} />;
  }
}

function LookedUpName({ group, value }: { group: "project" | "phase" | "user"; value: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.usage.name.queryOptions({ group, key: value }, { enabled: value !== "" }));
  if (value === "") return "none";
  return <VisibleText text={data ?? value} />;
}
