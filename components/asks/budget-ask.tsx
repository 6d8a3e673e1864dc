"use client";

import { Wallet } from "lucide-react";
import { useState, type FormEvent } from "react";
import type { AskAnswer, AskContent } from "../../server/contract/asks.ts";
import { dollarsText, mayRaise, readDollars, type BudgetStop } from "../../server/contract/budgets.ts";
import { operations } from "../../server/contract/roles.ts";
import type { AskView } from "../../server/contract/views.ts";
import { AmountInput } from "../budgets/amount-input.tsx";
import { budgetName } from "../budgets/budget-words.ts";
import { useViewer } from "../shell/viewer.tsx";
import { Field } from "../ui/field.tsx";
import { formatExact, formatMoney } from "../ui/format.ts";
import { AnswerButton } from "./answer-button.tsx";
import { AskFrame } from "./ask-frame.tsx";
import { useAnswerAsk } from "./use-answer-ask.ts";

interface BudgetAskProps {
  projectId: string;
  ask: AskView;
  content: Extract<AskContent, { kind: "budget_raise" }>;
  canAnswer: boolean;
}

/** Why the project waits for money, and the two ways on: raise and resume, or keep it paused. */
export function BudgetAsk({ projectId, ask, content, canAnswer }: BudgetAskProps) {
  const { send, sending, refused, forgetRefusal } = useAnswerAsk(projectId, ask);
  const { stop, operation } = content;
  const { budget, limitMicros, spentMicros, until } = stop;
  return (
    <AskFrame
      icon={Wallet}
      title={`${budgetName(budget)} ${spentMicros < limitMicros ? "may be needed by calls under way" : "is used up"}`}
      askedAt={ask.createdAt}
      refused={refused}
      consequence={
        <>
          No call is made until there is room again. Raise and resume goes on at once, in the same session; keep paused
          waits until somebody resumes the project.
          {until === null ? null : ` Without an answer it goes on by itself at ${formatExact(new Date(until))}.`}
        </>
      }
      form={canAnswer ? <BudgetForm stop={stop} sending={sending} send={send} onChange={forgetRefusal} /> : null}
    >
      <p className="pb-2 text-md">
        {formatMoney(spentMicros)} of {formatMoney(limitMicros)} are used. {operations[operation].label} waits, and
        nothing of it is lost.
      </p>
    </AskFrame>
  );
}

/** Twice the old limit is the next guess, and never less than a dollar above what is spent. */
const nextLimit = ({ limitMicros, spentMicros }: BudgetStop): number =>
  Math.ceil(Math.max(limitMicros * 2, spentMicros + 1_000_000) / 10_000) * 10_000;

interface BudgetFormProps {
  stop: BudgetStop;
  sending: boolean;
  send: (answer: AskAnswer) => void;
  onChange: () => void;
}

function BudgetForm({ stop, sending, send, onChange }: BudgetFormProps) {
  const isAdmin = useViewer().role === "ADMIN";
  const canRaise = mayRaise(stop.budget, { isAdmin });
  const [text, setText] = useState(() => dollarsText(nextLimit(stop)));
  const [problem, setProblem] = useState<string | null>(null);
  const raise = (event: FormEvent): void => {
    event.preventDefault();
    const read = readDollars(text);
    setProblem("problem" in read ? read.problem : null);
    if ("micros" in read && !sending) send({ kind: "budget_raise", decision: "raise", limitMicros: read.micros });
  };
  return (
    <form noValidate onSubmit={raise} className="flex flex-col gap-2.5">
      {canRaise ? (
        <Field label="New budget" error={problem ?? undefined}>
          <AmountInput
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setProblem(null);
              onChange();
            }}
          />
        </Field>
      ) : (
        <p className="text-sm text-muted">Only an admin can raise it.</p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <AnswerButton
          shortcut="D"
          disabled={sending}
          onClick={() => send({ kind: "budget_raise", decision: "keep_paused" })}
        >
          Keep paused
        </AnswerButton>
        {canRaise ? (
          <AnswerButton submits shortcut="A" variant="primary" busy={sending}>
            Raise and resume
          </AnswerButton>
        ) : null}
      </div>
    </form>
  );
}
