export { createGitCredential, listGitCredentials, removeGitCredential } from "./git-credentials.ts";
export { gitAccess, type GitAccess, type GitSecret } from "./git-access.ts";
