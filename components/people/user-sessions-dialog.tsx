"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import type { UserView } from "#server/contract/people";
import { messageOf } from "#client/request-error";
import { describeBrowser } from "#client/settings/describe-browser";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { ErrorState } from "#components/ui/error-state";
import { RelativeTime } from "#components/ui/relative-time";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";

/** Where somebody is signed in; an admin ends one session, or all of them. */
export function UserSessionsDialog({ user, onClose }: { user: UserView; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const sessions = useQuery(trpc.users.sessions.queryOptions({ userId: user.id }));
  const end = useMutation(
    trpc.users.endSession.mutationOptions({
      onSuccess: (_answer, { sessionId }) => toast.done(sessionId === null ? "Sessions ended" : "Session ended"),
      onError: (error) => toast.failed("The session could not be ended", { detail: messageOf(error) }),
      onSettled: async () => {
        await queryClient.invalidateQueries(trpc.users.sessions.queryFilter());
        await queryClient.invalidateQueries(trpc.users.list.queryFilter());
      },
    }),
  );
  const list = sessions.data ?? [];
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Sessions of ${user.name}`}
      description="Ending one takes effect at once. Projects go on."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          {list.length > 1 ? (
            <Button
              variant="danger"
              busy={end.isPending && end.variables.sessionId === null}
              onClick={() => end.mutate({ userId: user.id, sessionId: null })}
            >
              End all
            </Button>
          ) : null}
        </>
      }
    >
      {sessions.error !== null ? (
        <ErrorState
          title="The sessions could not be loaded"
          reason={messageOf(sessions.error)}
          onRetry={() => void sessions.refetch()}
          retrying={sessions.isFetching}
        />
      ) : sessions.data === undefined ? (
        <>
          <LoadingNote>Loading the sessions</LoadingNote>
          <Skeleton className="h-10" />
        </>
      ) : list.length === 0 ? (
        <p className="text-muted">Signed in nowhere.</p>
      ) : (
        <ul className="divide-y divide-line rounded-md border bg-surface">
          {list.map(({ id, userAgent, createdAt, seenAt, current }) => (
            <li key={id} className="flex items-center gap-3 px-3 py-2">
              <Monitor aria-hidden className="size-4 shrink-0 text-faint" />
              <div className="flex min-w-0 flex-1 flex-col">
                <span className="truncate" title={userAgent ?? undefined}>
                  {describeBrowser(userAgent)}
                </span>
                <span className="text-xs text-muted">
                  Signed in <RelativeTime at={createdAt} />, seen <RelativeTime at={seenAt} />
                </span>
              </div>
              {current ? (
                <Badge>This browser</Badge>
              ) : (
                <Button
                  size="sm"
                  busy={end.isPending && end.variables.sessionId === id}
                  onClick={() => end.mutate({ userId: user.id, sessionId: id })}
                >
                  End
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
