import {
  CircleQuestionMark,
  Gauge,
  KeyRound,
  ListChecks,
  PackageCheck,
  Wallet,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import type { AskContent, AskKind } from "../../server/contract/asks.ts";
import { answerWords, askTitle } from "../asks/ask-words.ts";
import { Quoted } from "../evidence/verdict-view.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { RowFrame } from "./row-frame.tsx";
import type { ActivityRow, AskOutcome } from "./row.ts";

const icons = {
  plan_approval: ListChecks,
  permission: KeyRound,
  question: CircleQuestionMark,
  allocation: Gauge,
  tool_request: Wrench,
  budget_raise: Wallet,
  tool_acceptance: PackageCheck,
} as const satisfies Record<AskKind, LucideIcon>;

interface AskRowProps {
  row: ActivityRow;
  content: AskContent;
  outcome: AskOutcome | null;
}

/** What was asked of a person, and what became of it. Answered above the activity, where it stays in view. */
export function AskRow({ row, content, outcome }: AskRowProps) {
  const answered = outcome === null || outcome === "withdrawn" ? null : outcome;
  const answer = answered === null ? null : answerWords(answered.answer);
  return (
    <RowFrame
      icon={icons[content.kind]}
      tone={outcome === null ? "needs" : "neutral"}
      sequence={row.sequence}
      at={row.at}
    >
      <p className="break-words">
        <span className={outcome === null ? "font-medium text-needs" : "text-muted"}>
          {outcome === null ? "Needs you: " : "Asked: "}
        </span>
        <VisibleText text={askTitle(content)} />
      </p>
      {outcome === "withdrawn" ? <p className="text-muted">Withdrawn: an answer is no longer needed.</p> : null}
      {answered === null || answer === null ? null : (
        <>
          <p className="text-muted">
            {answer.verb} by <VisibleText text={answered.by} />
          </p>
          {answer.words === "" ? null : <Quoted text={answer.words} className="mt-0.5" />}
        </>
      )}
    </RowFrame>
  );
}
