import { readPrices } from "../../domain/prices/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What models cost, since when and by whose word. */
export const list = signedInProcedure.query(({ ctx }) => readPrices(ctx.domain));
