import { z } from "zod";
import { TestedProvider } from "../../contract/provider-kinds.ts";
import { testProvider } from "../../domain/accounts/index.ts";
import { adminProcedure } from "../procedures.ts";
import { fetchTo } from "./fetch-to.ts";

/** Tries a provider with something that costs nothing. A mutation, because it reaches out of this server. */
export const test = adminProcedure
  .input(z.strictObject({ provider: TestedProvider }))
  .mutation(({ ctx, input }) => testProvider(ctx.domain, { provider: input.provider, fetchTo }));
