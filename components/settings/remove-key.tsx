"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { toast } from "#client/ui/toast-store";

/** Takes the stored key away, after asking. */
export function RemoveKey() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation(
    trpc.providers.removeKey.mutationOptions({
      onSuccess: async () => {
        setAsking(false);
        toast.done("Key removed");
        await Promise.all([
          queryClient.invalidateQueries(trpc.providers.state.queryFilter()),
          queryClient.invalidateQueries(trpc.system.findings.queryFilter()),
        ]);
      },
      onError: (error) => toast.failed("The key could not be removed", { detail: messageOf(error) }),
    }),
  );
  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        Remove
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Remove the API key?"
        description="Projects that need it wait until another provider is there. The key itself stays valid; revoke it in the Claude Console if it should not."
        confirmLabel="Remove key"
        keepLabel="Keep key"
        busy={remove.isPending}
        // The address goes with the key it was entered for.
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
