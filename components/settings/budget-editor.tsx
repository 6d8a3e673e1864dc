"use client";

import { useState, type FormEvent } from "react";
import { dollarsText, type BudgetRef } from "#server/contract/budgets";
import { budgetOf, checkBudget } from "#client/budgets/budget-choice";
import { useSetBudget } from "#client/budgets/use-set-budget";
import { useFirstFocus } from "#client/ui/use-first-focus";
import { messageOf } from "#client/request-error";
import { AmountInput } from "#components/budgets/amount-input";
import { Button } from "#components/ui/button";
import { Field, FieldError } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { SubmitButton } from "#components/ui/submit-button";
import { toast } from "#client/ui/toast-store";

interface BudgetEditorProps {
  budget: BudgetRef;
  label: string;
  limitMicros: number | null;
  onClose: () => void;
}

/** One budget's amount, changed where it stands. Empty takes the budget away. */
export function BudgetEditor({ budget, label, limitMicros, onClose }: BudgetEditorProps) {
  const first = useFirstFocus<HTMLInputElement>();
  const [text, setText] = useState(limitMicros === null ? "" : dollarsText(limitMicros));
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const set = useSetBudget(
    () => {
      toast.done("Budget saved");
      onClose();
    },
    (error) => setProblem(messageOf(error)),
  );
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const wrong = checkBudget(text)["budgetMicros"];
    setProblem(wrong);
    if (wrong === undefined && !set.isPending) set.mutate({ budget, limitMicros: budgetOf(text).budgetMicros ?? null });
  };
  return (
    <form noValidate onSubmit={save} className="flex flex-col items-end gap-1">
      <div className="flex items-center justify-end gap-2">
        <AmountInput
          aria-label={label}
          placeholder="No limit"
          ref={first}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <SubmitButton variant="primary" size="sm" busy={set.isPending}>
          Save
        </SubmitButton>
        <Button size="sm" variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
      <div aria-live="polite">{problem === undefined ? null : <FieldError>{problem}</FieldError>}</div>
    </form>
  );
}

/** A further budget, of one user for a day or a month. */
export function AddUserBudget({ users }: { users: readonly { readonly id: string; readonly name: string }[] }) {
  const [open, setOpen] = useState(false);
  const [userId, setUserId] = useState(users[0]?.id ?? "");
  const [period, setPeriod] = useState<"DAY" | "MONTH">("DAY");
  if (users.length === 0) return null;
  if (!open) {
    return (
      <div>
        <Button size="sm" onClick={() => setOpen(true)}>
          Limit a user
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-end gap-3 rounded-md border bg-surface p-3">
      <Field label="User">
        <Select value={userId} onChange={(event) => setUserId(event.target.value)}>
          {users.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="For">
        <Select value={period} onChange={(event) => setPeriod(event.target.value === "MONTH" ? "MONTH" : "DAY")}>
          <option value="DAY">a day</option>
          <option value="MONTH">a month</option>
        </Select>
      </Field>
      <BudgetEditor
        budget={{ scope: "USER", subjectId: userId, period }}
        label="Amount"
        limitMicros={null}
        onClose={() => setOpen(false)}
      />
    </div>
  );
}
