"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useTRPC } from "../trpc.tsx";
import type { ProjectLog } from "./project-log.ts";
import { createTrailing } from "./trailing.ts";
import { changesView } from "./view-changes.ts";

/** Milliseconds between two readings of a project's view while much happens. */
const interval = 400;

/**
 * Reads `projects.get` again whenever the log has gone beyond the view with an event that changes it.
 * @param included the sequence that the view at hand includes (`ProjectView.sequence`)
 */
export const useFreshView = (projectId: string, log: ProjectLog | null, included: number): void => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = useMemo(
    () =>
      createTrailing(() => void queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })), interval),
    [queryClient, trpc, projectId],
  );
  useEffect(() => refresh.cancel, [refresh]);

  const looked = useRef(0);
  const wanted = useRef(0);
  useEffect(() => {
    if (log === null) return;
    const { before, events } = log;
    for (const event of events.slice(Math.max(0, looked.current - before))) {
      if (changesView(event.payload)) wanted.current = event.sequence;
    }
    looked.current = before + events.length;
    if (wanted.current > included) refresh.ask();
  }, [log, included, refresh]);
};
