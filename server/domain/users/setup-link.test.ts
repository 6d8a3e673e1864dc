import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { hashToken } from "./one-time-token.ts";
import { createSetupLink } from "./setup-link.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.prisma.setupLink.deleteMany());
afterAll(() => database.close());

const at = (time: string) => ({ now: () => new Date(`2026-11-21T${time}Z`) });
const tokenOf = (path: string): string => new URL(path, "http://localhost").searchParams.get("token") ?? "";

describe("createSetupLink", () => {
  it("makes a token of at least 128 bits, valid for 30 minutes, of which only the hash is stored", async () => {
    const link = await createSetupLink(database.prisma, at("10:00:00"));
    const token = tokenOf(link.path);
    expect(link.path).toBe(`/setup?token=${token}`);
    expect(Buffer.from(token, "base64url").length).toBeGreaterThanOrEqual(16);
    expect(link.expiresAt).toEqual(at("10:30:00").now());
    const [row, ...others] = await database.prisma.setupLink.findMany();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ tokenHash: hashToken(token), expiresAt: link.expiresAt, usedAt: null });
    expect(JSON.stringify(row)).not.toContain(token);
  });

  it("ends every older link that was not used", async () => {
    const clock = at("10:00:00");
    const first = await createSetupLink(database.prisma, clock);
    const second = await createSetupLink(database.prisma, clock);
    const valid = await database.prisma.setupLink.findMany({ where: { expiresAt: { gt: clock.now() } } });
    expect(valid.map((row) => row.tokenHash)).toEqual([hashToken(tokenOf(second.path))]);
    expect(first.path).not.toBe(second.path);
  });
});
