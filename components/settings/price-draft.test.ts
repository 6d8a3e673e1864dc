import { describe, expect, it } from "vitest";
import { emptyPriceDraft, toPriceInput } from "./price-draft.ts";

const draft = (over: Partial<ReturnType<typeof emptyPriceDraft>>) => ({
  ...emptyPriceDraft("claude-nobody-1", new Date("2026-11-29T12:00:00Z")),
  ...over,
});

describe("a price as it is typed", () => {
  it.each([
    ["200000", 200_000],
    ["200,000", 200_000],
    ["200 000", 200_000],
    ["200.000", 200_000],
    ["1,000,000", 1_000_000],
    ["0.5", 0.5],
    ["many", Number.NaN],
  ])("takes %s tokens as %d", (longAbove, above) => {
    expect(toPriceInput(draft({ longAbove })).long?.above).toBe(above);
  });

  it("takes a comma in dollars as a decimal point", () => {
    expect(toPriceInput(draft({ input: "0,25", output: "$1.25" }))).toMatchObject({ input: 0.25, output: 1.25 });
  });
});
