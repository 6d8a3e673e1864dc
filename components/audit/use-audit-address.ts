"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import type { AuditFilter } from "../../server/contract/audit.ts";
import { auditParams, parseAuditAddress } from "./audit-address.ts";

/** Filters by something, or (undefined) no longer; the history has an entry for each change. */
export type ChangeAuditFilter = (name: keyof AuditFilter, value: string | undefined) => void;

/** What the address filters by, and a way to change it without asking the server for the page again. */
export const useAuditAddress = (): readonly [AuditFilter, ChangeAuditFilter] => {
  const params = useSearchParams();
  const pathname = usePathname();
  const filter = useMemo(() => parseAuditAddress(params), [params]);
  const change = useCallback<ChangeAuditFilter>(
    (name, value) => {
      const next = new URLSearchParams(window.location.search);
      if (value === undefined || value === "") next.delete(name);
      else next.set(name, value);
      const query = auditParams(parseAuditAddress(next)).toString();
      window.history.pushState(null, "", query === "" ? pathname : `${pathname}?${query}`);
    },
    [pathname],
  );
  return [filter, change];
};
