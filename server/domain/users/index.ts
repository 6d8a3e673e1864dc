export { createPasswordLink, inviteUser, listInvitations, lookAtLink, revokeInvitation } from "./account-links.ts";
export { assertConfirmed, confirmPassword } from "./confirm-password.ts";
export { createApiToken, listApiTokens, revokeApiToken } from "./api-tokens.ts";
export { apiTokenLimits, viewerOfToken } from "./use-api-token.ts";
export { changePassword } from "./change-password.ts";
export { completeSetup, setupNeeded } from "./complete-setup.ts";
export { listMembers, listUsers } from "./list-users.ts";
export { changeRole, disableUser, enableUser } from "./manage-users.ts";
export { hashPassword } from "./password.ts";
export {
  createSession,
  endSessionsOf,
  listSessions,
  revokeSession,
  sessionLifetimeMs,
  signOutEverywhere,
  viewerOfSession,
} from "./sessions.ts";
export { verifySignIn } from "./verify-sign-in.ts";
export { createSetupLink } from "./setup-link.ts";
export { acceptInvitation, setPasswordByLink } from "./use-account-link.ts";
