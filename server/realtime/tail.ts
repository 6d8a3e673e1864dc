import { setTimeout as delay } from "node:timers/promises";
import type { StreamMessage } from "../contract/events.ts";
import type { Changes } from "./changes.ts";
import { createPending, maxLists, type Pending } from "./pending.ts";
import { createStreamState, type StreamState } from "./stream-state.ts";

/** Timings of a stream, in milliseconds. */
export const tailTiming = {
  /** What happens within this time goes out together: a send has its cost, and a person sees no difference. */
  joinMs: 10,
  /** How often a stream asks whether its reader may still see what it shows. */
  recheckMs: 3_000,
  /** Lists hear of changes at most this often: they fetch, and a running project changes many times a second. */
  listsEveryMs: 250,
} as const;

export interface TailOptions {
  readonly changes: Changes;
  /** Whose events and live blocks are sent; the caller has checked that the reader may see them. */
  readonly projectIds: readonly string[];
  /** Whether the reader may know of a project; asked for those that are not in `projectIds`. */
  readonly mayView: (projectId: string) => Promise<boolean>;
  /** Throws when the reader has been signed out or has lost sight of a project of `projectIds`. */
  readonly assertAccess: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly timing?: { readonly [Name in keyof typeof tailTiming]?: number };
}

/**
 * The one stream of a browser, in batches. Its promises (contract/events.ts):
 * - The listener is attached before the heads are read, so nothing falls between them.
 * - It holds marks and positions only, never messages: a reader that does not read makes nothing grow, and one that
 *   has fallen behind what the feed remembers is told the heads again and fetches.
 * - A live block's text goes out before the event that finishes it, both being read in this order.
 * - While the reader is there it ends only with an error: a stream that ends well would say that this was all.
 */
export async function* tail(options: TailOptions): AsyncGenerator<StreamMessage[], void, undefined> {
  const { changes, projectIds, mayView } = options;
  const pending = createPending(new Set(projectIds));
  const subscription = await changes.subscribe(pending);
  try {
    const state = createStreamState({ changes, subscription, pending, projectIds, mayView });
    pending.onGap();
    yield* batches({ ...options, pending, state });
  } finally {
    subscription.end();
  }
}

async function* batches(
  options: TailOptions & { readonly pending: Pending; readonly state: StreamState },
): AsyncGenerator<StreamMessage[], void, undefined> {
  const { pending, state, assertAccess, signal } = options;
  const { joinMs, recheckMs, listsEveryMs } = { ...tailTiming, ...options.timing };
  /** Changed projects that lists have not been told of yet. */
  const held = new Set<string>();
  let checkedAt = performance.now();
  let listsToldAt = -Infinity;

  while (!signal.aborted) {
    const dueAt = Math.min(checkedAt + recheckMs, held.size === 0 ? Infinity : listsToldAt + listsEveryMs);
    await pending.wait({ signal, timeoutMs: Math.max(0, dueAt - performance.now()) });
    await delay(joinMs);
    if (signal.aborted) return;
    const now = performance.now();
    if (now - checkedAt >= recheckMs) {
      await assertAccess();
      state.forgetVisibility();
      checkedAt = now;
    }
    const marks = pending.take();
    for (const projectId of marks.lists) held.add(projectId);
    const gap = marks.gap || held.size > maxLists;
    const lists = !gap && now - listsToldAt >= listsEveryMs ? new Set(held) : new Set<string>();
    if (gap || lists.size > 0) {
      held.clear();
      listsToldAt = now;
    }
    const batch = await state.collect({ ...marks, gap, lists });
    if (batch.length > 0) yield batch;
  }
}
