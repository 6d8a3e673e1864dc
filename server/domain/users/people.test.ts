import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedDraft } from "../../testing/project-factory.ts";
import { createUser, plainDomain, type TestUser } from "../../testing/web.ts";
import { createPasswordLink, inviteUser, listInvitations, lookAtLink, revokeInvitation } from "./account-links.ts";
import { listUsers } from "./list-users.ts";
import { changeRole, disableUser, enableUser } from "./manage-users.ts";
import { createSession, endSessionsOf, viewerOfSession } from "./sessions.ts";
import { acceptInvitation, setPasswordByLink } from "./use-account-link.ts";
import { verifySignIn } from "./verify-sign-in.ts";

let database: TestDatabase;
let ada: TestUser;
let grace: TestUser;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.prisma.project.deleteMany();
  await database.prisma.user.deleteMany();
  await database.prisma.accountLink.deleteMany();
  await database.prisma.rateLimit.deleteMany();
  ada = await createUser(plainDomain(database), { login: "ada", role: "ADMIN" });
  grace = await createUser(plainDomain(database), { login: "grace" });
});
afterAll(() => database.close());

const domain = () => plainDomain(database);
const day = 24 * 60 * 60 * 1000;
const after = (ms: number) => plainDomain(database, { clock: { now: () => new Date(Date.now() + ms) } });
const tokenOf = ({ path }: { path: string }): string =>
  new URL(path, "http://localhost").searchParams.get("token") ?? "";
const invite = async () => tokenOf(await inviteUser(domain(), { actorId: ada.id, role: "VIEWER", note: "for Eve" }));
const accept = (token: string, login = "eve") =>
  acceptInvitation(domain(), { input: { token, name: "Eve", login, password: "a long password" } });
const resetLink = async () => tokenOf(await createPasswordLink(domain(), { actorId: ada.id, userId: grace.id }));
const reset = (token: string, password = "another long password") =>
  setPasswordByLink(domain(), { input: { token, password }, address: "192.0.2.1" });
const signIn = ({ login, password }: { login: string; password: string }) =>
  verifySignIn(domain(), { login, password, address: "192.0.2.1" });
const signedIn = (user: TestUser) => createSession(domain(), { userId: user.id, userAgent: null });
const auditOf = async (subjectId: string) =>
  (await database.prisma.auditEntry.findMany({ where: { subjectId }, orderBy: { id: "asc" } })).map(
    ({ action, actorId }) => [action, actorId],
  );
const enabledAdmins = () => database.prisma.user.count({ where: { role: "ADMIN", disabledAt: null } });

