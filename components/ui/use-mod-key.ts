"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** The key that starts commands on this machine: "⌘" on Apple's, "Ctrl" elsewhere. */
export const useModKey = (): string =>
  useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/u.test(navigator.platform) ? "⌘" : "Ctrl"),
    () => "Ctrl",
  );
