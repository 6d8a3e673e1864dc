"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { UpdateProviderInput } from "#server/contract/inputs";
import type { ProviderState } from "#server/contract/views";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { SubmitButton } from "#components/ui/submit-button";
import { useFirstFocus } from "#client/ui/use-first-focus";
import { toast } from "#client/ui/toast-store";

/** The two mistakes that are made with keys: nothing entered, or only a part of it copied. */
const checkKey = (key: string): Readonly<Record<string, string>> | null => {
  if (key === "") return { anthropicApiKey: "Enter the key." };
  return key.length < 20 ? { anthropicApiKey: "This is too short for a key. Copy all of it." } : null;
};

/** A key and the address it is sent to, always entered together: a key never goes anywhere else. */
export function ProviderForm({ state, onDone }: { state: ProviderState; onDone: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const first = useFirstFocus<HTMLInputElement>();
  const [key, setKey] = useState("");
  const [address, setAddress] = useState(state.apiKey?.source === "settings" ? (state.baseUrl ?? "") : "");
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const update = useMutation(
    trpc.providers.update.mutationOptions({
      onSuccess: async () => {
        await Promise.all([
          queryClient.invalidateQueries(trpc.providers.state.queryFilter()),
          queryClient.invalidateQueries(trpc.system.findings.queryFilter()),
        ]);
        toast.done("Key saved");
        onDone();
      },
    }),
  );
  const errors = { ...fieldErrorsOf(update.error), ...ownErrors };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const input = { anthropicApiKey: key.trim(), anthropicBaseUrl: address.trim() === "" ? null : address.trim() };
    const found = checkKey(input.anthropicApiKey) ?? checkInput(UpdateProviderInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !update.isPending) update.mutate(input);
  };
  return (
    <form noValidate onSubmit={save} className="flex flex-col gap-4 px-4 py-4">
      <Field
        label="API key"
        error={errors["anthropicApiKey"]}
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
            . Stored encrypted; only its last four characters are ever shown again.
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
          onChange={(event) => setKey(event.target.value)}
        />
      </Field>
      <Field
        label="Base URL"
        optional
        error={errors["anthropicBaseUrl"]}
        hint="Only for a gateway of your own. Left empty, requests go to api.anthropic.com."
      >
        <Input
          type="url"
          inputMode="url"
          spellCheck={false}
          className="font-mono"
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
      </Field>
      {update.error !== null && Object.keys(errors).length === 0 ? (
        <ErrorState title="The key could not be saved" reason={messageOf(update.error)} />
      ) : null}
      <div className="flex gap-2">
        <SubmitButton variant="primary" busy={update.isPending}>
          Save key
        </SubmitButton>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </form>
  );
}
