"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { apiTokenAccess, type ApiTokenView, type NewApiToken } from "#server/contract/api-tokens";
import { messageOf } from "#client/request-error";
import { formatDate } from "#client/ui/format";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { RelativeTime } from "#components/ui/relative-time";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { NewToken } from "./new-token.tsx";
import { TokenDialog } from "./token-dialog.tsx";

/** One's own API tokens: made, shown once, revoked. */
export function TokenList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const tokens = useQuery(trpc.apiTokens.list.queryOptions());
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewApiToken | null>(null);
  const [revoking, setRevoking] = useState<ApiTokenView | null>(null);
  const revoke = useMutation(
    trpc.apiTokens.revoke.mutationOptions({
      onSuccess: () => toast.done("Token revoked"),
      onError: (error) => toast.failed("The token was not revoked", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.apiTokens.list.queryFilter()),
    }),
  );
  if (tokens.data === undefined) {
    return tokens.error === null ? (
      <Panel className="p-4">
        <LoadingNote>Loading your tokens</LoadingNote>
        <Skeleton className="h-12" />
      </Panel>
    ) : (
      <ErrorState
        title="Your tokens could not be loaded"
        reason={messageOf(tokens.error)}
        onRetry={() => void tokens.refetch()}
        retrying={tokens.isFetching}
      />
    );
  }
  return (
    <div className="flex flex-col items-start gap-3">
      {made === null ? null : (
        <div className="w-full min-w-0">
          <NewToken made={made} />
        </div>
      )}
      <Panel className="w-full">
        {tokens.data.length === 0 ? (
          <p className="px-4 py-3 text-muted">You have none.</p>
        ) : (
          <ul className="divide-y">
            {tokens.data.map((token) => (
              <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)} />
            ))}
          </ul>
        )}
      </Panel>
      <Button onClick={() => setMaking(true)}>
        <Plus aria-hidden />
        Make a token
      </Button>
      {making ? (
        <TokenDialog
          onClose={() => setMaking(false)}
          onMade={(token) => {
            setMade(token);
            setMaking(false);
          }}
        />
      ) : null}
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => (open ? undefined : setRevoking(null))}
        title="Revoke this token?"
        description={`Programs that use “${revoking?.name ?? ""}” are refused from now on. It cannot be taken back.`}
        confirmLabel="Revoke it"
        keepLabel="Keep it"
        busy={revoke.isPending}
        onConfirm={() => {
          if (revoking !== null) revoke.mutate({ tokenId: revoking.id });
          if (revoking?.id === made?.view.id) setMade(null);
          setRevoking(null);
        }}
      />
    </div>
  );
}

function TokenRow({ token, onRevoke }: { token: ApiTokenView; onRevoke: () => void }) {
  const { name, access, lastFour, createdAt, expiresAt, lastUsedAt } = token;
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <p className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          <Badge>{apiTokenAccess[access].label}</Badge>
        </p>
        <p className="text-xs text-muted">
          …{lastFour}, made {formatDate(createdAt)},{" "}
          {expiresAt === null ? "without an end" : `good until ${formatDate(expiresAt)}`}.{" "}
          {lastUsedAt === null ? (
            "Not used yet."
          ) : (
            <>
              Last used <RelativeTime at={lastUsedAt} />.
            </>
          )}
        </p>
      </div>
      <Button size="sm" aria-label={`Revoke ${name}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  );
}
