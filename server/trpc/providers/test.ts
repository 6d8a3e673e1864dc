import { testAccount } from "../../domain/accounts/index.ts";
import { adminProcedure } from "../procedures.ts";
import { fetchTo } from "./fetch-to.ts";

/** Tries the active account with a request that costs nothing. A mutation, because it reaches out of this server. */
export const test = adminProcedure.mutation(({ ctx }) => testAccount(ctx.domain, { fetchTo }));
