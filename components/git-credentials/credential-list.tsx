"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { ErrorState } from "#components/ui/error-state";
import { formatDate } from "#client/ui/format";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { CredentialDialog } from "./credential-dialog.tsx";

/** One's own credentials for git hosts. */
export function CredentialList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const list = useQuery(trpc.gitCredentials.list.queryOptions());
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const remove = useMutation(
    trpc.gitCredentials.remove.mutationOptions({
      onSuccess: () => toast.done("Credential removed"),
      onError: (error) => toast.failed("The credential was not removed", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.gitCredentials.list.queryFilter()),
    }),
  );
  if (list.data === undefined) {
    return list.error === null ? (
      <Panel className="p-4">
        <LoadingNote>Loading the credentials</LoadingNote>
        <Skeleton className="h-12" />
      </Panel>
    ) : (
      <ErrorState
        title="The credentials could not be loaded"
        reason={messageOf(list.error)}
        onRetry={() => void list.refetch()}
        retrying={list.isFetching}
      />
    );
  }
  return (
    <div className="flex flex-col items-start gap-3">
      <Panel className="w-full">
        {list.data.length === 0 ? (
          <p className="px-4 py-3 text-muted">None is stored. Public repositories need none.</p>
        ) : (
          <ul className="divide-y">
            {list.data.map(({ id, name, kind, host, lastFour, createdAt }) => (
              <li key={id} className="flex items-center justify-between gap-3 px-4 py-2.5">
                <div className="min-w-0">
                  <p className="truncate font-medium">{name}</p>
                  <p className="truncate text-xs text-muted">
                    {kind === "token" ? "Token" : "SSH key"}
                    {lastFour === "" ? "" : ` …${lastFour}`} for {host}, stored {formatDate(createdAt)}
                  </p>
                </div>
                <Button variant="ghost" onClick={() => setRemoving({ id, name })}>
                  Remove
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Button onClick={() => setAdding(true)}>
        <Plus aria-hidden />
        Store a credential
      </Button>
      <CredentialDialog open={adding} onOpenChange={setAdding} url="" onCreated={() => undefined} />
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => (open ? undefined : setRemoving(null))}
        title="Remove the credential?"
        description={`“${removing?.name ?? ""}” is forgotten for good. Projects that still have to be brought in with it, and pushes, need another one.`}
        confirmLabel="Remove it"
        keepLabel="Keep it"
        busy={remove.isPending}
        onConfirm={() => {
          if (removing !== null) remove.mutate({ credentialId: removing.id });
          setRemoving(null);
        }}
      />
    </div>
  );
}
