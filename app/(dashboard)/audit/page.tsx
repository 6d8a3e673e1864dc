import type { Metadata } from "next";
import { Suspense } from "react";
import { AuditLogPage } from "#components/audit/audit-page";
import { PageSkeleton } from "#components/shell/page-skeleton";

export const metadata: Metadata = { title: "Audit" };

/** Asked for by the browser: only there it is known in which time zone a day begins. */
export default function Page() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <AuditLogPage />
    </Suspense>
  );
}
