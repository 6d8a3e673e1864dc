import type { AddPriceInput, PriceTable, PriceView } from "../../contract/prices.ts";
import type { ModelPrice } from "../../db/generated/client.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import { missingPrices } from "./missing-prices.ts";
import type { Domain } from "../domain.ts";

const microsPerDollar = 1_000_000;
const micros = (dollars: number): number => Math.round(dollars * microsPerDollar);

const unpricedMs = 30 * 24 * 3_600_000;

/** All prices of the table with their history, and what has none. */
export const readPrices = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<PriceTable> => {
  const now = clock.now();
  const rows = await prisma.modelPrice.findMany({
    orderBy: [{ model: "asc" }, { validFrom: "desc" }, { createdAt: "desc" }, { id: "desc" }],
  });
  const names = await prisma.user.findMany({
    where: { id: { in: rows.flatMap(({ createdById }) => createdById ?? []) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  const unpriced = await missingPrices({ prisma }, { since: new Date(now.getTime() - unpricedMs), at: now });
  const inForce = new Map<string, string>();
  for (const { id, model, validFrom } of rows) if (validFrom <= now && !inForce.has(model)) inForce.set(model, id);
  const stateOf = ({ id, model, validFrom }: ModelPrice): PriceView["state"] => {
    if (inForce.get(model) === id) return "in_force";
    return validFrom > now ? "later" : "replaced";
  };
  const prices = rows.map((row) => ({
    ...viewOf(row),
    addedBy: row.createdById === null ? null : (nameOf.get(row.createdById) ?? "somebody"),
    state: stateOf(row),
  }));
  return { prices, unpriced };
};

const viewOf = (row: ModelPrice): Omit<PriceView, "addedBy" | "state"> => ({
  id: row.id,
  model: row.model,
  validFrom: row.validFrom,
  input: row.input,
  output: row.output,
  cacheWrite5m: row.cacheWrite5m,
  cacheWrite1h: row.cacheWrite1h,
  cacheRead: row.cacheRead,
  long:
    row.longAbove === null || row.longInput === null || row.longOutput === null
      ? null
      : { above: row.longAbove, input: row.longInput, output: row.longOutput },
  source: row.source,
  addedAt: row.createdAt,
});

/** Adds a dated price. Calls that were made keep the cost that they were written with. */
export const addPrice = async (
  { prisma }: Pick<Domain, "prisma">,
  { price, actorId }: { price: AddPriceInput; actorId: string },
): Promise<void> => {
  const { model, long, fastPercent, source } = price;
  const id = newId("modelPrice");
  await prisma.$transaction(async (tx) => {
    await tx.modelPrice.create({
      data: {
        id,
        model,
        validFrom: new Date(`${price.validFrom}T00:00:00Z`),
        input: micros(price.input),
        output: micros(price.output),
        cacheWrite5m: micros(price.cacheWrite5m),
        cacheWrite1h: micros(price.cacheWrite1h),
        cacheRead: micros(price.cacheRead),
        ...(long !== null && {
          longAbove: long.above,
          longInput: micros(long.input),
          longOutput: micros(long.output),
          longWrite5m: micros(long.cacheWrite5m),
          longWrite1h: micros(long.cacheWrite1h),
          longRead: micros(long.cacheRead),
        }),
        fastPercent,
        source,
        createdById: actorId,
      },
    });
    await appendAudit(tx, {
      actorId,
      action: "price.added",
      subjectId: id,
      detail: { model, validFrom: price.validFrom, input: price.input, output: price.output },
    });
  });
};
