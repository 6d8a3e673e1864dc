"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { toast } from "#client/ui/toast-store";

interface PrivateAddressCheckboxProps {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
}

/** The permission that an address leads into a private network; given after a second question only. */
export function PrivateAddressCheckbox({ checked, onCheckedChange }: PrivateAddressCheckboxProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Checkbox
        label="This address is in my own network"
        description="Without this, the key is sent to public addresses only."
        checked={checked}
        onChange={(event) => (event.target.checked ? setAsking(true) : onCheckedChange(false))}
      />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Permit a private address?"
        description="Spiral then connects to this machine or to your network at this address, and sends the key to whatever answers there. Permit it only for a gateway of your own."
        confirmLabel="Permit it"
        keepLabel="Public addresses only"
        onConfirm={() => {
          onCheckedChange(true);
          setAsking(false);
        }}
      />
    </>
  );
}

/** That the permission was given, and its withdrawal. */
export function PrivateAddressLine({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const withdraw = useMutation(
    trpc.providers.withdrawPrivateAddress.mutationOptions({
      onSuccess: async () => {
        toast.done("Permission withdrawn");
        await Promise.all([
          queryClient.invalidateQueries(trpc.providers.state.queryFilter()),
          queryClient.invalidateQueries(trpc.system.findings.queryFilter()),
        ]);
      },
      onError: (error) => toast.failed("The permission could not be withdrawn", { detail: messageOf(error) }),
    }),
  );
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
      It may lead into your own network.
      {canEdit ? (
        <Button size="sm" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
          Withdraw
        </Button>
      ) : null}
    </span>
  );
}
