export { changePassword } from "./change-password.ts";
export { completeSetup, setupNeeded } from "./complete-setup.ts";
export { listMembers } from "./list-users.ts";
export { hashPassword } from "./password.ts";
export {
  createSession,
  listSessions,
  revokeSession,
  sessionLifetimeMs,
  signOutEverywhere,
  viewerOfSession,
} from "./sessions.ts";
export { verifySignIn } from "./verify-sign-in.ts";
export { createSetupLink } from "./setup-link.ts";
