import { readVisibleBudgets } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What is left of the budgets that one may see. */
export const budgets = signedInProcedure.query(({ ctx }) => readVisibleBudgets(ctx.domain, { viewer: ctx.viewer }));
