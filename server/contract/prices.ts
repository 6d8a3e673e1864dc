import { z } from "zod";

/** Dollars for a million tokens. Kept in millionths, so no more than six decimals count. */
const dollars = z
  .number("Enter dollars per million tokens, for example 2.50.")
  .min(0, "A price is not negative.")
  .max(1_000, "More than $1,000 for a million tokens is no price.");

const Rates = z.strictObject({
  input: dollars,
  output: dollars,
  cacheWrite5m: dollars,
  cacheWrite1h: dollars,
  cacheRead: dollars,
});

/** A model's price from a day on. Earlier ones stay, and so do the costs of calls that were made by them. */
export const AddPriceInput = z.strictObject({
  model: z
    .string()
    .trim()
    .min(1, "Enter the exact id of a model, for example claude-sonnet-5-5.")
    .max(120, "A model's id is not that long.")
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:@/-]*$/, "This is not a model's id: letters, digits and . _ : @ / - only."),
  /** Counts from the beginning of this day, UTC. */
  validFrom: z.iso
    .date("Enter a day.")
    .refine((day) => day >= "2020-01-01" && day < "2100-01-01", "Enter a day between 2020 and 2099."),
  ...Rates.shape,
  /** Of requests whose prompt has more tokens than `above`; null: there are no others. */
  long: z
    .strictObject({
      above: z.int("Enter a whole number of tokens.").min(1, "Enter a number of tokens.").max(100_000_000),
      ...Rates.shape,
    })
    .nullable(),
  /** What fast mode costs, in per cent of the rates; null: not known. */
  fastPercent: z.int("Enter whole per cent.").min(100, "Fast mode is not cheaper.").max(10_000).nullable(),
  /** Where the price is from. */
  source: z
    .string()
    .trim()
    .min(3, "Say where the price is from, so that others can check it.")
    .max(300, "At most 300 characters."),
});
export type AddPriceInput = z.infer<typeof AddPriceInput>;

/** Rates in millionths of a dollar per million tokens. */
export interface PriceView {
  readonly id: string;
  readonly model: string;
  readonly validFrom: Date;
  readonly input: number;
  readonly output: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
  readonly long: { readonly above: number; readonly input: number; readonly output: number } | null;
  readonly source: string;
  /** Null: it came with the product. */
  readonly addedBy: string | null;
  readonly addedAt: Date;
  /** in_force: new calls are charged by it. later: from its day on. replaced: another one has taken its place. */
  readonly state: "in_force" | "later" | "replaced";
}

/** Of which calls of a model the price is missing: of those in fast mode only, or of all (null). */
export const MissingPriceSpeed = z.literal("fast").nullable();

/** What was used and has no price. */
export interface MissingPrice {
  readonly model: string;
  readonly speed: z.infer<typeof MissingPriceSpeed>;
  readonly calls: number;
}

export interface PriceTable {
  /** By model; of a model the newest first. */
  readonly prices: readonly PriceView[];
  /** What was used in the last 30 days and has no price. */
  readonly unpriced: readonly MissingPrice[];
}
