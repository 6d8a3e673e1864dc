"use client";

import type { ReactNode } from "react";
import type { Viewer } from "#server/contract/views";
import { InboxWatcher } from "#components/inbox/inbox-watcher";
import { LiveProvider } from "#components/live/live-provider";
import { Shell } from "./shell.tsx";
import { ViewerProvider } from "./viewer.tsx";

/** All that the signed-in pages share: who it is, the live stream, the frame. */
export function Dashboard({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  return (
    <ViewerProvider viewer={viewer}>
      <LiveProvider viewerId={viewer.id}>
        <InboxWatcher />
        <Shell>{children}</Shell>
      </LiveProvider>
    </ViewerProvider>
  );
}
