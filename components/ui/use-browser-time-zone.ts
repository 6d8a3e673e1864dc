"use client";

import { useSyncExternalStore } from "react";

const neverChanges = () => () => undefined;

/** The browser's own time zone; null while rendering on the server, which is not where the reader is. */
export const useBrowserTimeZone = (): string | null =>
  useSyncExternalStore(
    neverChanges,
    () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => null,
  );
