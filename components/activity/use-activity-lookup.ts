"use client";

import { useMemo } from "react";
import type { ProjectView } from "../../server/contract/views.ts";
import type { ActivityContextValue } from "./activity-context.ts";

/** Makes the rows' view of their project. */
export const useActivityLookup = (project: ProjectView, query: string): ActivityContextValue => {
  const { runs, phases } = project;
  const byId = useMemo(
    () => ({
      runs: new Map(runs.map((run) => [run.id, run])),
      phases: new Map(phases.map((phase) => [phase.id, phase])),
    }),
    [runs, phases],
  );
  const operationOf = useMemo(() => (runId: string) => byId.runs.get(runId)?.operation ?? null, [byId]);
  return useMemo(
    () => ({
      query,
      operationOf,
      runOf: (runId) => (runId === null ? null : (byId.runs.get(runId) ?? null)),
      phaseOf: (phaseId) => (phaseId === null ? null : (byId.phases.get(phaseId) ?? null)),
    }),
    [byId, operationOf, query],
  );
};
