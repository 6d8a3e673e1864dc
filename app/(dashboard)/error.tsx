"use client";

import { PageError } from "#components/shell/page-error";

/** A page of the dashboard broke; the sidebar stays. */
export default function DashboardError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageError digest={error.digest} onRetry={reset} />;
}
