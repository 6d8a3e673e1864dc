"use client";

import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";
import { ErrorState } from "#components/ui/error-state";

/** Milliseconds between two looks whether it is back. */
const lookEvery = 5_000;

/** In every page's place while the database is away. Goes by itself when it is back. */
export function DatabaseAway({ reason }: { reason: string }) {
  const router = useRouter();
  const [looking, startLooking] = useTransition();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), lookEvery);
    return () => clearInterval(timer);
  }, [router]);
  return (
    <main id="main" className="mx-auto max-w-2xl px-4 py-10 md:px-6">
      <title>No database · Spiral</title>
      <h1 className="sr-only">Spiral cannot reach its database</h1>
      <ErrorState
        title="Spiral cannot reach its database"
        reason={reason}
        fix="Nothing that was saved is lost. This page comes back by itself as soon as the database does."
        onRetry={() => startLooking(() => router.refresh())}
        retrying={looking}
      />
    </main>
  );
}
