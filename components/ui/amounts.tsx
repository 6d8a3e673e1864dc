import { cn } from "#client/ui/cn";
import { formatCount, formatMoney, formatTokens } from "#client/ui/format";

/** Where a figure of money comes from. Only what the provider itself says is shown so far. */
export type MoneyBasis = "reported";

const bases = {
  reported: "As reported by the provider",
} as const satisfies Record<MoneyBasis, string>;

interface MoneyProps {
  /** Millionths of a dollar; null: nobody measured it, and nothing is invented. */
  micros: number | null;
  basis?: MoneyBasis;
  className?: string;
}

/** An amount with its basis on hover, or "not measured". */
export function Money({ micros, basis = "reported", className }: MoneyProps) {
  if (micros === null) {
    return (
      <span title="The provider reported no cost" className={cn("text-faint", className)}>
        not measured
      </span>
    );
  }
  return (
    <span title={bases[basis]} className={cn("tabular whitespace-nowrap", className)}>
      {formatMoney(micros)}
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
