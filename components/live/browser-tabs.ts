import type { Election, TabChannel, TabMessage } from "./tab-group.ts";

/** Joins the two things that tabs share by the same name; another name is another group. */
export interface BrowserTabs {
  readonly channel: TabChannel;
  readonly election: Election;
}

/** The browser's own lock and channel; null where it offers no locks (a page over plain http). */
export const browserTabs = (name: string): BrowserTabs | null => {
  if (!("locks" in navigator) || !("BroadcastChannel" in globalThis)) return null;
  const broadcast = new BroadcastChannel(name);
  return {
    channel: {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel never leaves its origin and takes no target
      post: (message) => broadcast.postMessage(message),
      listen: (listener) => {
        broadcast.addEventListener("message", (event: MessageEvent<TabMessage>) => listener(event.data));
      },
      close: () => broadcast.close(),
    },
    election: (lead) => {
      const held = Promise.withResolvers<void>();
      const waiting = new AbortController();
      navigator.locks
        .request(name, { signal: waiting.signal }, () => {
          lead();
          return held.promise;
        })
        .catch(() => {
          // Only aborting rejects: the tab went before its turn came.
        });
      return () => {
        waiting.abort();
        held.resolve();
      };
    },
  };
};
