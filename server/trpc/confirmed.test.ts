import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { readAnswer, trpcRequest, type TrpcCall } from "../testing/trpc-request.ts";
import { createUser, plainDomain, signInAs, testDataDir, type TestUser } from "../testing/web.ts";
import { handleTrpc } from "./handler.ts";

let database: TestDatabase;
let admin: TestUser;
let session: { cookie: string; sessionId: string };
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  admin = await createUser(plainDomain(database), { role: "ADMIN" });
  session = await signInAs(plainDomain(database), admin.id);
});
afterAll(() => database.close());

const rules = { allowedHosts: ["localhost"], publicOrigin: null };
const noStream = () => {
  throw new Error("No stream here.");
};
const call = async (what: TrpcCall) => {
  const request = trpcRequest({ ...what, headers: { cookie: session.cookie } });
  const domain = plainDomain(database);
  const response = await handleTrpc(request, { domain, changes: noStream, rules, dataDir: testDataDir });
  return readAnswer(response.status, await response.text());
};
const enter = (password: string) => call({ path: "viewer.confirmPassword", type: "mutation", input: { password } });
const hoursAgo = (hours: number) =>
  database.prisma.session.update({
    where: { id: session.sessionId },
    data: { confirmedAt: new Date(Date.now() - hours * 60 * 60 * 1000) },
  });

const invite: TrpcCall = { path: "users.invite", type: "mutation", input: { role: "MEMBER", note: "" } };
const token = { name: "A program", access: "READ", days: 1 };

describe("what gives lasting power", () => {
  it.each<TrpcCall>([
    invite,
    { path: "users.resetPassword", type: "mutation", input: { userId: "usr_00000000000000000000000000" } },
    { path: "apiTokens.create", type: "mutation", input: token },
    { path: "providers.removeKey", type: "mutation" },
  ])("is refused where the password was entered too long ago: $path", async (what) => {
    await hoursAgo(2.1);
    expect(await call(what)).toMatchObject({ status: 428, code: "PRECONDITION_REQUIRED" });
    expect((await enter(admin.password)).code).toBeNull();
    expect((await call(what)).code).not.toBe("PRECONDITION_REQUIRED");
  });

  it("needs nothing more right after the sign-in, and everything else never does", async () => {
    await hoursAgo(1.9);
    expect((await call(invite)).code).toBeNull();
    await hoursAgo(100);
    expect((await call({ path: "users.list", type: "query" })).code).toBeNull();
    expect((await call({ path: "alerts.markRead", type: "mutation" })).code).toBeNull();
  });

  it("is not to be had by guessing, and only in the session in which the password was entered", async () => {
    await hoursAgo(3);
    expect(await enter("a guess")).toMatchObject({ code: "BAD_REQUEST", message: "The password is not right." });
    expect((await call(invite)).code).toBe("PRECONDITION_REQUIRED");
    for (let guess = 0; guess < 10; guess += 1) await enter(`guess ${guess}`);
    expect((await enter(admin.password)).status).toBe(429);
    const other = await signInAs(plainDomain(database), admin.id);
    const before = session;
    session = other;
    expect((await call(invite)).code).toBeNull();
    session = before;
    expect((await call(invite)).code).toBe("PRECONDITION_REQUIRED");
  });
});
