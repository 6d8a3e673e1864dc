import type { Tx } from "../domain.ts";
import type { CallRates } from "./worst-case.ts";

/**
 * The dearest that a model's tokens can be charged at, by its price at that time; null where it has none, by its exact
 * id. Of the classes of a prompt the dearest counts, and of an ordinary and a long prompt's rates the higher.
 */
export const dearestRates = async (
  { prisma }: { readonly prisma: Pick<Tx, "modelPrice"> },
  { model, at }: { readonly model: string; readonly at: Date },
): Promise<CallRates | null> => {
  const price = await prisma.modelPrice.findFirst({
    where: { model, validFrom: { lte: at } },
    orderBy: [{ validFrom: "desc" }, { createdAt: "desc" }],
  });
  if (price === null) return null;
  const { input, cacheWrite5m, cacheWrite1h, cacheRead, longInput, longWrite5m, longWrite1h, longRead } = price;
  const long = [longInput, longWrite5m, longWrite1h, longRead].map((rate) => rate ?? 0);
  return {
    prompt: Math.max(input, cacheWrite5m, cacheWrite1h, cacheRead, ...long),
    output: Math.max(price.output, price.longOutput ?? 0),
    assumed: false,
  };
};
