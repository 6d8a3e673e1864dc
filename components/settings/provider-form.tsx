"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ReplaceKeyInput } from "#server/contract/inputs";
import type { KeyReplacement, ProviderState } from "#server/contract/provider-state";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { SubmitButton } from "#components/ui/submit-button";
import { useFirstFocus } from "#client/ui/use-first-focus";
import { PrivateAddressCheckbox } from "./private-address.tsx";
import type { StoredKey } from "./stored-key.tsx";

/** A key and the address it is sent to, always entered together: a key never goes anywhere else. */
export function ProviderForm({
  state,
  onStored,
  onCancel,
}: {
  state: ProviderState;
  onStored: (stored: StoredKey) => void;
  onCancel: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const first = useFirstFocus<HTMLInputElement>();
  const [key, setKey] = useState("");
  const [address, setAddress] = useState(state.typedBaseUrl ?? "");
  // It belongs to the address: another one begins without.
  const [privateAddress, setPrivateAddress] = useState(address !== "" && state.privateAddress);
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const replace = useMutation(
    trpc.providers.replaceKey.mutationOptions({
      onSuccess: async (answer) => {
        if (answer.outcome !== "stored") return;
        await Promise.all([
          queryClient.invalidateQueries(trpc.providers.state.queryFilter()),
          queryClient.invalidateQueries(trpc.system.findings.queryFilter()),
        ]);
        onStored(answer);
      },
    }),
  );
  const errors = { ...fieldErrorsOf(replace.error), ...ownErrors };
  const save = (untested: boolean): void => {
    const baseUrl = address.trim() === "" ? null : address.trim();
    const input = { apiKey: key.trim(), baseUrl, privateAddress, untested };
    const found = checkInput(ReplaceKeyInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !replace.isPending) replace.mutate(input);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save(false);
  };
  /** What was said of one key says nothing of another. */
  const edit = (set: (value: string) => void) => (value: string) => {
    set(value);
    replace.reset();
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4 px-4 py-4">
      <Field
        label="API key"
        error={errors["apiKey"]}
        hint={
          <>
            From the{" "}
            <a
              href="https://platform.claude.com/settings/keys"
              target="_blank"
              rel="noopener noreferrer"
              className="text-accent underline underline-offset-2"
            >
              Claude Console
            </a>
            . Tried first, then stored encrypted; only its last four characters are ever shown again.
          </>
        }
      >
        {/* Not a password of this site: password managers are asked to leave it alone. */}
        <Input
          type="password"
          ref={first}
          autoComplete="off"
          data-1p-ignore
          data-lpignore="true"
          spellCheck={false}
          className="font-mono"
          value={key}
          onChange={(event) => edit(setKey)(event.target.value)}
        />
      </Field>
      <Field
        label="Base URL"
        optional
        error={errors["baseUrl"]}
        hint="Only for a gateway of your own. Left empty, requests go to api.anthropic.com."
      >
        <Input
          type="url"
          inputMode="url"
          spellCheck={false}
          className="font-mono"
          value={address}
          onChange={(event) => {
            edit(setAddress)(event.target.value);
            setPrivateAddress(false);
          }}
        />
      </Field>
      {address.trim() === "" ? null : (
        <PrivateAddressCheckbox checked={privateAddress} onCheckedChange={setPrivateAddress} />
      )}
      {replace.error !== null && Object.keys(errors).length === 0 ? (
        <ErrorState title="The key could not be stored" reason={messageOf(replace.error)} />
      ) : null}
      <div role="alert" className="empty:hidden">
        {replace.data === undefined || replace.isPending ? null : (
          <NotStored answer={replace.data} state={state} onStoreUntested={() => save(true)} />
        )}
      </div>
      <div className="flex gap-2">
        <SubmitButton variant="primary" busy={replace.isPending}>
          Test and save key
        </SubmitButton>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}

/** Why nothing has changed, and what can be done about it. */
function NotStored({
  answer,
  state: { apiKey },
  onStoreUntested,
}: {
  answer: KeyReplacement;
  state: ProviderState;
  onStoreUntested: () => void;
}) {
  if (answer.outcome === "stored") return null;
  const { detail, fix } = answer.finding;
  const inForce = apiKey === null ? "Nothing was stored." : `The key that ends in ${apiKey.lastFour} stays in force.`;
  return answer.outcome === "refused" ? (
    <Callout tone="failed" title="This key is refused">
      {detail} {fix} {inForce}
    </Callout>
  ) : (
    <Callout
      tone="needs"
      title="This key could not be tried"
      action={
        <Button size="sm" onClick={onStoreUntested}>
          Store it untested
        </Button>
      }
    >
      {detail} {fix} {inForce}
    </Callout>
  );
}
