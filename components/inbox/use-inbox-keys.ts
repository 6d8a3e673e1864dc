"use client";

import { useEffect } from "react";
import { isTypingOrInDialog } from "#client/shell/typing";
import type { Items } from "./use-inbox.ts";

interface InboxKeys {
  items: Items;
  shown: string | null;
  select: (key: string) => void;
}

/** J and K move; any other letter is the shown request's own: its button names it (aria-keyshortcuts). */
export const useInboxKeys = ({ items, shown, select }: InboxKeys): void => {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      if (event.metaKey || event.ctrlKey || event.altKey || isTypingOrInDialog()) return;
      const key = event.key.toLowerCase();
      if (key === "j" || key === "k") {
        const at = items.findIndex((item) => item.key === shown);
        const next = items[Math.min(items.length - 1, Math.max(0, at + (key === "j" ? 1 : -1)))];
        if (next === undefined) return;
        event.preventDefault();
        select(next.key);
        return;
      }
      if (!/^[a-z]$/u.test(key)) return;
      const button = document.querySelector<HTMLButtonElement>(`#request [aria-keyshortcuts="${key.toUpperCase()}"]`);
      if (button === null) return;
      event.preventDefault();
      button.click();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [items, shown, select]);
};
