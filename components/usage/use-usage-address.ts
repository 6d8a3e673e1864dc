"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { formatAddress, parseAddress, type UsageAddress } from "./usage-address.ts";

/** Changes parts of the address; the history has an entry for each, so that "back" goes back. */
export type ChangeUsage = (change: UsageChange) => void;
/** What is to change; a function where that depends on what is there, which may be newer than what is drawn. */
type UsageChange = Partial<UsageAddress> | ((current: UsageAddress) => Partial<UsageAddress>);

/** What the address asks for, and a way to change parts of it without asking the server for the page again. */
export const useUsageAddress = (): readonly [UsageAddress, ChangeUsage] => {
  const params = useSearchParams();
  const pathname = usePathname();
  const address = useMemo(() => parseAddress(params), [params]);
  const change = useCallback<ChangeUsage>(
    (asked) => {
      const current = parseAddress(new URLSearchParams(window.location.search));
      const part = typeof asked === "function" ? asked(current) : asked;
      window.history.pushState(null, "", `${pathname}${formatAddress({ ...current, ...part })}`);
    },
    [pathname],
  );
  return [address, change];
};
