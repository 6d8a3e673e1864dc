"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "../trpc.tsx";
import { useLive } from "./live-provider.tsx";
import { createTrailing } from "./trailing.ts";

/** Milliseconds between two readings of the list while much happens. */
const interval = 500;

/** Keeps `projects.list` current while the calling component is mounted. */
export const useLiveProjects = (): void => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const group = useLive();
  useEffect(() => {
    if (group === null) return;
    const refresh = createTrailing(() => void queryClient.invalidateQueries(trpc.projects.list.pathFilter()), interval);
    const stop = group.onMessages((messages) => {
      // Heads come when the stream is (again) up: something may have changed unheard. A project that another tab
      // watches comes as events instead of as `changed`.
      if (messages.some(({ type }) => type !== "live")) refresh.ask();
    });
    return () => {
      stop();
      refresh.cancel();
    };
  }, [group, queryClient, trpc]);
};
