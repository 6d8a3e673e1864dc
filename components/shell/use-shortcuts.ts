"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { commandOf } from "./shortcuts.ts";
import { isTypingOrInDialog } from "./typing.ts";

/** How long the second key of a sequence may take. */
const sequenceMs = 1_200;

interface ShortcutTargets {
  openPalette: () => void;
  openKeys: () => void;
}

/** Listens for the keys that work on every page. */
export const useShortcuts = ({ openPalette, openKeys }: ShortcutTargets): void => {
  const router = useRouter();
  const prefixAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      const afterPrefix = performance.now() - prefixAt.current < sequenceMs;
      prefixAt.current = Number.NEGATIVE_INFINITY;
      const command = commandOf(event, afterPrefix, isTypingOrInDialog());
      if (command === null) return;
      event.preventDefault();
      switch (command.kind) {
        case "palette":
          return openPalette();
        case "keys":
          return openKeys();
        case "new-project":
          return router.push("/projects/new");
        case "go":
          return router.push(command.href);
        case "prefix":
          prefixAt.current = performance.now();
          return;
        default:
          command satisfies never;
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [router, openPalette, openKeys]);
};
