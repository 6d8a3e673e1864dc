"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldOff } from "lucide-react";
import { useTRPC } from "#components/trpc";

/** How often an open page asks whether it still is, or has become, so. */
const refreshMs = 30_000;

/** Above every page, signed in or not, while agents run without a sandbox because the owner has said so. */
export function UnsafeBanner({ initially }: { initially: boolean }) {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.setup.status.queryOptions(), refetchInterval: refreshMs });
  if (!(data?.sandboxOff ?? initially)) return null;
  return (
    <aside
      id="unsafe-banner"
      aria-label="Warning"
      className="sticky top-0 z-40 flex h-9 items-center justify-center gap-2 bg-failed px-3 text-sm font-medium text-on-inverse max-sm:text-xs"
    >
      <ShieldOff aria-hidden className="size-4 shrink-0" />
      <p className="truncate" title="SPIRAL_UNSAFE_NO_SANDBOX is set. Remove it and start Spiral again.">
        The sandbox is switched off.
        <span className="max-sm:hidden"> Agents can read and change everything that the user of this machine can.</span>
      </p>
    </aside>
  );
}
