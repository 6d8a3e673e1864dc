"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { RefObject } from "react";
import { CallSelection, callSelections, type UsagePart, type UsageQuery } from "#server/contract/usage-query";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";
import { Segmented } from "#components/ui/segmented";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { messageOf } from "#client/request-error";
import { spanWords } from "#client/usage/slot-words";
import type { UsageAddress } from "#client/usage/usage-address";
import type { ChangeUsage } from "#client/usage/use-usage-address";
import { CallTable } from "./call-table.tsx";

interface CallsSectionProps {
  address: UsageAddress;
  query: UsageQuery;
  onChange: ChangeUsage;
  headingRef: RefObject<HTMLHeadingElement | null>;
}

const selectionWords = {
  all: "All",
  failed: "Failed",
  uncosted: "Cost not known",
  billed: "Billed",
  equivalent: "API-equivalent",
} as const satisfies Record<CallSelection, string>;
const selections = callSelections.map((value) => ({ value, label: selectionWords[value] }));

const weekdays = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"] as const;

const partWords = (part: UsagePart, timeZone: string): string => {
  if ("from" in part) return spanWords(part, timeZone);
  const clock = (hour: number): string => `${String(hour % 24).padStart(2, "0")}:00`;
  return `${weekdays[part.weekday - 1]}, ${clock(part.hour)} to ${clock(part.hour + 1)}`;
};

/** The single calls behind the figures, newest first. */
export function CallsSection({ address, query, onChange, headingRef }: CallsSectionProps) {
  const trpc = useTRPC();
  const { part, only } = address;
  const calls = useInfiniteQuery(
    trpc.usage.calls.infiniteQueryOptions(
      { ...query, only, ...(part === null ? {} : { part }) },
      { getNextPageParam: ({ next }) => next ?? undefined },
    ),
  );
  const rows = calls.data?.pages.flatMap((page) => page.calls);
  return (
    <section aria-labelledby="usage-calls" className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id="usage-calls" ref={headingRef} tabIndex={-1} className="scroll-mt-16 rounded-sm text-md font-medium">
          Calls
        </h2>
        <Segmented
          label="Calls shown"
          value={only}
          options={selections}
          onValueChange={(next) => onChange({ only: CallSelection.parse(next) })}
        />
        {part === null ? null : (
          <button
            type="button"
            onClick={() => onChange({ part: null })}
            className="flex h-8 items-center gap-1.5 rounded-md border bg-accent-soft px-2 text-xs transition-colors hover:border-line-strong pointer-coarse:h-10"
          >
            {partWords(part, query.timeZone)}
            <X aria-hidden className="size-3.5" />
            <span className="sr-only">Show the whole period</span>
          </button>
        )}
      </div>
      {rows === undefined ? (
        calls.error === null ? (
          <CallsSkeleton />
        ) : (
          <ErrorState
            title="The calls could not be loaded"
            reason={messageOf(calls.error)}
            onRetry={() => void calls.refetch()}
            retrying={calls.isFetching}
          />
        )
      ) : rows.length === 0 ? (
        <p className="rounded-md border border-dashed px-4 py-6 text-sm text-muted">No such call here.</p>
      ) : (
        <>
          <CallTable calls={rows} timeZone={query.timeZone} onOpen={(call) => onChange({ call })} />
          {calls.hasNextPage ? (
            <Button className="self-start" busy={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
              Show earlier calls
            </Button>
          ) : null}
        </>
      )}
    </section>
  );
}

function CallsSkeleton() {
  return (
    <div className="divide-y divide-line rounded-md border">
      <LoadingNote>Loading the calls</LoadingNote>
      {Array.from({ length: 6 }, (_, row) => (
        <div key={row} className="flex h-9 items-center gap-6 px-3">
          <Skeleton className="w-28" />
          <Skeleton className="w-48" />
          <Skeleton className="ml-auto w-20" />
        </div>
      ))}
    </div>
  );
}
