import { z } from "zod";
import type { MissingPrice } from "../../contract/prices.ts";
import type { Reader } from "../domain.ts";
import { findPrice } from "./find-price.ts";

const Unpriced = z.array(z.object({ model: z.string(), calls: z.bigint().transform(Number) }));
const Counted = z.tuple([z.object({ calls: z.int() })]);

/**
 * What calls since then had no price for and still has none: a model, or the fast mode of one whose price does not say
 * what that costs. What has a price by now is not missing it, however many of its earlier calls have none.
 */
export const missingPrices = async (
  { prisma }: Reader,
  { since, at }: { readonly since: Date; readonly at: Date },
): Promise<MissingPrice[]> => {
  const unpriced = Unpriced.parse(
    await prisma.$queryRaw`
      SELECT "model", sum("unpriced")::bigint AS "calls" FROM "UsageRollup"
      WHERE "bucket" > ${since} AND "unpriced" > 0 GROUP BY 1 ORDER BY 2 DESC LIMIT 20`,
  );
  const missing: MissingPrice[] = [];
  for (const { model, calls } of unpriced) {
    const price = await findPrice({ prisma }, { model, at });
    if (price === null) missing.push({ model, speed: null, calls });
    else if (price.fastPercent === null) {
      const fast = await unpricedFastCalls({ prisma }, { model, since });
      if (fast > 0) missing.push({ model, speed: "fast", calls: fast });
    }
  }
  return missing;
};

/** The rollup does not tell speeds apart. Calls without a cost are few and have an index of their own. */
const unpricedFastCalls = async (
  { prisma }: Reader,
  { model, since }: { readonly model: string; readonly since: Date },
): Promise<number> => {
  const [{ calls }] = Counted.parse(
    await prisma.$queryRaw`
      SELECT count(*)::int AS "calls" FROM "UsageRecord"
      WHERE "costMicros" IS NULL AND "accountKind" IN ('api_key', 'subscription')
        AND "basis" = 'unpriced' AND "kind" = 'CALL' AND "speed" = 'fast' AND "at" > ${since}
        AND COALESCE("responseModel", "model") = ${model}`,
  );
  return calls;
};
