"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { formatQuery, parseQuery, type ProjectQuery } from "./project-query.ts";

const readers = new Set<() => void>();

const subscribe = (reader: () => void) => {
  readers.add(reader);
  window.addEventListener("popstate", reader);
  return () => {
    readers.delete(reader);
    window.removeEventListener("popstate", reader);
  };
};

/**
 * The query in the address, and a way to change parts of it without a page load or an entry in the history.
 *
 * Read from the address itself: Next's search parameters follow it a moment later, and a field that waits for them
 * loses letters of whoever types fast. They are still asked for, because they tell of links that were followed.
 */
export const useProjectQuery = (): readonly [ProjectQuery, (change: Partial<ProjectQuery>) => void] => {
  const params = useSearchParams();
  const pathname = usePathname();
  const search = useSyncExternalStore(
    subscribe,
    () => window.location.search,
    () => (params.size === 0 ? "" : `?${params.toString()}`),
  );
  const query = useMemo(() => parseQuery(new URLSearchParams(search)), [search]);
  const change = useCallback(
    (part: Partial<ProjectQuery>) => {
      const current = parseQuery(new URLSearchParams(window.location.search));
      window.history.replaceState(null, "", `${pathname}${formatQuery({ ...current, ...part })}`);
      for (const notify of readers) notify();
    },
    [pathname],
  );
  return [query, change];
};
