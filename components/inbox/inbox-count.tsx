"use client";

import { useInbox } from "#client/inbox/use-inbox";

/** How much waits for this person, beside the way to it; nothing where nothing does. */
export function InboxCount() {
  const count = useInbox().forMe?.length ?? 0;
  if (count === 0) return null;
  return (
    <span className="tabular ml-auto rounded-full bg-needs-soft px-1.5 text-xs text-needs">
      {count > 99 ? "99+" : count} <span className="sr-only">waiting</span>
    </span>
  );
}
