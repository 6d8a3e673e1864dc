"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { dollarsText, readDollars, type BudgetStop } from "../../server/contract/budgets.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { useSteering } from "../project/use-steering.ts";
import { messageOf } from "../request-error.ts";
import { useViewer } from "../shell/viewer.tsx";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { Field } from "../ui/field.tsx";
import { formatExact, formatMoney } from "../ui/format.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { AmountInput } from "./amount-input.tsx";
import { budgetName } from "./budget-words.ts";

/** Why the project waits for money, and the two ways on: raise and resume, or keep it paused. */
export function BudgetNotice({ project, stop }: { project: ProjectView; stop: BudgetStop }) {
  const isAdmin = useViewer().role === "ADMIN";
  const { budget, limitMicros, spentMicros, until } = stop;
  const mayRaise = project.can.steer && (budget.scope === "PROJECT" || isAdmin);
  return (
    <Callout
      tone="needs"
      title={`Waiting for budget: ${formatMoney(spentMicros)} of ${formatMoney(limitMicros)} used`}
      action={mayRaise ? <RaiseForm project={project} stop={stop} /> : null}
    >
      {budgetName(budget)} {spentMicros < limitMicros ? "may be needed by calls under way" : "is used up"}. Nothing is
      lost: the work goes on in the same session when there is room again
      {until === null ? "" : `, by itself at ${formatExact(new Date(until))}`}.
      {mayRaise ? null : " Ask an admin to raise it."}
    </Callout>
  );
}

/** Twice the old limit is the next guess, and never less than a dollar above what is spent. */
const nextLimit = ({ limitMicros, spentMicros }: BudgetStop): number =>
  Math.ceil(Math.max(limitMicros * 2, spentMicros + 1_000_000) / 10_000) * 10_000;

function RaiseForm({ project, stop }: { project: ProjectView; stop: BudgetStop }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const steering = useSteering(project.id);
  const [text, setText] = useState(() => dollarsText(nextLimit(stop)));
  const [problem, setProblem] = useState<string | null>(null);
  const raise = useMutation(
    trpc.budgets.raise.mutationOptions({
      onError: (error) => setProblem(messageOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId: project.id })),
    }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readDollars(text);
    if ("problem" in read) return setProblem(read.problem);
    setProblem(null);
    if (!raise.isPending) raise.mutate({ projectId: project.id, budget: stop.budget, limitMicros: read.micros });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-wrap items-start gap-2">
      <Field label="New budget" error={problem ?? undefined}>
        <AmountInput value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <div className="flex gap-2 pt-6.5">
        <SubmitButton variant="primary" busy={raise.isPending}>
          Raise and resume
        </SubmitButton>
        <Button busy={steering.pause.busy} onClick={steering.pause.run}>
          Keep paused
        </Button>
      </div>
    </form>
  );
}
