import { performance } from "node:perf_hooks";
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
    const best = async (hash: string | null): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const began = performance.now();
        expect(await verifyPassword({ password: "wrong", passwordHash: hash })).toBe(false);
        times.push(performance.now() - began);
      }
      return Math.min(...times);
    };
    const [known, unknown] = [await best(passwordHash), await best(null)];
    // The fastest of five: a busy machine only ever adds time.
    expect(unknown).toBeGreaterThan(known / 2);
    expect(unknown).toBeLessThan(known * 2);
  });
});
