"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "#components/trpc";

/** Of calls that come page by page: where several are there, somebody is reading on, and they stay as they are. */
const isReadOn = (data: unknown): boolean =>
  typeof data === "object" && data !== null && "pages" in data && Array.isArray(data.pages) && data.pages.length > 1;

/**
 * Reads the page's other figures again whenever its totals have been: a day that has begun begins for all of them.
 * @param totalsAt when the totals were last read; 0: not yet
 */
export const useRefreshedTogether = (totalsAt: number): void => {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  useEffect(() => {
    if (totalsAt === 0) return;
    const { latency, timeline, hours, acceptedPhases, calls } = trpc.usage;
    for (const part of [latency, timeline, hours, acceptedPhases, calls]) {
      // What was read only a moment ago, with the totals or for the first time, is not read twice.
      void queryClient.refetchQueries(
        { queryKey: part.pathKey(), type: "active", stale: true, predicate: ({ state }) => !isReadOn(state.data) },
        { cancelRefetch: false },
      );
    }
  }, [queryClient, totalsAt, trpc]);
};
