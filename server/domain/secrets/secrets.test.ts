import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { plainDomain } from "../../testing/web.ts";
import { open, seal } from "./envelope.ts";
import { readSecret, removeSecret, storeSecret } from "./secrets.ts";

/** node:crypto's words for "not authentic" and for a cut-off tag. */
const unreadable = /unable to authenticate|Invalid/;
const key = Buffer.alloc(32, 7);
const value = "sk-ant-api03-a-very-secret-key-1234";

describe("seal and open", () => {
  it("give back what was sealed, and never seal alike twice", () => {
    const [first, second] = [seal({ key, name: "a", value }), seal({ key, name: "a", value })];
    expect(open({ key, name: "a", sealed: first })).toBe(value);
    expect(Buffer.from(first.ciphertext).equals(second.ciphertext)).toBe(false);
    expect(Buffer.from(first.ciphertext).includes(value)).toBe(false);
  });

  it("refuse another name, another key, and every changed byte", () => {
    const sealed = seal({ key, name: "a", value });
    expect(() => open({ key, name: "b", sealed })).toThrow(unreadable);
    expect(() => open({ key: Buffer.alloc(32, 8), name: "a", sealed })).toThrow(unreadable);
    const other = seal({ key, name: "a", value: "other" });
    expect(() => open({ key, name: "a", sealed: { ...sealed, wrappedKey: other.wrappedKey } })).toThrow(unreadable);
    for (const part of ["ciphertext", "wrappedKey"] as const) {
      for (let index = 0; index < sealed[part].length; index += 1) {
        const changed = sealed[part].map((byte, at) => (at === index ? byte ^ 1 : byte));
        expect(() => open({ key, name: "a", sealed: { ...sealed, [part]: changed } })).toThrow(unreadable);
      }
    }
    expect(() => open({ key, name: "a", sealed: { ...sealed, ciphertext: new Uint8Array() } })).toThrow(unreadable);
  });
});

describe("stored secrets", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  beforeEach(() => database.prisma.secret.deleteMany());
  afterAll(() => database.close());

  const store = (text: string) =>
    storeSecret(database.prisma, { name: "anthropic.apiKey", value: text, actorId: "usr_a" });

  it("come back to whoever calls the service, and are nowhere in the database", async () => {
    await store("sk-ant-an-older-key-5678");
    await store(value);
    expect(await readSecret(plainDomain(database), { name: "anthropic.apiKey" })).toBe(value);
    const [row, ...others] = await database.prisma.secret.findMany();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ lastFour: "1234", updatedBy: "usr_a" });
    const rows = await database.prisma.$queryRaw<
      { all: string }[]
    >`SELECT s::text || a::text AS all FROM "Secret" s, "AuditEntry" a`;
    expect(JSON.stringify(rows)).not.toContain("very-secret");
    expect(JSON.stringify(rows)).not.toContain(Buffer.from("very-secret").toString("hex"));
  });

  it("show nothing of a short one", async () => {
    await store("short-key");
    expect(await database.prisma.secret.findMany()).toMatchObject([{ lastFour: "" }]);
  });

  it("are removed, audited once", async () => {
    await store(value);
    const before = await database.prisma.auditEntry.count({ where: { action: "secret.removed" } });
    for (let round = 0; round < 2; round += 1)
      await removeSecret(database.prisma, { name: "anthropic.apiKey", actorId: "usr_a" });
    expect(await database.prisma.auditEntry.count({ where: { action: "secret.removed" } })).toBe(before + 1);
    expect(await readSecret(plainDomain(database), { name: "anthropic.apiKey" })).toBeNull();
  });

  it("say what to do when they cannot be opened", async () => {
    await store(value);
    await database.prisma.secret.updateMany({
      data: { wrappedKey: seal({ key, name: "anthropic.apiKey", value }).wrappedKey },
    });
    const reading = readSecret(plainDomain(database), { name: "anthropic.apiKey" });
    await expect(reading).rejects.toThrow(/enter anthropic\.apiKey again/);
    await expect(reading).rejects.toMatchObject({ code: "unavailable" });
  });
});
