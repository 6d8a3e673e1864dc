"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { UpdateRetentionInput } from "#server/contract/settings";
import type { StorageView } from "#server/contract/views";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Panel } from "#components/ui/panel";

type Rules = StorageView["rules"];
type RuleName = keyof Rules;

const fields = [
  {
    name: "removeArchivedAfterDays",
    label: "Remove the workspaces of archived projects",
    hint: "Days after they were archived; empty: never. Records, activity and report stay.",
  },
  {
    name: "attemptOutputsAfterDays",
    label: "Remove the whole outputs of attempts",
    hint: "Days after their project has ended; empty: never. What the activity shows of them stays.",
  },
] as const satisfies readonly { name: RuleName; label: string; hint: string }[];

const textOf = (days: number | null): string => (days === null ? "" : String(days));
const daysOf = (text: string): number | null => (text.trim() === "" ? null : Number(text));

/** What is removed by itself, and when. */
export function RetentionForm({ saved }: { saved: Rules }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const savedTexts = {
    removeArchivedAfterDays: textOf(saved.removeArchivedAfterDays),
    attemptOutputsAfterDays: textOf(saved.attemptOutputsAfterDays),
  };
  const [draft, setDraft] = useState(savedTexts);
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const update = useMutation(
    trpc.settings.updateRetention.mutationOptions({
      onSuccess: async () => {
        toast.done("Rules saved");
        await queryClient.invalidateQueries(trpc.workspace.storage.queryFilter());
      },
      onError: (error) => {
        if (Object.keys(fieldErrorsOf(error)).length === 0)
          toast.failed("The rules could not be saved", { detail: messageOf(error) });
      },
    }),
  );
  const errors = { ...fieldErrorsOf(update.error), ...ownErrors };
  const changed = fields.some(({ name }) => draft[name].trim() !== savedTexts[name]);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const input = {
      removeArchivedAfterDays: daysOf(draft.removeArchivedAfterDays),
      attemptOutputsAfterDays: daysOf(draft.attemptOutputsAfterDays),
    };
    const found = checkInput(UpdateRetentionInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !update.isPending) update.mutate(input);
  };
  return (
    <Panel className="p-4">
      <form noValidate onSubmit={save} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          {fields.map(({ name, label, hint }) => (
            <Field key={name} label={label} hint={hint} error={errors[name]}>
              <Input
                inputMode="numeric"
                placeholder="Never"
                className="max-w-28"
                value={draft[name]}
                onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
              />
            </Field>
          ))}
        </div>
        <div className="flex gap-2">
          <Button type="submit" variant={changed ? "primary" : "secondary"} disabled={!changed} busy={update.isPending}>
            Save rules
          </Button>
          {changed ? <Button onClick={() => setDraft(savedTexts)}>Discard</Button> : null}
        </div>
      </form>
    </Panel>
  );
}
