import { describe, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

describe("hashPassword", () => {
  it("is argon2id in PHC form at the documented cost, salted", async () => {
    const [first, second] = await Promise.all([hashPassword("a long password"), hashPassword("a long password")]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(first).not.toBe(second);
  });
});

describe("verifyPassword", () => {
  it("tells the right password from every other", async () => {
    const passwordHash = await hashPassword("pässword ½");
    expect(await verifyPassword({ password: "pässword ½", passwordHash })).toBe(true);
    expect(await verifyPassword({ password: "pa\u0308ssword ½", passwordHash })).toBe(true);
    expect(await verifyPassword({ password: "passwörd ½", passwordHash })).toBe(false);
    expect(await verifyPassword({ password: "", passwordHash })).toBe(false);
  });

  it("reads hashes of another cost and of another maker", async () => {
    // RFC 9106's reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32
    const passwordHash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    expect(await verifyPassword({ password: "password", passwordHash })).toBe(true);
    expect(await verifyPassword({ password: "Password", passwordHash })).toBe(false);
  });

  it("does the same work for somebody who does not exist, and says no", async () => {
    const passwordHash = await hashPassword("a long password");
    /** Processor time of the whole process, microseconds: a busy machine makes calls longer, not costlier. */
    const costOf = async (hash: string | null): Promise<number> => {
      const before = process.cpuUsage();
      expect(await verifyPassword({ password: "wrong", passwordHash: hash })).toBe(false);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    let [known, unknown] = [0, 0];
    for (let round = 0; round < 5; round += 1) {
      known += await costOf(passwordHash);
      unknown += await costOf(null);
    }
    // Without the work it would be a hundredth.
    expect(unknown).toBeGreaterThan(known / 4);
    expect(unknown).toBeLessThan(known * 4);
  });
});
