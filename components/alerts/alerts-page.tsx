"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BellOff, CircleAlert, CircleCheck, CircleX, Info } from "lucide-react";
import Link from "next/link";
import { useEffect } from "react";
import type { AlertView } from "#server/contract/alerts";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { cn } from "#client/ui/cn";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { RelativeTime } from "#components/ui/relative-time";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { toneText } from "#client/ui/tone";
import { VisibleText } from "#components/ui/visible-text-view";
import { alertWords, endWords } from "#client/alerts/alert-words";

const refreshMs = 10_000;

/** What somebody should know of: what holds now first, then what is over. */
export function AlertsPage() {
  const trpc = useTRPC();
  const alerts = useQuery({ ...trpc.alerts.list.queryOptions(), refetchInterval: refreshMs });
  useMarkRead(alerts.data);
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5 px-4 py-4 md:px-6 md:py-5">
      <PageHeader title="Alerts" description="Each is told once, and again when it is over." />
      {alerts.data === undefined && alerts.error === null ? (
        <div className="flex flex-col gap-2">
          <LoadingNote>Loading the alerts</LoadingNote>
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </div>
      ) : null}
      {alerts.data === undefined && alerts.error !== null ? (
        <ErrorState
          title="The alerts could not be loaded"
          reason={messageOf(alerts.error)}
          onRetry={() => void alerts.refetch()}
          retrying={alerts.isFetching}
        />
      ) : null}
      {alerts.data?.length === 0 ? (
        <EmptyState icon={BellOff} title="No alerts">
          When a budget is half used, calls fail, a price is missing or the books do not balance, it stands here.
        </EmptyState>
      ) : null}
      {alerts.data !== undefined && alerts.data.length > 0 ? (
        <ul className="divide-y divide-line rounded-md border bg-surface">
          {alerts.data.map((alert) => (
            <AlertRow key={alert.id} alert={alert} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** What was loaded has been seen; the list itself keeps saying what was new. */
const useMarkRead = (alerts: readonly AlertView[] | undefined): void => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutate } = useMutation(
    trpc.alerts.markRead.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.alerts.unread.queryFilter()),
    }),
  );
  const newest = alerts?.find(({ unread }) => unread)?.id;
  useEffect(() => {
    if (newest !== undefined) mutate();
  }, [newest, mutate]);
};

const icons = { neutral: Info, needs: CircleAlert, failed: CircleX } as const;

function AlertRow({ alert }: { alert: AlertView }) {
  const { title, advice, tone, href } = alertWords(alert.detail);
  const isOver = alert.resolvedAt !== null;
  const end = endWords(alert.detail);
  const Icon = !isOver ? icons[tone] : end.isGood ? CircleCheck : Info;
  const target = alert.projectId === null ? href : `/projects/${alert.projectId}`;
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <Icon
        aria-hidden
        className={cn("mt-0.5 size-4 shrink-0", !isOver ? toneText[tone] : end.isGood ? "text-done" : "text-muted")}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <p className={cn("break-words", isOver ? "text-muted" : "font-medium")}>
          <VisibleText text={title} />
        </p>
        <p className="text-xs text-muted">
          {`${isOver ? end.words : advice} `}
          {target === null ? null : (
            <Link href={target} className="rounded-sm text-accent underline underline-offset-2">
              {alert.projectId === null ? "Look at it" : "Open the project"}
            </Link>
          )}
        </p>
      </div>
      <div className="flex shrink-0 flex-col items-end gap-1 text-xs text-muted">
        <RelativeTime at={alert.resolvedAt ?? alert.openedAt} />
        {alert.unread ? <Badge tone="accent">New</Badge> : null}
      </div>
    </li>
  );
}
