import type { ModelPrice } from "../../db/generated/client.ts";
import type { Reader } from "../domain.ts";
import { cataloguePrice } from "./catalogue.ts";
import { anthropicWebSearchMicros, type Price } from "./cost-of-tokens.ts";

/** `claude-opus-4-5-20251101` is the snapshot of that day of `claude-opus-4-5`, at its price. */
const snapshotDate = /-20\d{6}$/;

/**
 * What a model cost at a time: the price table of the settings, then the catalogue that comes with the product. Both by
 * the exact id, or the id without its snapshot's date. Null: nobody knows.
 */
export const findPrice = async (
  { prisma }: Reader,
  { model, at }: { model: string; at: Date },
): Promise<Price | null> => {
  const ids = [...new Set([model, model.replace(snapshotDate, "")])];
  for (const id of ids) {
    const listed = await prisma.modelPrice.findFirst({
      where: { model: id, validFrom: { lte: at } },
      orderBy: [{ validFrom: "desc" }, { createdAt: "desc" }, { id: "desc" }],
    });
    if (listed !== null) return toPrice(listed);
    const known = cataloguePrice(id, at);
    if (known !== null) return known;
  }
  return null;
};

const toPrice = (row: ModelPrice): Price => ({
  id: row.id,
  source: row.source,
  rates: {
    input: row.input,
    output: row.output,
    cacheWrite5m: row.cacheWrite5m,
    cacheWrite1h: row.cacheWrite1h,
    cacheRead: row.cacheRead,
  },
  long: longOf(row),
  fastPercent: row.fastPercent,
  webSearchMicros: anthropicWebSearchMicros,
});

/** The database has all of them or none (check constraint). */
const longOf = (row: ModelPrice): Price["long"] => {
  const { longAbove, longInput, longOutput, longWrite5m, longWrite1h, longRead } = row;
  if (
    longAbove === null ||
    longInput === null ||
    longOutput === null ||
    longWrite5m === null ||
    longWrite1h === null ||
    longRead === null
  )
    return null;
  return {
    above: longAbove,
    rates: {
      input: longInput,
      output: longOutput,
      cacheWrite5m: longWrite5m,
      cacheWrite1h: longWrite1h,
      cacheRead: longRead,
    },
  };
};
