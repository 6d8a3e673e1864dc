"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { InviteInput, userRoles, type NewLink } from "#server/contract/people";
import { UserRole } from "#server/contract/statuses";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioGroup } from "#components/ui/radio-group";

const roleOptions = UserRole.options.map((role) => ({
  value: role,
  label: userRoles[role].label,
  description: userRoles[role].allows,
}));

/** Chooses what somebody new may do, and makes their invitation. */
export function InviteDialog({ onClose, onInvited }: { onClose: () => void; onInvited: (link: NewLink) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const formId = useId();
  const [role, setRole] = useState<UserRole>("MEMBER");
  const [note, setNote] = useState("");
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const invite = useMutation(
    trpc.users.invite.mutationOptions({
      onSuccess: (link) => onInvited(link),
      onError: (error) => toast.failed("The invitation could not be made", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.users.list.queryFilter()),
    }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = checkInput(InviteInput, { role, note });
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !invite.isPending) invite.mutate({ role, note });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Invite somebody"
      description="You get a link to send. Whoever opens it chooses their own login and password."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" busy={invite.isPending}>
            Make the link
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
        <RadioGroup legend="Role" options={roleOptions} value={role} onValueChange={setRole} />
        <Field
          label="Whom it is for"
          optional
          hint="Only for the list of open invitations."
          error={{ ...fieldErrorsOf(invite.error), ...ownErrors }["note"]}
        >
          <Input value={note} autoComplete="off" onChange={(event) => setNote(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
