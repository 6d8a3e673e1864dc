"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ProjectCard } from "#server/contract/views";
import { useTRPC, useTRPCClient } from "#components/trpc";
import { messageOf } from "../request-error.ts";
import { toast } from "../ui/toast-store.ts";
import { bulkActions, notDoneWords, projectsWords, type BulkActionId } from "./bulk-actions.ts";

/** A project that it did not work for, and why. */
export interface BulkFailure {
  readonly project: Named;
  readonly reason: string;
}

/** What came of something that did not work for all. */
export interface BulkOutcome {
  readonly title: string;
  readonly failures: readonly BulkFailure[];
  /** For how many it did. */
  readonly done: number;
}

type Named = Pick<ProjectCard, "id" | "title">;
export interface Priority {
  readonly importance: number;
  readonly urgency: number;
}

/** As many requests as one batch takes; the next ones follow when these are answered. */
const atOnce = 10;

/** Does one thing to each of several projects, by itself: what one is refused, the others are not. */
const forEachProject = async <Result>(
  projects: readonly Named[],
  act: (projectId: string) => Promise<Result>,
): Promise<{ readonly done: readonly { project: Named; result: Result }[]; readonly failures: BulkFailure[] }> => {
  const done: { project: Named; result: Result }[] = [];
  const failures: BulkFailure[] = [];
  for (let start = 0; start < projects.length; start += atOnce) {
    const some = projects.slice(start, start + atOnce);
    // oxlint-disable-next-line no-await-in-loop -- a few at a time, on purpose
    const results = await Promise.allSettled(some.map(({ id }) => act(id)));
    for (const [index, result] of results.entries()) {
      const project = some[index];
      if (project === undefined) continue;
      if (result.status === "fulfilled") done.push({ project, result: result.value });
      else failures.push({ project, reason: messageOf(result.reason) });
    }
  }
  return { done, failures };
};

/** Bulk actions: done per project, told once, and taken back where they can be. */
export const useBulkRun = () => {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<BulkOutcome | null>(null);

  const run = async <Result>(
    projects: readonly Named[],
    words: { done: string; participle: string },
    act: (projectId: string) => Promise<Result>,
    undo: ((done: readonly { project: Named; result: Result }[]) => void) | null,
  ): Promise<void> => {
    setBusy(true);
    const { done, failures } = await forEachProject(projects, act);
    await queryClient.invalidateQueries(trpc.projects.list.pathFilter());
    setBusy(false);
    if (failures.length > 0)
      setOutcome({
        title: notDoneWords(failures.length, projects.length, words.participle),
        failures,
        done: done.length,
      });
    if (done.length === 0) return;
    toast.done(
      `${words.done} ${projectsWords(done.length)}`,
      undo === null ? {} : { action: { label: "Undo", run: () => undo(done) } },
    );
  };

  const act = (id: BulkActionId, projects: readonly Named[]): Promise<void> => {
    const { undo } = bulkActions[id];
    return run(
      projects,
      bulkActions[id],
      (projectId) => client.projects[id].mutate({ projectId }),
      undo === null
        ? null
        : (done) =>
            void act(
              undo,
              done.map(({ project }) => project),
            ),
    );
  };

  const prioritise = (projects: readonly Named[], wanted: ReadonlyMap<string, Priority>): Promise<void> =>
    run(
      projects,
      { done: "Changed the priority of", participle: "changed" },
      (projectId) => client.projects.changePriority.mutate({ projectId, ...(wanted.get(projectId) ?? middling) }),
      (done) =>
        void prioritise(
          done.map(({ project }) => project),
          new Map(done.map(({ project, result }) => [project.id, result])),
        ),
    );

  return { act, prioritise, busy, outcome, forget: () => setOutcome(null) } as const;
};

export const middling: Priority = { importance: 5, urgency: 5 };
