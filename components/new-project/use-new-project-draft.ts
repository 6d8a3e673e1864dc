"use client";

import { useSyncExternalStore } from "react";
import { emptyDraft, keepDraft, readDraft, type NewProjectDraft } from "./new-project-draft.ts";

// In the module and not in a component: the text is still there when somebody comes back from another page.
let current: NewProjectDraft | null = null;
const readers = new Set<() => void>();

const read = (): NewProjectDraft => (current ??= readDraft(window.localStorage));

const write = (draft: NewProjectDraft): void => {
  current = draft;
  keepDraft(window.localStorage, draft);
  for (const notify of readers) notify();
};

const subscribe = (reader: () => void) => {
  readers.add(reader);
  return () => {
    readers.delete(reader);
  };
};

const change = (part: Partial<NewProjectDraft>): void => write({ ...read(), ...part });
const discard = (): void => write(emptyDraft);

/**
 * What the form of a new project holds, kept in this browser with every change. The server knows nothing of it: until
 * it is `ready`, nothing may be typed that would be mixed with what is kept.
 */
export const useNewProjectDraft = () => ({
  draft: useSyncExternalStore(subscribe, read, () => emptyDraft),
  ready: useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  ),
  change,
  discard,
});
