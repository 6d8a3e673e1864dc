"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc";

const refreshMs = 10_000;

/** How many alerts are new, beside the way to them; nothing where none is. */
export function UnreadAlerts() {
  const trpc = useTRPC();
  const { data = 0 } = useQuery({ ...trpc.alerts.unread.queryOptions(), refetchInterval: refreshMs });
  if (data === 0) return null;
  return (
    <span className="tabular ml-auto rounded-full bg-needs-soft px-1.5 text-xs text-needs">
      {data > 99 ? "99+" : data} <span className="sr-only">new</span>
    </span>
  );
}
