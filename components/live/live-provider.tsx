"use client";

import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { useTRPCClient } from "../trpc.tsx";
import { browserTabs } from "./browser-tabs.ts";
import { openStreamWith } from "./open-stream.ts";
import type { StreamStatus } from "./stream-connection.ts";
import { joinTabGroup, type TabGroup } from "./tab-group.ts";

const LiveContext = createContext<TabGroup | null>(null);

/** The tab's place in the browser's one stream; null until it has joined. */
export const useLive = (): TabGroup | null => useContext(LiveContext);

const silent = () => () => {};

/** How the stream is doing. */
export const useStreamStatus = (): StreamStatus => {
  const group = useLive();
  return useSyncExternalStore(
    group?.subscribeStatus ?? silent,
    () => group?.getStatus() ?? "connecting",
    () => "connecting",
  );
};

/** Joins this tab to the browser's stream. Tabs of different people (after a change of session) never share one. */
export function LiveProvider({ viewerId, children }: { viewerId: string; children: ReactNode }) {
  const client = useTRPCClient();
  const [group, setGroup] = useState<TabGroup | null>(null);

  useEffect(() => {
    const isSignedIn = async () => (await client.viewer.me.query()) !== null;
    const open = openStreamWith(
      (input, handlers) => client.live.stream.subscribe({ projectIds: [...input.projectIds] }, handlers),
      isSignedIn,
    );
    let joined: TabGroup | null = null;
    const join = () => {
      joined = joinTabGroup({
        tab: crypto.getRandomValues(new Uint32Array(2)).join("-"),
        open,
        others: browserTabs(`spiral-live-1:${viewerId}`),
      });
      setGroup(joined);
    };
    const leave = () => {
      joined?.close();
      joined = null;
    };
    const retry = () => {
      if (document.visibilityState === "visible") joined?.retryNow();
    };
    const comeBack = (event: PageTransitionEvent) => {
      if (event.persisted && joined === null) join();
    };
    join();
    // A page that is put aside for the back button must not keep the lead; it joins again when it returns.
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", comeBack);
    window.addEventListener("online", retry);
    document.addEventListener("visibilitychange", retry);
    return () => {
      leave();
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", comeBack);
      window.removeEventListener("online", retry);
      document.removeEventListener("visibilitychange", retry);
    };
  }, [client, viewerId]);

  return <LiveContext value={group}>{children}</LiveContext>;
}
