"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { visibleText } from "#client/ui/visible-text";
import { itemSentence } from "./inbox-words.ts";
import { notifications } from "./notifications.ts";
import { useInbox, useLiveInbox, type Items } from "./use-inbox.ts";

/** Beside every page: keeps the inbox current, its count in the title, and tells what is new where one wants it. */
export function InboxWatcher() {
  useLiveInbox();
  const { forMe } = useInbox();
  useTitleCount(forMe?.length ?? 0);
  useNotifications(forMe);
  return null;
}

const withoutCount = (title: string): string => title.replace(/^\(\d+\) /u, "");

/** Puts the count in front of whatever title the page has, also when that changes. */
const useTitleCount = (count: number): void => {
  useEffect(() => {
    const set = (): void => {
      const bare = withoutCount(document.title);
      const wanted = count === 0 ? bare : `(${count}) ${bare}`;
      if (bare !== "" && document.title !== wanted) document.title = wanted;
    };
    set();
    const observer = new MutationObserver(set);
    observer.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => observer.disconnect();
  }, [count]);
};

/** What has come since, and only while nobody looks at this page. */
const useNotifications = (items: Items | undefined): void => {
  const router = useRouter();
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (items === undefined) return;
    const before = known.current;
    known.current = new Set(items.map(({ key }) => key));
    if (before === null || document.visibilityState === "visible" || notifications.state() !== "on") return;
    for (const item of items.filter(({ key }) => !before.has(key))) {
      notifications.show(`${visibleText(item.project.title)} needs you`, {
        body: visibleText(itemSentence(item)),
        tag: item.key,
        open: () => router.push(`/inbox?item=${encodeURIComponent(item.key)}`),
      });
    }
  }, [items, router]);
};
