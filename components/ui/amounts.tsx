import { cn } from "#client/ui/cn";
import type { CostTotals } from "#server/contract/usage";
import { formatCount, formatMoney, formatTokens } from "#client/ui/format";

/** What a figure is: money, or what a subscription's calls would have cost by the token. The two are never added up. */
type MoneyBasis = "billed" | "equivalent";

const bases = {
  billed: { sign: "", title: "Billed by the token: computed from the price list at each call's time" },
  equivalent: {
    sign: "≈ ",
    title:
      "API-equivalent: what these calls would have cost by the token. The subscription covers them; this is no money",
  },
} as const satisfies Record<MoneyBasis, { sign: string; title: string }>;

interface MoneyProps {
  /** Millionths of a dollar. */
  micros: number;
  basis?: MoneyBasis;
  className?: string;
}

/** An amount with what it is on hover. */
export function Money({ micros, basis = "billed", className }: MoneyProps) {
  const { sign, title } = bases[basis];
  return (
    <span title={title} className={cn("tabular whitespace-nowrap", className)}>
      {sign}
      {formatMoney(micros)}
    </span>
  );
}

/** Whether there is nothing to say of a cost: no call, or local and scripted ones only. */
export const costsNothing = ({ billedMicros, equivalentMicros, unpricedCalls, unreportedCalls }: CostTotals): boolean =>
  billedMicros === 0 && equivalentMicros === 0 && unpricedCalls + unreportedCalls === 0;

/** What calls cost: money, API-equivalent and what nobody knows, apart. */
export function Cost({ billedMicros, equivalentMicros, unpricedCalls, unreportedCalls }: CostTotals) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
      {billedMicros === 0 && (equivalentMicros > 0 || unpricedCalls + unreportedCalls > 0) ? null : (
        <Money micros={billedMicros} />
      )}
      {equivalentMicros === 0 ? null : <Money micros={equivalentMicros} basis="equivalent" />}
      {unpricedCalls === 0 ? null : (
        <span
          title="Calls in no figure: their model has no price. An admin enters prices in the settings"
          className="whitespace-nowrap text-needs"
        >
          {formatCount(unpricedCalls)} unpriced
        </span>
      )}
      {unreportedCalls === 0 ? null : (
        <span
          title="Calls that were cut off, or whose end nobody has heard of: their cost is missing or too low"
          className="whitespace-nowrap text-muted"
        >
          {formatCount(unreportedCalls)} not fully reported
        </span>
      )}
    </span>
  );
}

interface TokensProps {
  input: number;
  output: number;
  className?: string;
}

/** Tokens in and out together, the two apart on hover. */
export function Tokens({ input, output, className }: TokensProps) {
  return (
    <span
      title={`${formatCount(input)} in, ${formatCount(output)} out`}
      className={cn("tabular whitespace-nowrap", className)}
    >
      {formatTokens(input + output)} tokens
    </span>
  );
}
