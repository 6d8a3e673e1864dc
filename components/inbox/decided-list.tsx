"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { decidedPageSize } from "#server/contract/inbox";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorState } from "#components/ui/error-state";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { DecidedRow } from "./decided-row.tsx";

/** What has been decided: what, by whom, when and why; the newest first. */
export function DecidedList() {
  const trpc = useTRPC();
  const pages = useInfiniteQuery(
    trpc.inbox.decided.infiniteQueryOptions(
      {},
      {
        getNextPageParam: (page) => {
          const last = page.at(-1);
          return last === undefined || page.length < decidedPageSize
            ? undefined
            : { answeredAt: last.answeredAt, askId: last.askId };
        },
      },
    ),
  );
  if (pages.data === undefined) {
    return pages.error === null ? (
      <>
        <LoadingNote>Loading what was decided</LoadingNote>
        <Skeleton className="h-14" />
        <Skeleton className="h-14" />
      </>
    ) : (
      <ErrorState
        title="What was decided could not be loaded"
        reason={messageOf(pages.error)}
        onRetry={() => void pages.refetch()}
        retrying={pages.isFetching}
      />
    );
  }
  const asks = pages.data.pages.flat();
  if (asks.length === 0) {
    return (
      <EmptyState icon={History} title="Nothing has been decided yet">
        Every answer stays here, with who gave it, when and why.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="divide-y divide-line rounded-md border bg-surface">
        {asks.map((ask) => (
          <DecidedRow key={ask.askId} ask={ask} />
        ))}
      </ul>
      {pages.hasNextPage ? (
        <Button className="self-start" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show earlier ones
        </Button>
      ) : null}
    </>
  );
}
