"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { SaveWebhookInput, type WebhookView } from "#server/contract/webhooks";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Panel } from "#components/ui/panel";
import { SubmitButton } from "#components/ui/submit-button";
import { toast } from "#client/ui/toast-store";

/** Where alerts are told: an address, and the secret that its receiver checks them with. */
export function WebhookForm({ webhook, onSecret }: { webhook: WebhookView; onSecret: (secret: string) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [url, setUrl] = useState(webhook.url ?? "");
  const [privateAddress, setPrivateAddress] = useState(webhook.privateAddress);
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const refresh = () => queryClient.invalidateQueries(trpc.webhook.state.queryFilter());
  const failed = (title: string) => (error: unknown) => {
    toast.failed(title, { detail: messageOf(error) });
  };
  const save = useMutation(
    trpc.webhook.save.mutationOptions({
      onSuccess: async ({ secret }) => {
        if (secret !== null) onSecret(secret);
        toast.done("Webhook saved");
        await refresh();
      },
    }),
  );
  const replace = useMutation(
    trpc.webhook.replaceSecret.mutationOptions({
      onSuccess: async ({ secret }) => {
        onSecret(secret);
        await refresh();
      },
      onError: failed("The secret was not replaced"),
    }),
  );
  const test = useMutation(
    trpc.webhook.test.mutationOptions({
      onSuccess: async () => {
        toast.note("Test message on its way");
        await refresh();
      },
      onError: failed("No test message was sent"),
    }),
  );
  const remove = useMutation(
    trpc.webhook.remove.mutationOptions({ onSuccess: refresh, onError: failed("The webhook was not removed") }),
  );
  const fieldErrors = { ...fieldErrorsOf(save.error), ...ownErrors };
  const error = fieldErrors["url"] ?? (save.error === null ? undefined : messageOf(save.error));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const input = { url: url.trim(), privateAddress };
    const found = checkInput(SaveWebhookInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !save.isPending) save.mutate(input);
  };
  const changed = url.trim() !== (webhook.url ?? "") || privateAddress !== webhook.privateAddress;
  return (
    <Panel className="p-4">
      <form noValidate onSubmit={submit} className="flex flex-col gap-3">
        <Field
          label="Webhook"
          optional
          error={error}
          hint="Every alert is posted here as JSON when it opens and when it is over, signed with HMAC-SHA256 (Standard Webhooks)."
        >
          <Input
            type="url"
            inputMode="url"
            placeholder="https://hooks.example.com/spiral"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        </Field>
        <Checkbox
          label="This address is in my own network"
          description="Without this, messages go to public addresses only."
          checked={privateAddress}
          onChange={(event) => setPrivateAddress(event.target.checked)}
        />
        <div className="flex flex-wrap gap-2">
          <SubmitButton variant={changed ? "primary" : "secondary"} disabled={!changed} busy={save.isPending}>
            Save webhook
          </SubmitButton>
          {webhook.url === null ? null : (
            <>
              <Button busy={test.isPending} onClick={() => test.mutate()}>
                Send a test
              </Button>
              <Button busy={replace.isPending} onClick={() => replace.mutate()}>
                Replace secret
              </Button>
              <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
                Remove
              </Button>
            </>
          )}
        </div>
      </form>
    </Panel>
  );
}
