import type { UsageCallView, UsageSums } from "#server/contract/usage-views";
import { formatCount, formatMoney } from "../ui/format.ts";

/** When a call ended, to the second. */
export const callTime = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone,
  }).format(at);

/** The same with its year and the time zone that it is told in. */
export const exactCallTime = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(at);

/** Which calls' cost is not known, or only in part. */
export const uncostedWords = ({ unpriced, unreported }: Pick<UsageSums, "unpriced" | "unreported">): string => {
  if (unpriced + unreported === 0) return "Every call has its price and its whole usage";
  const parts = [
    ...(unpriced === 0 ? [] : [`${formatCount(unpriced)} unpriced`]),
    ...(unreported === 0 ? [] : [`${formatCount(unreported)} not fully reported`]),
  ].join(", ");
  return unreported === 0 ? `${parts}: in no sum` : `${parts}: missing in sums, or with too little`;
};

/** A call's cost, or why there is none: nothing is invented. `format` says how exactly. */
export const costWords = (
  { costMicros, basis, billable }: Pick<UsageCallView, "costMicros" | "basis" | "billable">,
  format: (micros: number) => string = formatMoney,
): string => {
  if (costMicros !== null) return billable ? format(costMicros) : `≈ ${format(costMicros)}`;
  switch (basis) {
    case "priced":
    case "reported":
    case "unpriced":
      return "unpriced";
    case "unknown":
      return "not reported";
    case "none":
      return "nothing used";
    case "local":
      return "local";
    case "scripted":
      return "–";
  }
};

/** What a call's cost is, in a sentence. */
export const basisWords = ({
  costMicros,
  basis,
  billable,
}: Pick<UsageCallView, "costMicros" | "basis" | "billable">): string => {
  switch (basis) {
    case "priced":
      return billable ? "Billed, by the price of its time" : "API-equivalent: what it would have cost by the token";
    case "reported":
      return billable ? "Billed, as the provider reported it" : "API-equivalent, as the provider reported it";
    case "unpriced":
      return "Nobody knows what this model costs";
    case "unknown":
      return "What was used was never reported";
    case "none":
      return costMicros === null ? "Nothing was used" : "";
    case "local":
      return "A model of your own: no money";
    case "scripted":
      return "Played from a script: no money";
  }
};
