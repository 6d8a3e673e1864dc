"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Mail } from "lucide-react";
import { userRoles, type InvitationView } from "#server/contract/people";
import { messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { formatExact } from "#client/ui/format";
import { RelativeTime } from "#components/ui/relative-time";

/** Invitations that can still be used, each of which can be revoked. */
export function InvitationList({ invitations }: { invitations: readonly InvitationView[] }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(
    trpc.users.revokeInvitation.mutationOptions({
      onSuccess: () => toast.done("Invitation revoked"),
      onError: (error) => toast.failed("The invitation could not be revoked", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.users.list.queryFilter()),
    }),
  );
  if (invitations.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">Open invitations</h3>
      <ul aria-label="Open invitations" className="divide-y divide-line rounded-md border bg-surface">
        {invitations.map(({ id, role, note, createdBy, createdAt, expiresAt }) => {
          const name = note === "" ? userRoles[role].label : `${note} (${userRoles[role].label})`;
          return (
            <li key={id} className="flex items-center gap-3 px-4 py-2.5">
              <Mail aria-hidden className="size-4 shrink-0 text-faint" />
              <div className="flex min-w-0 flex-1 flex-col">
                <span className="truncate">{name}</span>
                <span className="text-xs text-muted">
                  By {createdBy}, <RelativeTime at={createdAt} />. Good until {formatExact(expiresAt)}.
                </span>
              </div>
              <Button
                size="sm"
                aria-label={`Revoke the invitation: ${name}`}
                busy={revoke.isPending && revoke.variables.linkId === id}
                onClick={() => revoke.mutate({ linkId: id })}
              >
                Revoke
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
