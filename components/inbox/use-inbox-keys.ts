"use client";

import { useEffect, useRef } from "react";
import { isTypingOrInDialog } from "#client/shell/typing";
import type { Items } from "./use-inbox.ts";

interface InboxKeys {
  items: Items;
  shown: string | null;
  /** The one that was chosen, which may have gone; null: none was. */
  selected: string | null;
  select: (key: string) => void;
}

/** Milliseconds after something that one did in which another request is shown because of it. */
const ownChangeMs = 1_500;
/** So long a request that came by itself, because somebody else has answered the one before, takes no key. */
const unseenMs = 1_000;

/** J and K move; any other letter is the shown request's own: its button names it (aria-keyshortcuts). */
export const useInboxKeys = ({ items, shown, selected, select }: InboxKeys): void => {
  const acted = useRef(0);
  const changed = useRef(-unseenMs);
  const before = useRef(shown);
  useEffect(() => {
    if (before.current === shown) return;
    before.current = shown;
    // What was chosen did not come by itself, with whatever it was chosen and however slowly the page followed.
    if (shown === selected) changed.current = -unseenMs;
    else if (performance.now() - acted.current > ownChangeMs) changed.current = performance.now();
  }, [shown, selected]);
  useEffect(() => {
    const onAct = (): void => {
      acted.current = performance.now();
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      if (event.metaKey || event.ctrlKey || event.altKey || isTypingOrInDialog()) return;
      const key = event.key.toLowerCase();
      if (key === "j" || key === "k") {
        const at = items.findIndex((item) => item.key === shown);
        const next = items[Math.min(items.length - 1, Math.max(0, at + (key === "j" ? 1 : -1)))];
        if (next === undefined) return;
        event.preventDefault();
        onAct();
        select(next.key);
        return;
      }
      if (!/^[a-z]$/u.test(key)) return;
      const button = document.querySelector<HTMLButtonElement>(`#request [aria-keyshortcuts="${key.toUpperCase()}"]`);
      // What is not to be seen is not answered: on a narrow page the list hides it.
      if (button === null || !button.checkVisibility()) return;
      event.preventDefault();
      if (performance.now() - changed.current < unseenMs) return;
      onAct();
      button.click();
    };
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("pointerdown", onAct);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("pointerdown", onAct);
    };
  }, [items, shown, select]);
};
