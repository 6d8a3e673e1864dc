"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { UpdateLocalModelsInput, type OllamaHostView } from "#server/contract/local-models";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Panel } from "#components/ui/panel";
import { SubmitButton } from "#components/ui/submit-button";
import { Textarea } from "#components/ui/textarea";
import { toast } from "#client/ui/toast-store";

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Errors of single lines belong to their field: `hosts.1` → hosts. */
const fieldOf = (errors: Readonly<Record<string, string>>, field: string): string | undefined =>
  Object.entries(errors).find(([name]) => name === field || name.startsWith(`${field}.`))?.[1];

/** Further servers, and which models come first. */
export function HostForm({
  hosts,
  order,
  pinAtPercent,
}: {
  hosts: readonly OllamaHostView[];
  order: readonly string[];
  pinAtPercent: number;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const saved = {
    hosts: hosts
      .filter(({ source }) => source === "settings")
      .map(({ url }) => url)
      .join("\n"),
    order: order.join("\n"),
    pinAtPercent: String(pinAtPercent),
  };
  const [draft, setDraft] = useState<typeof saved | null>(null);
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const update = useMutation(
    trpc.localModels.update.mutationOptions({
      onSuccess: async () => {
        toast.done("Local models saved");
        await queryClient.invalidateQueries(trpc.localModels.list.queryFilter());
        setDraft(null);
      },
      onError: (error) => {
        if (Object.keys(fieldErrorsOf(error)).length === 0)
          toast.failed("The local models could not be saved", { detail: messageOf(error) });
      },
    }),
  );
  const shown = draft ?? saved;
  // What the server refused before has been typed over.
  const errors = Object.keys(ownErrors).length > 0 ? ownErrors : fieldErrorsOf(update.error);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const input = {
      hosts: linesOf(shown.hosts),
      order: linesOf(shown.order),
      pinAtPercent: shown.pinAtPercent.trim() === "" ? Number.NaN : Number(shown.pinAtPercent),
    };
    const found = checkInput(UpdateLocalModelsInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !update.isPending) update.mutate(input);
  };
  return (
    <Panel className="p-4">
      <form noValidate onSubmit={save} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Further Ollama servers"
            hint="One a line, for example http://10.0.0.7:11434. Entering a private address permits it."
            error={fieldOf(errors, "hosts")}
          >
            <Textarea
              rows={3}
              spellCheck={false}
              value={shown.hosts}
              onChange={(event) => setDraft({ ...shown, hosts: event.target.value })}
            />
          </Field>
          <Field
            label="Models in order"
            hint="One a line; the first that uses tools well is taken. Those not named follow, the larger first."
            error={fieldOf(errors, "order")}
          >
            <Textarea
              rows={3}
              spellCheck={false}
              value={shown.order}
              onChange={(event) => setDraft({ ...shown, order: event.target.value })}
            />
          </Field>
        </div>
        <Field
          label="Keep a local model loaded once a limit of Claude's is used to (%)"
          hint="So that a switch does not wait for it; at the latest ten points before the share from which on work may go over. Until the limit's window begins anew; then it is let go."
          error={fieldOf(errors, "pinAtPercent")}
          className="max-w-sm"
        >
          <Input
            type="number"
            inputMode="numeric"
            min={1}
            max={100}
            step={1}
            value={shown.pinAtPercent}
            onChange={(event) => setDraft({ ...shown, pinAtPercent: event.target.value })}
          />
        </Field>
        <div>
          <SubmitButton busy={update.isPending} disabled={draft === null}>
            Save
          </SubmitButton>
        </div>
      </form>
    </Panel>
  );
}
