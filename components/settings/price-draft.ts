import type { AddPriceInput } from "#server/contract/prices";

type RateName = "input" | "output" | "cacheWrite5m" | "cacheWrite1h" | "cacheRead";

/** What stands in the fields of the form. */
export type PriceDraft = Record<
  "model" | "validFrom" | "fastPercent" | "longAbove" | "source" | RateName | `long.${RateName}`,
  string
>;

export const emptyPriceDraft = (model: string, now: Date): PriceDraft => ({
  model,
  validFrom: now.toISOString().slice(0, 10),
  input: "",
  output: "",
  cacheWrite5m: "",
  cacheWrite1h: "",
  cacheRead: "",
  fastPercent: "",
  longAbove: "",
  "long.input": "",
  "long.output": "",
  "long.cacheWrite5m": "",
  "long.cacheWrite1h": "",
  "long.cacheRead": "",
  source: "",
});

/** NaN where there is no number: the schema then says what is expected. A comma is a decimal point, too. */
const number = (text: string): number => {
  const trimmed = text.trim().replace(/^\$/, "").replace(",", ".");
  return trimmed === "" ? Number.NaN : Number(trimmed);
};

/** Thousands may be set apart, as this product writes them itself: "200,000", "200 000". */
const count = (text: string): number =>
  number(/^\d{1,3}([,.\s]\d{3})+$/.test(text.trim()) ? text.replace(/\D/g, "") : text);

const optional = (text: string): number | null => (text.trim() === "" ? null : number(text));

/** The form as it is sent; what is wrong in it is for the schema to say. */
export const toPriceInput = (draft: PriceDraft): AddPriceInput => ({
  model: draft.model,
  validFrom: draft.validFrom,
  input: number(draft.input),
  output: number(draft.output),
  cacheWrite5m: number(draft.cacheWrite5m),
  cacheWrite1h: number(draft.cacheWrite1h),
  cacheRead: number(draft.cacheRead),
  long:
    draft.longAbove.trim() === ""
      ? null
      : {
          above: count(draft.longAbove),
          input: number(draft["long.input"]),
          output: number(draft["long.output"]),
          cacheWrite5m: number(draft["long.cacheWrite5m"]),
          cacheWrite1h: number(draft["long.cacheWrite1h"]),
          cacheRead: number(draft["long.cacheRead"]),
        },
  fastPercent: optional(draft.fastPercent),
  source: draft.source,
});
