import { router } from "../trpc.ts";
import { changeRole } from "./change-role.ts";
import { disable } from "./disable.ts";
import { enable } from "./enable.ts";
import { endSession } from "./end-session.ts";
import { invite } from "./invite.ts";
import { list } from "./list.ts";
import { resetPassword } from "./reset-password.ts";
import { revokeInvitation } from "./revoke-invitation.ts";
import { sessions } from "./sessions.ts";

export const usersRouter = router({
  list,
  invite,
  revokeInvitation,
  changeRole,
  disable,
  enable,
  resetPassword,
  sessions,
  endSession,
});
