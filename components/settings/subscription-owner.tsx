"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ProviderState } from "#server/contract/provider-state";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Select } from "#components/ui/select";
import { toast } from "#client/ui/toast-store";

/** Whose projects the subscription works for: it is one person's, and only that person's projects may use it. */
export function SubscriptionOwner({
  subscription,
  canEdit,
}: {
  subscription: NonNullable<ProviderState["subscription"]>;
  canEdit: boolean;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const name = useMutation(
    trpc.providers.nameSubscriptionOwner.mutationOptions({
      onSuccess: async () => {
        toast.done("Owner of the subscription saved");
        await queryClient.invalidateQueries(trpc.providers.state.queryFilter());
      },
      onError: (error) => toast.failed("The owner could not be saved", { detail: messageOf(error) }),
    }),
  );
  const { owner, users } = subscription;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3">
      <div className="flex min-w-0 flex-1 basis-56 flex-col">
        <span className="font-medium">Claude subscription</span>
        <span className="text-muted">
          It works for its owner's projects only
          {canEdit ? "." : `: ${owner === null ? "nobody is named yet" : owner.name}.`}
        </span>
      </div>
      {canEdit ? (
        <div className="w-48">
          <Select
            aria-label="Owner of the subscription"
            value={owner?.id ?? ""}
            disabled={name.isPending}
            onChange={(event) => name.mutate({ userId: event.target.value === "" ? null : event.target.value })}
          >
            <option value="">Nobody</option>
            {users.map(({ id, name: label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        </div>
      ) : null}
    </div>
  );
}
