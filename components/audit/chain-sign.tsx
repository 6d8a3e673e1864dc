"use client";

import { useQuery } from "@tanstack/react-query";
import { Link2, Link2Off } from "lucide-react";
import { useTRPC } from "#components/trpc";
import { RelativeTime } from "#components/ui/relative-time";
import { formatNumberOf } from "#client/ui/format";

/** Whether the chain was whole when it was last followed, and when that was. */
export function ChainSign() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.audit.check.queryOptions());
  if (data === undefined) return null;
  if (data === null) return <p className="text-xs text-muted">The chain has not been checked yet.</p>;
  const { at, report } = data;
  // Spiral's first check is over before anybody has done anything.
  if (report.whole && report.entries === 0)
    return (
      <p className="text-xs text-muted">The chain is checked every five minutes; its first entries were not yet.</p>
    );
  return report.whole ? (
    <p className="flex items-center gap-1.5 text-xs text-muted">
      <Link2 aria-hidden className="size-3.5 text-done" />
      <span>
        Chain whole: {formatNumberOf(report.entries, "entry", "entries")}, checked <RelativeTime at={at} />
      </span>
    </p>
  ) : (
    <p className="flex items-center gap-1.5 text-xs text-failed">
      <Link2Off aria-hidden className="size-3.5" />
      <span>
        The chain is broken: entries were changed past Spiral. Health says where. Checked <RelativeTime at={at} />
      </span>
    </p>
  );
}
