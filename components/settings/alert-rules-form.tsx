"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { UpdateAlertRulesInput } from "#server/contract/alerts";
import { checkInput } from "#client/field-check";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Panel } from "#components/ui/panel";
import { SubmitButton } from "#components/ui/submit-button";
import { toast } from "#client/ui/toast-store";

interface Rules {
  readonly errorPercent: number;
  readonly errorMinutes: number;
  readonly errorMinCalls: number;
}

const fields = [
  { name: "errorPercent", label: "More than, in %", hint: "Share of calls that fail." },
  { name: "errorMinutes", label: "Within, in minutes", hint: "How far back is looked." },
  { name: "errorMinCalls", label: "Of at least, in calls", hint: "Fewer say nothing." },
] as const satisfies readonly { name: keyof Rules; label: string; hint: string }[];

/** When failing calls are worth an alert. */
export function AlertRulesForm({ saved }: { saved: Rules }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const savedTexts = {
    errorPercent: String(saved.errorPercent),
    errorMinutes: String(saved.errorMinutes),
    errorMinCalls: String(saved.errorMinCalls),
  };
  const [draft, setDraft] = useState(savedTexts);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const update = useMutation(
    trpc.alerts.updateRules.mutationOptions({
      onSuccess: async () => {
        toast.done("Alert rules saved");
        await queryClient.invalidateQueries(trpc.alerts.rules.queryFilter());
      },
      onError: (error) => toast.failed("The rules could not be saved", { detail: messageOf(error) }),
    }),
  );
  const changed = fields.some(({ name }) => draft[name].trim() !== savedTexts[name]);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const input = {
      errorPercent: Number(draft.errorPercent),
      errorMinutes: Number(draft.errorMinutes),
      errorMinCalls: Number(draft.errorMinCalls),
    };
    const found = checkInput(UpdateAlertRulesInput, input);
    setErrors(found);
    if (Object.keys(found).length === 0 && !update.isPending) update.mutate(input);
  };
  return (
    <Panel className="p-4">
      <form noValidate onSubmit={save} className="flex flex-col gap-4">
        <p className="text-sm">Calls that fail are worth an alert when there are</p>
        <div className="grid gap-4 sm:grid-cols-3">
          {fields.map(({ name, label, hint }) => (
            <Field key={name} label={label} hint={hint} error={errors[name]}>
              <Input
                inputMode="decimal"
                value={draft[name]}
                onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
              />
            </Field>
          ))}
        </div>
        <div>
          <SubmitButton variant={changed ? "primary" : "secondary"} disabled={!changed} busy={update.isPending}>
            Save rules
          </SubmitButton>
        </div>
      </form>
    </Panel>
  );
}
