"use client";

import { useSyncExternalStore } from "react";
import { keepLook, readLook, standardLook, type DiffLook } from "./diff-look.ts";

// In the module: all differences of a page look the same.
let current: DiffLook | null = null;
const readers = new Set<() => void>();

const read = (): DiffLook => (current ??= readLook(window.localStorage));
const subscribe = (reader: () => void) => {
  readers.add(reader);
  return () => {
    readers.delete(reader);
  };
};
const change = (part: Partial<DiffLook>): void => {
  current = { ...read(), ...part };
  keepLook(window.localStorage, current);
  for (const notify of readers) notify();
};

/** Below this, two halves would be too narrow for code. */
const wide = "(min-width: 80rem)";
const subscribeWidth = (reader: () => void) => {
  const query = window.matchMedia(wide);
  query.addEventListener("change", reader);
  return () => query.removeEventListener("change", reader);
};

/** How differences are shown in this browser; side by side is offered, and done, only where there is room for it. */
export const useDiffLook = () => {
  const look = useSyncExternalStore(subscribe, read, () => standardLook);
  const isWide = useSyncExternalStore(
    subscribeWidth,
    () => window.matchMedia(wide).matches,
    () => false,
  );
  return { look: isWide ? look : { ...look, layout: "unified" as const }, isWide, change };
};
