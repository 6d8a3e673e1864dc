import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { plainDomain, createUser, type TestUser } from "../../testing/web.ts";
import { changePassword } from "./change-password.ts";
import { createSession, listSessions, revokeSession, signOutEverywhere, viewerOfSession } from "./sessions.ts";
import { verifySignIn } from "./verify-sign-in.ts";

let database: TestDatabase;
let ada: TestUser;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.prisma.user.deleteMany();
  await database.prisma.rateLimit.deleteMany();
  ada = await createUser(plainDomain(database), { login: "ada" });
});
afterAll(() => database.close());

const day = 24 * 60 * 60 * 1000;
const at = (ms: number) =>
  plainDomain(database, { clock: { now: () => new Date(Date.parse("2026-11-21T10:00:00Z") + ms) } });
const signIn = (options: { login?: string; password?: string; address?: string } = {}) =>
  verifySignIn(plainDomain(database), { login: "ada", password: "wrong", address: "192.0.2.1", ...options });
const codes = (results: readonly PromiseSettledResult<unknown>[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const reason: unknown = result.status === "rejected" ? result.reason : { code: "ok" };
    const code =
      typeof reason === "object" && reason !== null && "code" in reason ? String(reason.code) : String(reason);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
};

describe("throttling", () => {
  it("counts each of many calls at once: no more guesses than one after the other", async () => {
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => signIn()));
    expect(codes(results)).toEqual({ unauthenticated: 10, throttled: 30 });
    await expect(signIn({ password: ada.password })).rejects.toMatchObject({ code: "throttled" });
  });

  it("of one address does not lock the owner out from another", async () => {
    await Promise.allSettled(Array.from({ length: 40 }, () => signIn({ address: "203.0.113.9" })));
    expect(await signIn({ password: ada.password })).toEqual({ userId: ada.id });
  });

  it("counts per address over all names, and per account over all addresses", { timeout: 60_000 }, async () => {
    const names = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) => signIn({ login: `name-${index}` })),
    );
    expect(codes(names)).toEqual({ unauthenticated: 50, throttled: 10 });
    await database.prisma.rateLimit.deleteMany();
    const addresses = await Promise.allSettled(
      Array.from({ length: 110 }, (_, index) => signIn({ address: `192.0.2.${index}` })),
    );
    expect(codes(addresses)).toEqual({ unauthenticated: 100, throttled: 10 });
  });

  it("forgets the failures of whoever signs in at last, and never counts a success", async () => {
    for (let round = 0; round < 15; round += 1) {
      await expect(signIn()).rejects.toMatchObject({ code: "unauthenticated" });
      await signIn({ password: ada.password });
    }
    const left = await database.prisma.rateLimit.findMany({ where: { key: { startsWith: "sign-in-address" } } });
    expect(left.map(({ points }) => points)).toEqual([15]);
  });

  it("keeps no typed name and no rows for ever", async () => {
    await expect(signIn({ login: "my-secret-password" })).rejects.toMatchObject({ code: "unauthenticated" });
    const stored = JSON.stringify([
      await database.prisma.rateLimit.findMany(),
      await database.prisma.auditEntry.findMany(),
    ]);
    expect(stored).not.toContain("my-secret-password");
    await database.prisma.rateLimit.updateMany({ data: { expire: new Date(Date.now() - 1) } });
    await signIn({ password: ada.password, address: "198.51.100.1" });
    expect(await database.prisma.rateLimit.count({ where: { expire: { lt: new Date() } } })).toBe(0);
  });
});

describe("sessions", () => {
  it("last 30 days from their beginning", async () => {
    const { sessionId } = await createSession(at(0), { userId: ada.id, userAgent: "Browser".repeat(100) });
    expect(await viewerOfSession(at(30 * day - 1), { sessionId })).toMatchObject({ login: "ada" });
    expect(await viewerOfSession(at(30 * day), { sessionId })).toBeNull();
    expect((await listSessions(at(0), { userId: ada.id, currentSessionId: sessionId }))[0]?.userAgent).toHaveLength(
      300,
    );
    await createSession(at(30 * day), { userId: ada.id, userAgent: null });
    expect(await database.prisma.session.count()).toBe(1);
  });

  it("are ended one by one by their owner only, and all at once", async () => {
    const domain = at(0);
    const eve = await createUser(domain, { login: "eve" });
    const own = await createSession(domain, { userId: ada.id, userAgent: null });
    const other = await createSession(domain, { userId: ada.id, userAgent: null });
    await expect(revokeSession(domain, { userId: eve.id, sessionId: own.sessionId })).rejects.toMatchObject({
      code: "not_found",
    });
    await revokeSession(domain, { userId: ada.id, sessionId: other.sessionId });
    await expect(revokeSession(domain, { userId: ada.id, sessionId: other.sessionId })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await listSessions(domain, { userId: ada.id, currentSessionId: own.sessionId })).toMatchObject([
      { id: own.sessionId, current: true },
    ]);
    const eves = await createSession(domain, { userId: eve.id, userAgent: null });
    await signOutEverywhere(domain, { userId: ada.id });
    expect(await viewerOfSession(domain, own)).toBeNull();
    expect(await viewerOfSession(domain, eves)).toMatchObject({ login: "eve" });
  });

  it("all end with the password", async () => {
    const domain = plainDomain(database);
    const session = await createSession(domain, { userId: ada.id, userAgent: null });
    const options = { userId: ada.id, address: "192.0.2.1", newPassword: "a new long password" };
    await expect(changePassword(domain, { ...options, currentPassword: "wrong" })).rejects.toMatchObject({
      code: "invalid",
    });
    expect(await viewerOfSession(domain, session)).not.toBeNull();
    await changePassword(domain, { ...options, currentPassword: ada.password });
    expect(await viewerOfSession(domain, session)).toBeNull();
    await expect(signIn({ password: ada.password })).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await signIn({ password: "a new long password" })).toEqual({ userId: ada.id });
  });
});

describe("the audit log", () => {
  it("has every sign-in, good or bad, and refuses to be changed", async () => {
    await signIn({ password: ada.password });
    await expect(signIn()).rejects.toMatchObject({ code: "unauthenticated" });
    const entries = await database.prisma.auditEntry.findMany({ where: { subjectId: ada.id }, orderBy: { at: "asc" } });
    expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
      ["sign_in.succeeded", ada.id],
      ["sign_in.failed", null],
    ]);
    await expect(database.prisma.auditEntry.updateMany({ data: { actorId: null } })).rejects.toThrow(/append-only/);
    await expect(database.prisma.auditEntry.deleteMany()).rejects.toThrow(/append-only/);
  });
});
