import type { Alike, CostEstimate } from "../../server/contract/costs.ts";
import { formatMoney, formatNumberOf } from "../ui/format.ts";

/** "$0.80–$1.60", or one figure where they are the same. */
export const estimateRange = ({ lowMicros, highMicros }: CostEstimate): string => {
  const [low, high] = [formatMoney(lowMicros), formatMoney(highMicros)];
  return low === high ? low : `${low}–${high}`;
};

const alikeWords = {
  model: "model",
  complexity: "complexity",
  language: "language",
} as const satisfies Record<Alike, string>;

/** "from 12 accepted phases of the same model, complexity and language" */
export const estimateSource = ({ basedOnPhases, alike }: CostEstimate): string => {
  const words = alike.map((one) => alikeWords[one]);
  const last = words.at(-1) ?? "";
  const of = words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : last;
  return `from ${formatNumberOf(basedOnPhases, "accepted phase")} of the same ${of}`;
};
