"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc";
import { DecidedRow } from "./decided-row.tsx";

/** How requests like this one were decided; nothing where there were none. */
export function SimilarAsks({ askId }: { askId: string }) {
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.inbox.similar.queryOptions({ askId }));
  if (data.length === 0) return null;
  return (
    <section aria-labelledby="similar" className="flex flex-col gap-2">
      <h2 id="similar" className="text-xs text-faint">
        How requests like it were decided
      </h2>
      <ul className="divide-y divide-line rounded-md border bg-surface">
        {data.map((ask) => (
          <DecidedRow key={ask.askId} ask={ask} />
        ))}
      </ul>
    </section>
  );
}
