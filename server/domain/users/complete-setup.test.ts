import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { plainDomain } from "../../testing/web.ts";
import { completeSetup, setupNeeded } from "./complete-setup.ts";
import { createSetupLink } from "./setup-link.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.prisma.user.deleteMany();
  await database.prisma.setupLink.deleteMany();
});
afterAll(() => database.close());

const tokenOf = ({ path }: { path: string }): string =>
  new URL(path, "http://localhost").searchParams.get("token") ?? "";
const newToken = async (): Promise<string> => tokenOf(await createSetupLink(database.prisma));
const complete = (token: string, login = "ada") =>
  completeSetup(plainDomain(database), { input: { token, name: "Ada", login, password: "a long password" } });

describe("completeSetup", () => {
  it("makes the first user an admin and closes", async () => {
    const domain = plainDomain(database);
    expect(await setupNeeded(domain)).toBe(true);
    const { userId } = await complete(await newToken());
    expect(await setupNeeded(domain)).toBe(false);
    expect(await database.prisma.user.findMany()).toMatchObject([{ id: userId, login: "ada", role: "ADMIN" }]);
    expect(await database.prisma.auditEntry.findMany({ where: { subjectId: userId } })).toMatchObject([
      { action: "setup.completed", actorId: userId },
    ]);
  });

  it("is closed for good, whatever the link", async () => {
    const token = await newToken();
    await complete(token);
    await expect(complete(token)).rejects.toMatchObject({ code: "conflict" });
    await expect(complete(await newToken(), "eve")).rejects.toMatchObject({ code: "conflict" });
    expect(await database.prisma.user.count()).toBe(1);
  });

  it("refuses a link that is wrong, used, replaced or too old", async () => {
    const replaced = await newToken();
    const used = await newToken();
    await database.prisma.setupLink.updateMany({ data: { usedAt: new Date() } });
    for (const token of ["x".repeat(43), replaced, used])
      await expect(complete(token)).rejects.toMatchObject({ code: "forbidden" });
    const old = await newToken();
    const later = { now: () => new Date(Date.now() + 31 * 60_000) };
    const input = { token: old, name: "Ada", login: "ada", password: "a long password" };
    await expect(completeSetup(plainDomain(database, { clock: later }), { input })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await database.prisma.user.count()).toBe(0);
  });

  it("makes one user of twenty who come at once with one link", async () => {
    const token = await newToken();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => complete(token, `user-${index}`)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await database.prisma.user.count()).toBe(1);
  });

  it("makes one user of twenty who come at once with a link each", async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, newToken));
    await database.prisma.setupLink.updateMany({ data: { expiresAt: new Date(Date.now() + 60_000) } });
    const results = await Promise.allSettled(tokens.map((token, index) => complete(token, `user-${index}`)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await database.prisma.user.count()).toBe(1);
  });
});
