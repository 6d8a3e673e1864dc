import { newId } from "../platform/ids.ts";
import {
  admins,
  everybody,
  project,
  signedIn,
  whoMayManage,
  whoMaySee,
  type Expectation,
  type ProcedurePath,
  type World,
} from "./authorisation.fixture.ts";

/** Nobody's: an admin hears so, and nobody is disabled by the test of somebody else. */
const nobody = () => ({ userId: newId("user") });
const notThere = { ...admins, admin: "NOT_FOUND" } as const;
const notTheirs = {
  viewer: "NOT_FOUND",
  otherMember: "NOT_FOUND",
  onlooker: "NOT_FOUND",
  helper: "NOT_FOUND",
} as const;
const noToken = "x".repeat(43);
/** Without a good link it is the same for everybody. */
const whoHoldsALink = {
  anonymous: "FORBIDDEN",
  viewer: "FORBIDDEN",
  owner: "FORBIDDEN",
  otherMember: "FORBIDDEN",
  onlooker: "FORBIDDEN",
  helper: "FORBIDDEN",
  admin: "FORBIDDEN",
} as const satisfies Record<keyof typeof everybody, "FORBIDDEN">;

/** Who may do what with their own account, with others', and with the links that lead to one. */
export const peopleExpectations = {
  "viewer.me": { who: everybody },
  "viewer.sessions": { who: signedIn },
  "apiTokens.list": { who: signedIn },
  "apiTokens.create": { who: signedIn, input: () => ({ name: "A program", access: "READ", days: 1 }) },
  // Only one's own: nobody has this one.
  "apiTokens.revoke": {
    who: { ...signedIn, ...notTheirs, owner: "NOT_FOUND", admin: "NOT_FOUND" },
    input: () => ({ tokenId: "tok_nobody" }),
  },
  "viewer.revokeSession": {
    who: { ...signedIn, ...notTheirs, admin: "NOT_FOUND" },
    input: ({ ownersSessionId }: World) => ({ sessionId: ownersSessionId }),
  },
  "viewer.signOutEverywhere": { who: signedIn },
  "viewer.changePassword": {
    who: signedIn,
    input: () => ({ currentPassword: "wrong", newPassword: "a new long password" }),
  },
  "viewer.confirmPassword": { who: signedIn, input: () => ({ password: "wrong" }) },
  "setup.status": { who: everybody },
  "setup.complete": {
    who: everybody,
    input: () => ({ token: "x".repeat(43), name: "Eve", login: "eve", password: "a long password" }),
  },
  "projects.members": { who: whoMaySee, input: project },
  "projects.share": {
    who: { ...whoMayManage, owner: "NOT_FOUND", admin: "NOT_FOUND" },
    input: (world: World) => ({ ...project(world), ...nobody(), access: "STEER" }),
  },
  "audit.list": { who: admins, input: () => ({ filter: {}, timeZone: "UTC" }) },
  "audit.choices": { who: admins },
  "audit.check": { who: admins },
  "users.list": { who: admins },
  "users.invite": { who: admins, input: () => ({ role: "MEMBER", note: "" }) },
  "users.revokeInvitation": { who: notThere, input: () => ({ linkId: newId("accountLink") }) },
  "users.changeRole": { who: notThere, input: () => ({ ...nobody(), role: "ADMIN" }) },
  "users.disable": { who: notThere, input: nobody },
  "users.enable": { who: notThere, input: nobody },
  "users.resetPassword": { who: notThere, input: nobody },
  "users.sessions": { who: admins, input: nobody },
  "users.endSession": { who: notThere, input: () => ({ ...nobody(), sessionId: newId("session") }) },
  "accountLinks.look": { who: whoHoldsALink, input: () => ({ token: noToken, kind: "INVITATION" }) },
  "accountLinks.acceptInvitation": {
    who: whoHoldsALink,
    input: () => ({ token: noToken, name: "Eve", login: "eve", password: "a long password" }),
  },
  "accountLinks.setPassword": { who: whoHoldsALink, input: () => ({ token: noToken, password: "a long password" }) },
} satisfies Partial<Record<ProcedurePath, Expectation>>;
