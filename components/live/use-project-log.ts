"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { useTRPCClient } from "../trpc.tsx";
import { useLive } from "./live-provider.tsx";
import { createLogStore, type LogSnapshot, type LogStore } from "./log-store.ts";

const silent = () => () => {};

/** Once a frame while the page is seen; once a second while it is not, for the title. */
const nextFrame = (notify: () => void): void => {
  if (document.hidden) setTimeout(notify, 1_000);
  else requestAnimationFrame(notify);
};

/** A project's log, kept current by the stream; null until it begins to load. */
export interface ProjectLogView extends LogSnapshot {
  readonly loadOlder: LogStore["loadOlder"];
}

/**
 * Follows a project's log while the calling component is mounted.
 * @param head the log's head as the page knows it (`ProjectView.sequence`): where the window begins depends on it
 */
export const useProjectLog = (projectId: string, head: number): ProjectLogView | null => {
  const client = useTRPCClient();
  const group = useLive();
  const [store, setStore] = useState<LogStore | null>(null);

  useEffect(() => {
    if (group === null) return;
    const created = createLogStore({
      projectId,
      head,
      listEvents: (after, limit) => client.events.list.query({ projectId, after, limit }),
      schedule: nextFrame,
    });
    // In the same turn as its first request: nothing can fall between that answer and the stream.
    const stopListening = group.onMessages(created.receive);
    const hide = group.show(projectId);
    setStore(created);
    return () => {
      hide();
      stopListening();
      created.close();
      setStore(null);
    };
    // `head` only decides where a new log begins; it moves on all the time and must not begin another.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, group, projectId]);

  const snapshot = useSyncExternalStore(
    store?.subscribe ?? silent,
    () => store?.getSnapshot() ?? null,
    () => null,
  );
  return store === null || snapshot === null ? null : { ...snapshot, loadOlder: store.loadOlder };
};
