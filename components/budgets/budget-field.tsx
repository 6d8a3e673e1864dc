"use client";

import { useQuery } from "@tanstack/react-query";
import { dollarsText } from "#server/contract/budgets";
import { useTRPC } from "#components/trpc";
import { Field } from "#components/ui/field";
import { AmountInput } from "./amount-input.tsx";

interface BudgetFieldProps {
  /** What was typed; null: nothing yet, the installation's default stands there. Empty: no budget of its own. */
  value: string | null;
  onValueChange: (value: string) => void;
  /** What is wrong with it. */
  error: string | undefined;
}

/** What a new project may cost. Its value becomes the request's by budget-choice.ts. */
export function BudgetField({ value, onValueChange, error }: BudgetFieldProps) {
  const trpc = useTRPC();
  const { data: rules } = useQuery(trpc.budgets.rules.queryOptions());
  const standard = rules?.projectDefaultMicros ?? null;
  return (
    <Field
      label="Budget"
      error={error}
      hint={`What it may cost in all; then it stops and waits for you. Empty: no limit of its own.${
        rules?.countSubscription === true ? "" : " Only calls that are paid by the token count."
      }`}
    >
      <AmountInput
        name="budgetMicros"
        placeholder="No limit"
        value={value ?? (standard === null ? "" : dollarsText(standard))}
        onChange={(event) => onValueChange(event.target.value)}
      />
    </Field>
  );
}
