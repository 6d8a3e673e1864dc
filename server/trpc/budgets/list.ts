import { readBudgets } from "../../domain/budgets/index.ts";
import { listMembers } from "../../domain/users/index.ts";
import { adminProcedure } from "../procedures.ts";

/** All budgets and where they stand, and whom one could be given to. */
export const list = adminProcedure.query(async ({ ctx }) => ({
  budgets: await readBudgets(ctx.domain, "all"),
  users: await listMembers(ctx.domain),
}));
