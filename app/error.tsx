"use client";

import { PageError } from "#components/shell/page-error";

/** A page outside of the dashboard broke. */
export default function RootError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main id="main">
      <PageError digest={error.digest} onRetry={reset} />
    </main>
  );
}
