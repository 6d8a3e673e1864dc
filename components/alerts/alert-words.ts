import type { AlertDetail } from "#server/contract/alerts";
import { formatCount, formatMoney, formatNumberOf } from "#client/ui/format";
import type { Tone } from "#client/ui/tone";

/** An alert in words: what holds, and what to do about it. */
export interface AlertWords {
  readonly title: string;
  readonly advice: string;
  readonly tone: Extract<Tone, "neutral" | "needs" | "failed">;
  /** Where it can be looked into or put right; null: at its project. */
  readonly href: string | null;
}

const whose = ({ budget, subject }: Extract<AlertDetail, { kind: "budget_mark" }>): string => {
  const owner = budget.scope === "INSTALLATION" ? "everybody together" : subject;
  switch (budget.period) {
    case "DAY":
      return `today's budget of ${owner}`;
    case "MONTH":
      return `this month's budget of ${owner}`;
    case "TOTAL":
      return `the budget of ${owner}`;
  }
};

const failingWords = ({
  failed,
  calls,
  thresholdPercent,
  state,
}: Extract<AlertDetail, { kind: "error_rate" }>): string => {
  if (state === "too_few_calls") return "Since then there have been too few calls to say whether it is over.";
  return failed * 100 > calls * thresholdPercent
    ? `More than ${thresholdPercent} %.`
    : `It was more than ${thresholdPercent} %, and is over at half of that.`;
};

/** What is said of an alert that holds no more. */
export const endWords = (detail: AlertDetail): { readonly words: string; readonly isGood: boolean } =>
  detail.kind === "error_rate" && detail.state === "too_few_calls"
    ? { words: "No call has failed since, but there were too few to say that it is over.", isGood: false }
    : { words: "Over.", isGood: true };

/** The product's own words for an alert. */
export const alertWords = (detail: AlertDetail): AlertWords => {
  switch (detail.kind) {
    case "budget_mark":
      return {
        title: `${detail.mark} % of ${whose(detail)} is used: ${formatMoney(detail.spentMicros)} of ${formatMoney(detail.limitMicros)}`,
        advice:
          detail.mark < 100
            ? "At 100 % the work stops and waits."
            : "No further call is paid for. Raise the budget to go on, or wait until it begins anew.",
        tone: detail.mark < 80 ? "neutral" : detail.mark < 100 ? "needs" : "failed",
        href: detail.budget.scope === "PROJECT" ? null : "/settings/budgets",
      };
    case "error_rate":
      return {
        title: `${Math.round((detail.failed / detail.calls) * 1_000) / 10} % of calls fail: ${formatCount(detail.failed)} of ${formatNumberOf(detail.calls, "call")} in ${formatNumberOf(detail.minutes, "minute")}`,
        advice: `${failingWords(detail)} Look at the provider's state, or choose another one.`,
        tone: "failed",
        href: "/health",
      };
    case "unpriced":
      return {
        title: `The price of ${detail.model}${detail.speed === null ? "" : " in fast mode"} is not known: ${formatNumberOf(detail.calls, "call")} in 24 hours`,
        advice:
          "They are missing in figures of cost; where they count against budgets, they do so at the dearest rates there are. An admin can enter the price.",
        tone: "needs",
        href: "/settings/prices",
      };
    case "ledger_drift":
      return {
        title: "The books do not balance: the ledger differs from what the agent's program reports",
        advice: "npm run ledger:check names the calls.",
        tone: "failed",
        href: "/health",
      };
  }
};
