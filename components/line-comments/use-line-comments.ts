"use client";

import { useMemo, useSyncExternalStore } from "react";
import { keepComments, readComments, type LineComment } from "./line-comment.ts";

// In the module and not in a component: they are still there when somebody comes back from another page.
const kept = new Map<string, readonly LineComment[]>();
const readers = new Set<() => void>();
const none: readonly LineComment[] = [];

const read = (projectId: string): readonly LineComment[] => {
  const known = kept.get(projectId) ?? readComments(window.localStorage, projectId);
  kept.set(projectId, known);
  return known;
};

const write = (projectId: string, comments: readonly LineComment[]): void => {
  kept.set(projectId, comments);
  keepComments(window.localStorage, projectId, comments);
  for (const notify of readers) notify();
};

const subscribe = (reader: () => void) => {
  readers.add(reader);
  return () => {
    readers.delete(reader);
  };
};

/** Comments that wait for the next message to a project, kept in this browser with every change. */
export const useLineComments = (projectId: string) => {
  const comments = useSyncExternalStore(
    subscribe,
    () => read(projectId),
    () => none,
  );
  return useMemo(
    () => ({
      comments,
      add: (comment: Omit<LineComment, "id">) => {
        const before = read(projectId);
        const id = Math.max(0, ...before.map((other) => other.id)) + 1;
        write(projectId, [...before, { ...comment, id }]);
      },
      remove: (ids: readonly number[]) =>
        write(
          projectId,
          read(projectId).filter(({ id }) => !ids.includes(id)),
        ),
    }),
    [comments, projectId],
  );
};
