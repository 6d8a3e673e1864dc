"use client";

import { useSyncExternalStore } from "react";

const subscribe = (notify: () => void) => {
  window.addEventListener("hashchange", notify);
  return () => window.removeEventListener("hashchange", notify);
};

/** The event that the address names (`#e123`); null where it names none. */
export const useEventLink = (): number | null =>
  useSyncExternalStore(
    subscribe,
    () => {
      const digits = /^#e(\d{1,9})$/u.exec(window.location.hash)?.[1];
      return digits === undefined ? null : Number(digits);
    },
    () => null,
  );
