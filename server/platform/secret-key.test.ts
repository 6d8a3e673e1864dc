import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deriveKeyFrom, loadSecretKey } from "./secret-key.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "spiral-key-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe("loadSecretKey", () => {
  it("makes one private file and reads the same key ever after", () => {
    const first = loadSecretKey({ given: undefined, dataDir });
    expect(first).toHaveLength(32);
    expect(loadSecretKey({ given: undefined, dataDir })).toEqual(first);
    expect(readdirSync(dataDir)).toEqual(["secret.key"]);
    expect(statSync(path.join(dataDir, "secret.key")).mode & 0o777).toBe(0o600);
  });

  it("prefers the given key and then writes nothing", () => {
    const given = Buffer.alloc(32, 1);
    expect(loadSecretKey({ given, dataDir })).toEqual(given);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it.runIf(process.platform !== "win32")("refuses a file that others may read", () => {
    loadSecretKey({ given: undefined, dataDir });
    chmodSync(path.join(dataDir, "secret.key"), 0o644);
    expect(() => loadSecretKey({ given: undefined, dataDir })).toThrow(/chmod 600/);
  });

  it("never replaces a damaged file", () => {
    writeFileSync(path.join(dataDir, "secret.key"), "garbage", { mode: 0o600 });
    expect(() => loadSecretKey({ given: undefined, dataDir })).toThrow(/Restore it from a backup/);
  });
});

describe("deriveKeyFrom", () => {
  it("gives each purpose its own key", () => {
    const root = Buffer.alloc(32, 2);
    const keys = ["sessions", "stored-secrets"].map((purpose) => deriveKeyFrom(root, purpose).toString("hex"));
    expect(new Set([...keys, root.toString("hex")]).size).toBe(3);
    expect(deriveKeyFrom(root, "sessions").toString("hex")).toBe(keys[0]);
  });
});
