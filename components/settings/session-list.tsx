"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { useState } from "react";
import { signOut } from "#client/auth/sign-out";
import { messageOf } from "#client/request-error";
import { describeBrowser } from "#client/settings/describe-browser";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { ErrorState } from "#components/ui/error-state";
import { RelativeTime } from "#components/ui/relative-time";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { toast } from "#client/ui/toast-store";

/** One's own sessions, each of which can be ended; and all of them together. */
export function SessionList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const sessions = useQuery(trpc.viewer.sessions.queryOptions());
  const revoke = useMutation(
    trpc.viewer.revokeSession.mutationOptions({
      onSuccess: () => toast.done("Session ended"),
      onError: (error) => toast.failed("The session could not be ended", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.viewer.sessions.queryFilter()),
    }),
  );
  const everywhere = useMutation(
    trpc.viewer.signOutEverywhere.mutationOptions({
      onSuccess: () => signOut(),
      onError: (error) => toast.failed("You could not be signed out", { detail: messageOf(error) }),
    }),
  );
  if (sessions.data === undefined) {
    return sessions.error === null ? (
      <div className="flex h-14 items-center rounded-md border bg-surface px-4">
        <LoadingNote>Loading your sessions</LoadingNote>
        <Skeleton className="w-56" />
      </div>
    ) : (
      <ErrorState
        title="Your sessions could not be loaded"
        reason={messageOf(sessions.error)}
        onRetry={() => void sessions.refetch()}
        retrying={sessions.isFetching}
      />
    );
  }
  return (
    <div className="flex flex-col items-start gap-3">
      <ul className="w-full divide-y divide-line rounded-md border bg-surface">
        {sessions.data.map((session) => (
          <li key={session.id} className="flex items-center gap-3 px-4 py-2.5">
            <Monitor aria-hidden className="size-4 shrink-0 text-faint" />
            <div className="flex min-w-0 flex-1 flex-col">
              <span className="truncate" title={session.userAgent ?? undefined}>
                {describeBrowser(session.userAgent)}
              </span>
              <span className="text-xs text-muted">
                Signed in <RelativeTime at={session.createdAt} />
              </span>
            </div>
            {session.current ? (
              <Badge>This browser</Badge>
            ) : (
              <Button
                size="sm"
                busy={revoke.isPending && revoke.variables.sessionId === session.id}
                onClick={() => revoke.mutate({ sessionId: session.id })}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Button size="sm" onClick={() => setAsking(true)}>
        Sign out everywhere
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Sign out everywhere?"
        description="All your sessions end at once, this one too. Projects go on."
        confirmLabel="Sign out everywhere"
        keepLabel="Stay signed in"
        busy={everywhere.isPending || everywhere.isSuccess}
        onConfirm={() => everywhere.mutate()}
      />
    </div>
  );
}
