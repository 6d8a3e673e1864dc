"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { ApiTokenAccess, apiTokenAccess, CreateApiTokenInput, type NewApiToken } from "#server/contract/api-tokens";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioGroup } from "#components/ui/radio-group";
import { Select } from "#components/ui/select";

const accessOptions = ApiTokenAccess.options.map((access) => ({
  value: access,
  label: apiTokenAccess[access].label,
  description: apiTokenAccess[access].allows,
}));

/** How long it is good for, in days; empty: until it is revoked. */
const ends = [
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "A year"],
  ["", "Until it is revoked"],
] as const;

/** What a new token is for, what it may do, and how long. */
export function TokenDialog({ onClose, onMade }: { onClose: () => void; onMade: (made: NewApiToken) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const formId = useId();
  const [name, setName] = useState("");
  const [access, setAccess] = useState<ApiTokenAccess>("READ");
  const [days, setDays] = useState<string>("90");
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const create = useMutation(
    trpc.apiTokens.create.mutationOptions({
      onSuccess: onMade,
      onSettled: () => queryClient.invalidateQueries(trpc.apiTokens.list.queryFilter()),
    }),
  );
  const errors = { ...fieldErrorsOf(create.error), ...ownErrors };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const input = { name, access, days: days === "" ? null : Number(days) };
    const found = checkInput(CreateApiTokenInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !create.isPending) create.mutate(input);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Make an API token"
      description="It acts as you. Whoever has it may do what it may, so give each program one of its own."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" busy={create.isPending}>
            Make the token
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label="What it is for" error={errors["name"]}>
          <Input
            value={name}
            autoComplete="off"
            placeholder="For example: nightly report"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <RadioGroup legend="What it may do" options={accessOptions} value={access} onValueChange={setAccess} />
        <Field label="Good for" error={errors["days"]}>
          <Select value={days} onChange={(event) => setDays(event.target.value)}>
            {ends.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        {create.error !== null && Object.keys(errors).length === 0 ? (
          <ErrorState title="The token was not made" reason={messageOf(create.error)} />
        ) : null}
      </form>
    </Dialog>
  );
}
