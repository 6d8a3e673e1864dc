"use client";

import { useState } from "react";
import type { BudgetRef, BudgetView } from "#server/contract/budgets";
import { BudgetBar } from "#components/budgets/budget-bar";
import { Button } from "#components/ui/button";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";
import { formatExact } from "#client/ui/format";
import { AddUserBudget, BudgetEditor } from "./budget-editor.tsx";

interface Member {
  readonly id: string;
  readonly name: string;
}

const periods = { DAY: "a day", MONTH: "a month", TOTAL: "in all" } as const;

const nameOf = ({ budget, subject }: Pick<BudgetView, "budget" | "subject">): string =>
  budget.scope === "INSTALLATION" ? "Everybody together" : subject;

/** The installation's own two stand here also while they are not set. */
const installation = (["DAY", "MONTH"] as const).map((period): BudgetRef => ({
  scope: "INSTALLATION",
  subjectId: "",
  period,
}));

const isSame = (a: BudgetRef, b: BudgetRef): boolean =>
  a.scope === b.scope && a.subjectId === b.subjectId && a.period === b.period;

/** Budgets of the installation and of users, each with what is used of it. Projects have theirs on their own pages. */
export function BudgetTable({ budgets, users }: { budgets: readonly BudgetView[]; users: readonly Member[] }) {
  const ofUsers = budgets.filter(({ budget }) => budget.scope === "USER");
  return (
    <div className="flex flex-col gap-3">
      <Table label="Budgets">
        <TableHead>
          <HeadCell>Whose</HeadCell>
          <HeadCell>Used</HeadCell>
          <HeadCell>Begins anew</HeadCell>
          <HeadCell>
            <span className="sr-only">Change</span>
          </HeadCell>
        </TableHead>
        <TableBody>
          {installation.map((budget) => (
            <BudgetRow
              key={budget.period}
              budget={budget}
              name="Everybody together"
              view={budgets.find((one) => isSame(one.budget, budget)) ?? null}
            />
          ))}
          {ofUsers.map((view) => (
            <BudgetRow
              key={`${view.budget.subjectId}-${view.budget.period}`}
              budget={view.budget}
              name={nameOf(view)}
              view={view}
            />
          ))}
        </TableBody>
      </Table>
      <AddUserBudget users={users} />
    </div>
  );
}

function BudgetRow({ budget, name, view }: { budget: BudgetRef; name: string; view: BudgetView | null }) {
  const [editing, setEditing] = useState(false);
  const whole = `${name}, ${periods[budget.period]}`;
  return (
    <Row>
      <Cell className="whitespace-nowrap">{whole}</Cell>
      <Cell>
        {view === null ? <span className="text-faint">No limit</span> : <BudgetBar budget={view} name={whole} />}
      </Cell>
      <Cell className="whitespace-nowrap text-muted">{view?.until ? formatExact(view.until) : "—"}</Cell>
      <Cell className="text-right">
        {editing ? (
          <BudgetEditor
            budget={budget}
            label={`Budget: ${whole}`}
            limitMicros={view?.limitMicros ?? null}
            onClose={() => setEditing(false)}
          />
        ) : (
          <Button size="sm" onClick={() => setEditing(true)} aria-label={`Change budget: ${whole}`}>
            Change
          </Button>
        )}
      </Cell>
    </Row>
  );
}
