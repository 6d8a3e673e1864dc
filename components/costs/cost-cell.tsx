import type { CostFigures } from "../../server/contract/costs.ts";
import { formatMoney, formatNumberOf } from "../ui/format.ts";

/** What calls cost: money first; what is none, or has no figure, in words beside it and never in the sum. */
export function CostCell({ figures }: { figures: CostFigures }) {
  const { billedMicros, equivalentMicros } = figures;
  const words = partsOf(figures);
  const hasFigure = billedMicros > 0 || (words.length === 0 && equivalentMicros === 0);
  return (
    <span className="flex flex-wrap justify-end gap-x-2">
      {words.map((word) => (
        <span key={word} className="text-muted">
          {word}
        </span>
      ))}
      {equivalentMicros === 0 ? null : (
        <span
          className="tabular text-muted"
          title="API-equivalent: what a subscription's calls would have cost by the token. No money."
        >
          ≈ {formatMoney(equivalentMicros)}
        </span>
      )}
      {hasFigure ? <span className="tabular">{formatMoney(billedMicros)}</span> : null}
    </span>
  );
}

const partsOf = ({ calls, ...apart }: CostFigures): string[] => {
  const part = (count: number, what: string): string[] => {
    if (count === 0) return [];
    return [count === calls ? what : `${formatNumberOf(count, "call")} ${what}`];
  };
  return [
    ...part(apart.localCalls, "local"),
    ...part(apart.scriptedCalls, "scripted"),
    ...part(apart.unpricedCalls, "unpriced"),
    ...part(apart.unreportedCalls, "not fully reported"),
  ];
};
