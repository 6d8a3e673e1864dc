"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { dollarsText } from "#server/contract/budgets";
import { budgetOf, checkBudget } from "#client/budgets/budget-choice";
import { messageOf } from "#client/request-error";
import { AmountInput } from "#components/budgets/amount-input";
import { useTRPC } from "#components/trpc";
import { Checkbox } from "#components/ui/checkbox";
import { Field } from "#components/ui/field";
import { Panel } from "#components/ui/panel";
import { Select } from "#components/ui/select";
import { SubmitButton } from "#components/ui/submit-button";
import { toast } from "#client/ui/toast-store";

interface Rules {
  readonly projectDefaultMicros: number | null;
  readonly timeZone: string;
  readonly countSubscription: boolean;
}

/** The browser's own list, which has no plain UTC, and whatever is set now. */
const zones = (current: string): readonly string[] => [
  ...new Set(["UTC", current, ...Intl.supportedValuesOf("timeZone")]),
];

/** What a new project may cost, where days begin, and whether a subscription counts. */
export function BudgetRulesForm({ saved }: { saved: Rules }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const savedText = saved.projectDefaultMicros === null ? "" : dollarsText(saved.projectDefaultMicros);
  const [text, setText] = useState(savedText);
  const [timeZone, setTimeZone] = useState(saved.timeZone);
  const [counts, setCounts] = useState(saved.countSubscription);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const update = useMutation(
    trpc.budgets.updateRules.mutationOptions({
      onSuccess: async () => {
        toast.done("Budget rules saved");
        await queryClient.invalidateQueries(trpc.budgets.pathFilter());
      },
      onError: (error) => toast.failed("The rules could not be saved", { detail: messageOf(error) }),
    }),
  );
  const changed = text !== savedText || timeZone !== saved.timeZone || counts !== saved.countSubscription;
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const wrong = checkBudget(text)["budgetMicros"];
    setProblem(wrong);
    if (wrong !== undefined || update.isPending) return;
    update.mutate({
      projectDefaultMicros: budgetOf(text).budgetMicros ?? null,
      timeZone,
      countSubscription: counts,
    });
  };
  return (
    <Panel className="p-4">
      <form noValidate onSubmit={save} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Budget of a new project"
            hint="Stands in its form, where it can be changed. Empty: none."
            error={problem}
          >
            <AmountInput placeholder="No limit" value={text} onChange={(event) => setText(event.target.value)} />
          </Field>
          <Field label="Days and months begin in" hint="Budgets for a day or a month begin anew at midnight there.">
            <Select value={timeZone} onChange={(event) => setTimeZone(event.target.value)}>
              {zones(timeZone).map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </Select>
          </Field>
        </div>
        <Checkbox
          label="Count a subscription's calls as money"
          description="At what they would cost by the token. Otherwise a subscription's own windows limit it, and only calls with an API key count."
          checked={counts}
          onChange={(event) => setCounts(event.target.checked)}
        />
        <div>
          <SubmitButton variant={changed ? "primary" : "secondary"} disabled={!changed} busy={update.isPending}>
            Save rules
          </SubmitButton>
        </div>
      </form>
    </Panel>
  );
}
