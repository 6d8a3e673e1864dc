"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { usePathname } from "next/navigation";
import type { AuditFilter } from "#server/contract/audit";
import { auditParams } from "#client/audit/audit-address";
import { useAuditAddress } from "#client/audit/use-audit-address";
import { messageOf } from "#client/request-error";
import { useViewer } from "#components/shell/viewer";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorState } from "#components/ui/error-state";
import { ExportMenu } from "#components/ui/export-menu";
import { PageHeader } from "#components/ui/page-header";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { useBrowserTimeZone } from "#client/ui/use-browser-time-zone";
import { AuditRow } from "./audit-row.tsx";
import { AuditToolbar } from "./audit-toolbar.tsx";
import { ChainSign } from "./chain-sign.tsx";

/** Who did what, when: every decision, setting, permission, switch and sign-in. What is filtered by is in the address. */
export function AuditLogPage() {
  const isAdmin = useViewer().role === "ADMIN";
  const timeZone = useBrowserTimeZone();
  const pathname = usePathname();
  const [filter, change] = useAuditAddress();
  const clear = () => window.history.pushState(null, "", pathname);
  return (
    <div className="flex flex-col gap-4 px-4 pt-4 pb-10 md:px-6 md:pt-5">
      <PageHeader
        title="Audit"
        description="Every decision, setting, permission, switch and sign-in. Entries are never changed or removed."
        actions={
          isAdmin && timeZone !== null ? (
            <ExportMenu path="/api/audit/export" params={() => auditParams(filter)} timeZone={timeZone} />
          ) : null
        }
      />
      {isAdmin ? (
        <>
          <AuditToolbar filter={filter} onChange={change} onClear={clear} />
          <ChainSign />
          {timeZone === null ? <AuditSkeleton /> : <Entries filter={filter} timeZone={timeZone} onClear={clear} />}
        </>
      ) : (
        <p className="text-muted">Only an admin sees it.</p>
      )}
    </div>
  );
}

function Entries({ filter, timeZone, onClear }: { filter: AuditFilter; timeZone: string; onClear: () => void }) {
  const trpc = useTRPC();
  const found = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { filter, timeZone },
      { getNextPageParam: ({ next }) => next ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const entries = found.data?.pages.flatMap((page) => page.entries);
  if (entries === undefined) {
    return found.error === null ? (
      <AuditSkeleton />
    ) : (
      <ErrorState
        title="The audit log could not be loaded"
        reason={messageOf(found.error)}
        onRetry={() => void found.refetch()}
        retrying={found.isFetching}
      />
    );
  }
  if (entries.length === 0)
    return (
      <EmptyState
        icon={ScrollText}
        title="Nothing matches"
        action={<Button onClick={onClear}>Clear the filter</Button>}
      >
        No entry is of this person, kind, project and time together.
      </EmptyState>
    );
  return (
    <div className="flex flex-col items-start gap-3">
      <ul aria-label="Audit entries" className="w-full divide-y divide-line rounded-md border bg-surface">
        {entries.map((entry) => (
          <AuditRow key={entry.sequence} entry={entry} />
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show earlier entries
        </Button>
      ) : null}
    </div>
  );
}

function AuditSkeleton() {
  return (
    <div className="divide-y divide-line rounded-md border bg-surface">
      <LoadingNote>Loading the audit log</LoadingNote>
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className="flex h-9 items-center gap-6 px-3">
          <Skeleton className="w-36" />
          <Skeleton className="w-24" />
          <Skeleton className="w-64" />
        </div>
      ))}
    </div>
  );
}
