import { router } from "../trpc.ts";
import { changePassword } from "./change-password.ts";
import { confirmPassword } from "./confirm-password.ts";
import { me } from "./me.ts";
import { revokeSession } from "./revoke-session.ts";
import { sessions } from "./sessions.ts";
import { signOutEverywhere } from "./sign-out-everywhere.ts";

export const viewerRouter = router({ me, sessions, revokeSession, signOutEverywhere, changePassword, confirmPassword });
