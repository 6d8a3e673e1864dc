import type { Reader } from "../domain.ts";
import { findPrice } from "../prices/index.ts";
import type { CallRates } from "./worst-case.ts";

/**
 * The dearest that a model's tokens can be charged at, by its price at that time; null where it has none. Of the
 * classes of a prompt the dearest counts, and of an ordinary and a long prompt's rates the higher.
 */
export const dearestRates = async (
  reader: Reader,
  { model, at }: { readonly model: string; readonly at: Date },
): Promise<CallRates | null> => {
  const price = await findPrice(reader, { model, at });
  if (price === null) return null;
  const all = price.long === null ? [price.rates] : [price.rates, price.long.rates];
  return {
    prompt: Math.max(
      ...all.flatMap(({ input, cacheWrite5m, cacheWrite1h, cacheRead }) => [
        input,
        cacheWrite5m,
        cacheWrite1h,
        cacheRead,
      ]),
    ),
    output: Math.max(...all.map(({ output }) => output)),
    assumed: false,
  };
};
