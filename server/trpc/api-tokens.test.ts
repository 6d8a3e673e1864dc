import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiTokenLimits, createApiToken, disableUser, enableUser, revokeApiToken } from "../domain/users/index.ts";
import { handleAuditExport } from "../http/audit-export.ts";
import { handleMetrics } from "../http/metrics.ts";
import { handleUpload } from "../http/upload.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { readAnswer, trpcRequest, type TrpcCall } from "../testing/trpc-request.ts";
import { createUser, plainDomain, signInAs, testDataDir, type TestUser } from "../testing/web.ts";
import { handleTrpc } from "./handler.ts";

let database: TestDatabase;
let admin: TestUser;
let member: TestUser;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = await createUser(plainDomain(database), { role: "ADMIN" });
  member = await createUser(plainDomain(database));
});
afterAll(() => database.close());

const rules = { allowedHosts: ["localhost"], publicOrigin: null };
const noStream = () => {
  throw new Error("No stream here.");
};

const make = (user: Pick<TestUser, "id">, over: { access?: "READ" | "FULL"; days?: number | null } = {}) =>
  createApiToken(plainDomain(database), { userId: user.id, name: "CI", access: "FULL", days: null, ...over });

/** A call as a program makes it: with a token, and without saying where it comes from. */
const call = async (token: string | null, { headers, ...what }: TrpcCall, at = new Date()) => {
  const request = trpcRequest({ ...what, headers: { ...(token !== null && bearer(token)), ...headers } });
  if (headers?.["origin"] === undefined) request.headers.delete("origin");
  const domain = plainDomain(database, { clock: { now: () => at } });
  const response = await handleTrpc(request, { domain, changes: noStream, rules, dataDir: testDataDir });
  return readAnswer(response.status, await response.text());
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const me: TrpcCall = { path: "viewer.me", type: "query" };
const list: TrpcCall = { path: "projects.list", type: "query", input: {} };
const change: TrpcCall = { path: "alerts.markRead", type: "mutation" };

describe("a personal token", () => {
  it("acts as its owner, without a cookie and without an origin", async () => {
    const { token, view } = await make(member);
    expect(token).toMatch(/^spiral_pat_[\w-]{43}$/);
    expect(view.lastFour).toBe(token.slice(-4));
    expect((await call(token, me)).text).toContain(member.login);
    expect((await call(token, list)).code).toBeNull();
    expect((await call(token, change)).code).toBeNull();
    // Its owner's rights, not more.
    expect((await call(token, { path: "budgets.list", type: "query" })).code).toBe("FORBIDDEN");
    expect((await call((await make(admin)).token, { path: "budgets.list", type: "query" })).code).toBeNull();
  });

  it("is stored as a hash alone, and when it is used is told once a day", async () => {
    const { token, view } = await make(member);
    const row = await database.prisma.apiToken.findUniqueOrThrow({ where: { id: view.id } });
    expect(JSON.stringify(row)).not.toContain(token.slice(12));
    await call(token, list);
    await call(token, list);
    await call(token, list, new Date(Date.now() + 25 * 60 * 60 * 1000));
    const used = await database.prisma.auditEntry.findMany({ where: { subjectId: view.id }, orderBy: { at: "asc" } });
    expect(used.map(({ action }) => action)).toEqual(["token.created", "token.used", "token.used"]);
    expect(JSON.stringify(used)).not.toContain(token.slice(12));
  });

  it("that may only read changes nothing", async () => {
    const { token } = await make(admin, { access: "READ" });
    expect((await call(token, list)).code).toBeNull();
    const refused = await call(token, change);
    expect(refused.code).toBe("FORBIDDEN");
    expect(refused.message).toMatch(/only read/);
    const upload = new Request("http://localhost:3000/api/uploads?name=a.zip", {
      method: "POST",
      headers: { host: "localhost:3000", "content-type": "application/octet-stream", ...bearer(token) },
      body: new Uint8Array([1]),
    });
    expect((await handleUpload(upload, { domain: plainDomain(database), rules, dataDir: testDataDir })).status).toBe(
      403,
    );
  });

  it("of a viewer changes nothing either, whatever it says", async () => {
    const viewer = await createUser(plainDomain(database), { role: "VIEWER" });
    const { token } = await make(viewer);
    const brief = { path: "projects.create", type: "mutation", input: { brief: "Write a small tool." } } as const;
    expect((await call(token, brief)).code).toBe("FORBIDDEN");
  });

  it.each<TrpcCall>([
    { path: "apiTokens.create", type: "mutation", input: { name: "Another", access: "FULL", days: null } },
    { path: "apiTokens.list", type: "query" },
    { path: "viewer.signOutEverywhere", type: "mutation" },
    {
      path: "viewer.changePassword",
      type: "mutation",
      input: { currentPassword: "x", newPassword: "long enough one" },
    },
    { path: "users.invite", type: "mutation", input: { role: "ADMIN", note: "" } },
    { path: "users.list", type: "query" },
    { path: "providers.removeKey", type: "mutation" },
  ])("may nothing of accounts, people and keys: $path", async (attempt) => {
    const { token } = await make(admin);
    const refused = await call(token, attempt);
    expect(refused.code).toBe("FORBIDDEN");
    expect(refused.message).toMatch(/browser/);
  });

  it("that has ended, was revoked, or is nobody's opens nothing, and a cookie beside it does not count", async () => {
    const short = await make(member, { days: 1 });
    expect((await call(short.token, list)).code).toBeNull();
    const later = new Date(Date.now() + 25 * 60 * 60 * 1000);
    expect((await call(short.token, list, later)).code).toBe("UNAUTHORIZED");
    const revoked = await make(member);
    const stranger = { userId: admin.id, tokenId: revoked.view.id };
    await expect(revokeApiToken(plainDomain(database), stranger)).rejects.toMatchObject({ code: "not_found" });
    await revokeApiToken(plainDomain(database), { userId: member.id, tokenId: revoked.view.id });
    const { cookie } = await signInAs(plainDomain(database), member.id);
    expect((await call(revoked.token, { ...list, headers: { cookie } })).code).toBe("UNAUTHORIZED");
    expect((await call(`spiral_pat_${"x".repeat(43)}`, { ...list, headers: { cookie } })).code).toBe("UNAUTHORIZED");
    // What is no token of ours is not looked at.
    expect((await call("something-else", list)).code).toBe("UNAUTHORIZED");
  });

  it("of somebody who is disabled is over, also when they are enabled again", async () => {
    const leaving = await createUser(plainDomain(database));
    const { token } = await make(leaving);
    const who = { actorId: admin.id, userId: leaving.id };
    await disableUser(plainDomain(database), who);
    expect((await call(token, list)).code).toBe("UNAUTHORIZED");
    await enableUser(plainDomain(database), who);
    expect((await call(token, list)).code).toBe("UNAUTHORIZED");
  });

  it("does not open the way to pages of other sites", async () => {
    const { token } = await make(member);
    const foreign = { origin: "http://evil.example" };
    expect((await call(token, { ...change, headers: foreign })).status).toBe(403);
    const { cookie } = await signInAs(plainDomain(database), member.id);
    expect((await call(null, { ...change, headers: { cookie } })).status).toBe(403);
    expect((await call("something-else", { ...change, headers: { cookie } })).status).toBe(403);
  });

  it("is good for downloads and metrics, as far as its owner is", async () => {
    const get = (path: string, token: string) =>
      new Request(`http://localhost:3000${path}`, { headers: { host: "localhost:3000", ...bearer(token) } });
    const [ofAdmin, ofMember] = [await make(admin, { access: "READ" }), await make(member)];
    const domain = plainDomain(database);
    const audit = (token: string) => handleAuditExport(get("/api/audit/export?format=json", token), { domain, rules });
    expect([(await audit(ofAdmin.token)).status, (await audit(ofMember.token)).status]).toEqual([200, 403]);
    const metrics = (token: string) => handleMetrics(get("/api/metrics", token), { domain, rules, token: undefined });
    expect([(await metrics(ofAdmin.token)).status, (await metrics(ofMember.token)).status]).toEqual([200, 403]);
    expect((await metrics(`spiral_pat_${"y".repeat(43)}`)).status).toBe(401);
  });

  it("is slowed down when a program runs wild, and no other with it", async () => {
    const [wild, calm] = [await make(member), await make(member)];
    const answers = await Promise.all(Array.from({ length: apiTokenLimits.requests + 1 }, () => call(wild.token, me)));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    expect((await call(wild.token, list)).message).toMatch(/in \d+ s\./);
    expect((await call(calm.token, list)).code).toBeNull();
  });

  it("that is none may be tried so often and no more", async () => {
    const guess = (letter: number) => call(`spiral_pat_${String(letter).padStart(43, "z")}`, list);
    const answers = await Promise.all(Array.from({ length: apiTokenLimits.failures + 5 }, (_, index) => guess(index)));
    expect(answers.some(({ status }) => status === 429)).toBe(true);
  });
});
