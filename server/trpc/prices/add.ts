import { AddPriceInput } from "../../contract/prices.ts";
import { addPrice } from "../../domain/prices/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Enters a model's price from a day on. */
export const add = adminProcedure
  .input(AddPriceInput)
  .mutation(({ ctx, input }) => addPrice(ctx.domain, { price: input, actorId: ctx.viewer.id }));
