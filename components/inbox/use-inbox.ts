"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { StreamMessage } from "#server/contract/events";
import type { InboxItem } from "#server/contract/inbox";
import { useLive } from "#components/live/live-provider";
import { createTrailing } from "#client/live/trailing";
import { useTRPC } from "#components/trpc";
import { heldAnswers } from "./held-answers.ts";

/** Milliseconds between two readings while much happens. */
const interval = 700;
const nothingHeld: ReadonlySet<string> = new Set();

/** What waits, without what has just been answered here, and how much of it this person can answer. Undefined while it is not known. */
export const useInbox = () => {
  const trpc = useTRPC();
  const query = useQuery(trpc.inbox.list.queryOptions());
  const held = useSyncExternalStore(heldAnswers.subscribe, heldAnswers.keys, () => nothingHeld);
  const items = query.data?.filter(({ key }) => !held.has(key));
  return { ...query, items, forMe: items?.filter(({ canAnswer }) => canAnswer) };
};

export type Items = readonly InboxItem[];

const changesInbox = (message: StreamMessage): boolean => {
  switch (message.type) {
    case "heads":
    case "changed":
      return true;
    case "live":
      return false;
    case "events":
      return message.events.some(
        ({ payload: { type } }) =>
          type.startsWith("ask.") || type === "tool.assessed" || type === "project.status_changed",
      );
    default:
      return message satisfies never;
  }
};

/** Keeps what waits current while the calling component is mounted, and sends held answers when the page is left. */
export const useLiveInbox = (): void => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const group = useLive();
  useEffect(() => {
    if (group === null) return;
    const refresh = createTrailing(() => {
      void queryClient.invalidateQueries(trpc.inbox.pathFilter());
      // An answer may be remembered: whoever looks at the rules sees it there.
      void queryClient.invalidateQueries(trpc.permissions.rules.queryFilter());
    }, interval);
    const stop = group.onMessages((messages) => {
      if (messages.some(changesInbox)) refresh.ask();
    });
    return () => {
      stop();
      refresh.cancel();
    };
  }, [group, queryClient, trpc]);
  useEffect(() => {
    const leaving = (): void => {
      if (document.visibilityState === "hidden") heldAnswers.flush();
    };
    document.addEventListener("visibilitychange", leaving);
    window.addEventListener("pagehide", heldAnswers.flush);
    return () => {
      document.removeEventListener("visibilitychange", leaving);
      window.removeEventListener("pagehide", heldAnswers.flush);
    };
  }, []);
};
