import type { Metadata } from "next";
import { Suspense } from "react";
import { InboxPage } from "#components/inbox/inbox-page";
import { PageSkeleton } from "#components/shell/page-skeleton";

export const metadata: Metadata = { title: "Inbox" };

export default function Page() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <InboxPage />
    </Suspense>
  );
}
