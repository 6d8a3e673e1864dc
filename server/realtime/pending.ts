import type { DomainError } from "../platform/errors.ts";
import type { ChangeListener } from "./changes.ts";

/**
 * What a stream still has to look at. Marks, not messages: however fast things change and however slowly a browser
 * reads, this holds at most one mark a project, and what was missed is read (or passed over) when the reader is ready.
 */
export interface Pending extends ChangeListener {
  /** Takes the marks and leaves none. */
  readonly take: () => Marks;
  /** Resolves when there is a mark, the recheck is due, or the signal ends. Rejects with the reason of `onClose`. */
  readonly wait: (options: { readonly signal: AbortSignal; readonly timeoutMs: number }) => Promise<void>;
}

export interface Marks {
  /** Everything may have changed: tell the heads. */
  readonly gap: boolean;
  readonly events: ReadonlySet<string>;
  readonly live: ReadonlySet<string>;
  readonly lists: ReadonlySet<string>;
}

/** Above this many changed projects "everything may have changed" is the shorter thing to say. */
export const maxLists = 500;

/** @param watched the projects whose events are sent whole; of all others it is only told that they changed */
export const createPending = (watched: ReadonlySet<string>): Pending => {
  let marks = { gap: false, events: new Set<string>(), live: new Set<string>(), lists: new Set<string>() };
  let closedBecause: DomainError | null = null;
  let wake = Promise.withResolvers<void>();

  const onLists = (projectId: string): void => {
    marks.lists.add(projectId);
    if (marks.lists.size > maxLists) {
      marks.gap = true;
      marks.lists.clear();
    }
    wake.resolve();
  };

  return {
    onEvents: (projectId) => {
      if (!watched.has(projectId)) return onLists(projectId);
      marks.events.add(projectId);
      wake.resolve();
    },
    onLive: (projectId) => {
      if (!watched.has(projectId)) return;
      marks.live.add(projectId);
      wake.resolve();
    },
    onLists,
    onGap: () => {
      marks.gap = true;
      wake.resolve();
    },
    onClose: (reason) => {
      closedBecause = reason;
      wake.resolve();
    },
    take: () => {
      const taken = marks;
      marks = { gap: false, events: new Set(), live: new Set(), lists: new Set() };
      wake = Promise.withResolvers();
      return taken;
    },
    wait: async ({ signal, timeoutMs }) => {
      if (closedBecause !== null) throw closedBecause;
      const timer = setTimeout(() => wake.resolve(), timeoutMs);
      const onAbort = (): void => wake.resolve();
      signal.addEventListener("abort", onAbort, { once: true });
      if (signal.aborted) wake.resolve();
      try {
        await wake.promise;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      }
      if (closedBecause !== null) throw closedBecause;
    },
  };
};
