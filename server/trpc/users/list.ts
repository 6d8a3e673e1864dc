import { listInvitations, listUsers } from "../../domain/users/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Everybody, and the invitations that are open. */
export const list = adminSessionProcedure.query(async ({ ctx }) => {
  const [users, invitations] = await Promise.all([listUsers(ctx.domain), listInvitations(ctx.domain)]);
  return { users, invitations };
});
