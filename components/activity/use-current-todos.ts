"use client";

import { useMemo } from "react";
import type { ProjectView } from "../../server/contract/views.ts";
import type { ProjectLog } from "../live/project-log.ts";
import type { Todos } from "./todo-list.tsx";

/** The list of the agent at work; null where there is none, or its run is over. */
export const useCurrentTodos = (project: ProjectView, log: ProjectLog | null): Todos | null => {
  const events = log?.events;
  const latest = useMemo(() => events?.findLast((event) => event.payload.type === "todos.updated") ?? null, [events]);
  if (latest?.payload.type !== "todos.updated" || latest.payload.items.length === 0) return null;
  const run = project.runs.find(({ id }) => id === latest.runId);
  return run === undefined || run.finishedAt !== null ? null : latest.payload.items;
};
