import type { Metadata } from "next";
import { Suspense } from "react";
import { UsagePage } from "#components/usage/usage-page";
import { PageSkeleton } from "#components/shell/page-skeleton";

export const metadata: Metadata = { title: "Usage" };

/** Asked for by the browser: only there it is known in which time zone a day begins. */
export default function Page() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <UsagePage />
    </Suspense>
  );
}