describe("an invitation", () => {
  it("makes one user, of the role that it is for, with what its reader chose", async () => {
    const token = await invite();
    expect(await lookAtLink(domain(), { token, kind: "INVITATION" })).toEqual({
      kind: "INVITATION",
      role: "VIEWER",
      invitedBy: "ada",
    });
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => accept(token, `eve-${index}`)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [eve, ...others] = await database.prisma.user.findMany({ where: { login: { startsWith: "eve" } } });
    expect(others).toEqual([]);
    expect(eve?.role).toBe("VIEWER");
    expect(await signIn({ login: eve?.login ?? "", password: "a long password" })).toEqual({ userId: eve?.id });
    expect(await listInvitations(domain())).toEqual([]);
  });

  it("is stored as a hash, listed while it is open, and revoked for good", async () => {
    const token = await invite();
    expect(JSON.stringify(await database.prisma.accountLink.findMany())).not.toContain(token);
    expect(JSON.stringify(await database.prisma.auditEntry.findMany())).not.toContain(token);
    const [listed] = await listInvitations(domain());
    expect(listed).toMatchObject({ role: "VIEWER", note: "for Eve", createdBy: "ada" });
    await revokeInvitation(domain(), { actorId: ada.id, linkId: listed?.id ?? "" });
    await expect(accept(token)).rejects.toMatchObject({ code: "forbidden" });
    await expect(revokeInvitation(domain(), { actorId: ada.id, linkId: listed?.id ?? "" })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await auditOf(listed?.id ?? "")).toEqual([
      ["user.invited", ada.id],
      ["invitation.revoked", ada.id],
    ]);
  });

  it("ends after a week, and is no way to a password", async () => {
    const token = await invite();
    await expect(reset(token)).rejects.toMatchObject({ code: "forbidden" });
    await expect(accept(await resetLink())).rejects.toMatchObject({ code: "forbidden" });
    const look = (ms: number) => lookAtLink(after(ms), { token, kind: "INVITATION" });
    expect(await look(7 * day - 60_000)).toMatchObject({ role: "VIEWER" });
    await expect(look(7 * day)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("stays good when the login is taken", async () => {
    const token = await invite();
    await expect(accept(token, "grace")).rejects.toMatchObject({ code: "conflict" });
    await accept(token, "eve");
    expect(await signIn(grace)).toEqual({ userId: grace.id });
  });
});

describe("a link to a new password", () => {
  it("works once, ends every session, and takes the place of older ones", async () => {
    const older = await resetLink();
    const token = await resetLink();
    const session = await signedIn(grace);
    expect(await signIn(grace)).toEqual({ userId: grace.id });
    await expect(reset(older)).rejects.toMatchObject({ code: "forbidden" });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => reset(token)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await viewerOfSession(domain(), session)).toBeNull();
    await expect(signIn(grace)).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await signIn({ ...grace, password: "another long password" })).toEqual({ userId: grace.id });
  });

  it("lets somebody in at once who has tried too many passwords before", async () => {
    await Promise.allSettled(Array.from({ length: 12 }, () => signIn({ ...grace, password: "wrong" })));
    await expect(signIn(grace)).rejects.toMatchObject({ code: "throttled" });
    await reset(await resetLink());
    expect(await signIn({ ...grace, password: "another long password" })).toEqual({ userId: grace.id });
  });
});

describe("a disabled user", () => {
  it("is out at once, everywhere, and comes back only by signing in anew", async () => {
    const session = await signedIn(grace);
    const token = await resetLink();
    const projectId = await seedDraft(database, { ownerId: grace.id });
    await disableUser(domain(), { actorId: ada.id, userId: grace.id });
    expect(await viewerOfSession(domain(), session)).toBeNull();
    await expect(signIn(grace)).rejects.toThrow("This name and password do not fit together.");
    await expect(reset(token)).rejects.toMatchObject({ code: "forbidden" });
    await expect(resetLink()).rejects.toMatchObject({ code: "conflict" });
    expect(await database.prisma.project.count({ where: { id: projectId } })).toBe(1);
    // As if a sign-in had passed its check just before.
    const late = await signedIn(grace);
    expect(await viewerOfSession(domain(), late)).toBeNull();

    await enableUser(domain(), { actorId: ada.id, userId: grace.id });
    expect(await viewerOfSession(domain(), session)).toBeNull();
    expect(await viewerOfSession(domain(), late)).toBeNull();
    expect(await signIn(grace)).toEqual({ userId: grace.id });
    expect((await auditOf(grace.id)).map(([action]) => action)).toEqual([
      "password.reset_asked",
      "sessions.revoked_all",
      "user.disabled",
      "sign_in.failed",
      "user.enabled",
      "sign_in.succeeded",
    ]);
  });

  it("has no way back by what they made as an admin", async () => {
    const eve = await createUser(domain(), { role: "ADMIN" });
    const invitation = tokenOf(await inviteUser(domain(), { actorId: eve.id, role: "ADMIN", note: "" }));
    const link = tokenOf(await createPasswordLink(domain(), { actorId: eve.id, userId: grace.id }));
    await disableUser(domain(), { actorId: ada.id, userId: eve.id });
    await expect(accept(invitation)).rejects.toMatchObject({ code: "forbidden" });
    await expect(reset(link)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is never oneself", async () => {
    await expect(disableUser(domain(), { actorId: ada.id, userId: ada.id })).rejects.toMatchObject({
      code: "conflict",
    });
  });
});

describe("roles", () => {
  it("hold from the next request on, in the sessions that are there", async () => {
    const session = await signedIn(grace);
    await changeRole(domain(), { actorId: ada.id, userId: grace.id, role: "VIEWER" });
    expect(await viewerOfSession(domain(), session)).toMatchObject({ role: "VIEWER" });
    expect(await auditOf(grace.id)).toEqual([["user.role_changed", ada.id]]);
  });

  it("are changed by admins only, whatever a request says", async () => {
    await expect(changeRole(domain(), { actorId: grace.id, userId: grace.id, role: "ADMIN" })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("leave one admin, when all of twenty give theirs up at once", async () => {
    const admins = [
      ada,
      ...(await Promise.all(Array.from({ length: 19 }, () => createUser(domain(), { role: "ADMIN" })))),
    ];
    const results = await Promise.allSettled(
      admins.map(({ id }) => changeRole(domain(), { actorId: id, userId: id, role: "MEMBER" })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(19);
    expect(await enabledAdmins()).toBe(1);
  });

  it("leave an admin, when each of twenty throws the next one out at once", async () => {
    const admins = [
      ada,
      ...(await Promise.all(Array.from({ length: 19 }, () => createUser(domain(), { role: "ADMIN" })))),
    ];
    const next = (index: number) => admins[(index + 1) % admins.length]?.id ?? "";
    const results = await Promise.allSettled(
      admins.map(({ id }, index) => disableUser(domain(), { actorId: id, userId: next(index) })),
    );
    // Whoever is out does nothing any more, so that the circle never closes.
    const left = await enabledAdmins();
    expect(left).toBeGreaterThanOrEqual(1);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(admins.length - left);
  });
});

describe("the list of people", () => {
  it("says when somebody was last here, where they are signed in, and what is theirs", async () => {
    await signedIn(grace);
    const session = await createSession(after(-day), { userId: grace.id, userAgent: null });
    await seedDraft(database, { ownerId: grace.id });
    expect(await viewerOfSession(after(10 * 60_000), session)).not.toBeNull();
    const of = async (login: string) => (await listUsers(domain())).find((user) => user.login === login);
    expect(await of("grace")).toMatchObject({ sessions: 2, projects: 1, openProjects: 0, role: "MEMBER" });
    expect((await of("grace"))?.seenAt?.getTime()).toBeGreaterThan(Date.now() + 9 * 60_000);
    expect(await of("ada")).toMatchObject({ sessions: 0, seenAt: null });

    await endSessionsOf(domain(), { actorId: ada.id, userId: grace.id, sessionId: session.sessionId });
    expect(await of("grace")).toMatchObject({ sessions: 1 });
    await endSessionsOf(domain(), { actorId: ada.id, userId: grace.id, sessionId: null });
    expect(await of("grace")).toMatchObject({ sessions: 0 });
    expect(await auditOf(grace.id)).toEqual([
      ["user.session_ended", ada.id],
      ["sessions.revoked_all", ada.id],
    ]);
  });
});
