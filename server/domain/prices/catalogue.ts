import { calcPrice, type MatchLogic } from "@pydantic/genai-prices";
import { z } from "zod";
import type { TokenRates } from "../../contract/usage.ts";
import { anthropicWebSearchMicros, type Price } from "./cost-of-tokens.ts";

/** The version that is installed; a test holds it against package.json. */
export const catalogueVersion = "0.1.8";

const microsPerDollar = 1_000_000;

const Rate = z.union([
  z.number().transform((base) => ({ base, tiers: [] })),
  z.object({ base: z.number(), tiers: z.array(z.object({ start: z.number(), price: z.number() })) }),
]);
type Rate = z.infer<typeof Rate>;

/** In dollars per million tokens. */
const Rates = z.object({
  input_mtok: Rate,
  output_mtok: Rate,
  cache_read_mtok: Rate,
  cache_write_mtok: Rate,
  cache_write_1h_mtok: Rate.optional(),
});

/**
 * The price of a model in the catalogue that comes with the product, in effect at a time. For exactly this id only: the
 * catalogue itself takes every id that begins like one it knows for that one, which is another model at another price.
 * Null for what it does not have, or has in a shape that our formula does not cover.
 */
export const cataloguePrice = (model: string, at: Date): Price | null => {
  const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, model, { providerId: "anthropic", timestamp: at });
  if (found === null || !isExactly(model, found.model.id, found.model.match)) return null;
  const rates = Rates.safeParse(found.model_price).data;
  if (rates === undefined) return null;
  const { input_mtok, output_mtok, cache_read_mtok, cache_write_mtok, cache_write_1h_mtok } = rates;
  // An hour's write costs twice the input where nothing else is said.
  const hour = cache_write_1h_mtok ?? doubled(input_mtok);
  const all = [input_mtok, output_mtok, cache_read_mtok, cache_write_mtok, hour];
  const starts = new Set(all.flatMap(({ tiers }) => tiers.map(({ start }) => start)));
  if (starts.size > 1) return null;
  const [above] = starts;
  const at1 = (price: (rate: Rate) => number): TokenRates => ({
    input: micros(price(input_mtok)),
    output: micros(price(output_mtok)),
    cacheRead: micros(price(cache_read_mtok)),
    cacheWrite5m: micros(price(cache_write_mtok)),
    cacheWrite1h: micros(price(hour)),
  });
  return {
    id: `genai-prices:${catalogueVersion}:${found.model.id}`,
    source: `genai-prices ${catalogueVersion}`,
    rates: at1(({ base }) => base),
    long: above === undefined ? null : { above, rates: at1(({ base, tiers }) => tiers[0]?.price ?? base) },
    fastPercent: null,
    webSearchMicros: anthropicWebSearchMicros,
  };
};

const micros = (dollars: number): number => Math.round(dollars * microsPerDollar);

const doubled = ({ base, tiers }: Rate): Rate => ({
  base: 2 * base,
  tiers: tiers.map(({ start, price }) => ({ start, price: 2 * price })),
});

const isExactly = (model: string, id: string, match: MatchLogic): boolean => id === model || equalsOne(match, model);

/** The catalogue names it letter by letter among the ids of this model. */
const equalsOne = (match: MatchLogic, model: string): boolean => {
  if ("equals" in match) return match.equals === model;
  return "or" in match && match.or.some((one) => equalsOne(one, model));
};
