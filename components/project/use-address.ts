"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** What of the page stands in the address beside its path; null takes it out. */
export type AddressChange = Readonly<Record<string, string | null>>;

/**
 * The address's parameters, and a way to change them without asking the server for the page again. An event's link
 * (`#e123`) belongs to the activity and does not survive a change.
 */
export const useAddress = (): readonly [ReadonlyMap<string, string>, (change: AddressChange) => void] => {
  const params = useSearchParams();
  const change = useCallback((changes: AddressChange) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    const query = next.toString();
    window.history.pushState(null, "", `${window.location.pathname}${query === "" ? "" : `?${query}`}`);
  }, []);
  return [new Map(params), change];
};
