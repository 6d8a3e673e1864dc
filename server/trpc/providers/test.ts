import { testAccount } from "../../domain/accounts/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Tries the active account with a request that costs nothing. A mutation, because it reaches out of this server. */
export const test = adminProcedure.mutation(({ ctx }) => testAccount(ctx.domain, { fetch: globalThis.fetch }));
