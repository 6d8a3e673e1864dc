import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { tarGz, zipOf, type ArchiveEntryForTest } from "../testing/archives.ts";
import { admitEntries, unpackLimits, type UnpackLimits } from "./admission.ts";
import { tarOfFiles } from "./tar-of-files.ts";
import { archiveKind, packedBytes, readArchive } from "./read-archive.ts";

const folder = mkdtempSync(path.join(tmpdir(), "spiral-archives-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unpack = async (content: Buffer, limits: Partial<UnpackLimits> = {}): Promise<Record<string, string>> => {
  const file = path.join(folder, "archive");
  writeFileSync(file, content);
  const found: Record<string, string> = {};
  const admitted = admitEntries(readArchive(file), {
    packedBytes: await packedBytes(file),
    limits: { ...unpackLimits, ...limits },
  });
  for await (const { path: name, content: read } of admitted) {
    const parts: Uint8Array[] = [];
    for await (const part of read()) parts.push(part);
    found[name] = Buffer.concat(parts).toString();
  }
  return found;
};
const ofTar = async (entries: readonly ArchiveEntryForTest[], limits: Partial<UnpackLimits> = {}) =>
  unpack(await tarGz(entries), limits);

describe("an archive", () => {
  it("gives its files, whichever kind it is", async () => {
    const files = { "a/b.txt": "b", "c.txt": "", "ü/é.txt": "é" };
    expect(await unpack(await zipOf(files))).toEqual(files);
    const entries = Object.entries(files).map(([name, content]) => ({ name, content }));
    expect(await ofTar([{ name: "a/", type: "directory" }, ...entries])).toEqual(files);
  });

  test.each([
    ["a path that leads out", [{ name: "../evil" }], /leads out of the folder/],
    ["one that leads out in between", [{ name: "a/../../evil" }], /leads out of the folder/],
    ["an absolute path", [{ name: "/etc/cron.d/evil" }], /absolute path/],
    ["a drive", [{ name: "C:/evil" }], /absolute path/],
    ["a symbolic link", [{ name: "a", type: "symlink", linkname: "/etc/passwd" }], /is a link/],
    ["a hard link", [{ name: "a" }, { name: "b", type: "link", linkname: "a" }], /is a link/],
    ["a device", [{ name: "a", type: "character-device" }], /device or pipe/],
    ["a pipe", [{ name: "a", type: "fifo" }], /device or pipe/],
    ["a name twice", [{ name: "a" }, { name: "./a" }], /comes twice/],
    ["a file in a file's place", [{ name: "a" }, { name: "a/b" }], /comes twice/],
    ["a file in a folder's place", [{ name: "a/b" }, { name: "a" }], /comes twice/],
    ["a name that turns text around", [{ name: "safe\u202Etxt.exe" }], /cannot be seen or do harm/],
    ["a line in a name", [{ name: "a\nb" }], /cannot be seen or do harm/],
    ["a backslash", [{ name: "..\\evil" }], /cannot be seen or do harm/],
    ["too deep a path", [{ name: "a/".repeat(61) + "b" }], /folders deep/],
    ["too long a name", [{ name: "a".repeat(256) }], /too long a name/],
  ] satisfies [string, ArchiveEntryForTest[], RegExp][])("is refused for %s", async (_what, entries, says) => {
    await expect(ofTar(entries)).rejects.toThrow(says);
    await expect(ofTar(entries)).rejects.toMatchObject({ name: "ArchiveRefusedError" });
  });

  it("is refused when it unpacks to far more than it is", async () => {
    const zeros = { name: "zeros", content: Buffer.alloc(4 * 1024 ** 2) };
    await expect(ofTar([zeros], { ratioFromBytes: 1024 ** 2 })).rejects.toThrow(/times its packed size/);
    await expect(unpack(await zipOf({ zeros: zeros.content }), { ratioFromBytes: 1024 ** 2 })).rejects.toThrow(
      /times its packed size/,
    );
  });

  it("is refused when there is too much of it", async () => {
    const entries = Array.from({ length: 11 }, (_, index) => ({ name: `f${index}`, content: "0123456789" }));
    await expect(ofTar(entries, { files: 10 })).rejects.toThrow(/more than 10 files/);
    await expect(ofTar(entries, { bytes: 100 })).rejects.toThrow(/the most that can be brought in/);
    expect(Object.keys(await ofTar(entries, { files: 11, bytes: 110 }))).toHaveLength(11);
  });

  describe("whose sizes are looked at", () => {
    const limits = { ...unpackLimits, bytes: 100 };
    const saying = async function* (size: number) {
      const content = async function* () {
        yield Buffer.alloc(101);
      };
      yield { path: "a", kind: "file", executable: false, size, content } as const;
    };

    it("is refused by what it says of them, before anything is unpacked", async () => {
      const admitted = admitEntries(saying(101), { packedBytes: null, limits });
      await expect(admitted.next()).rejects.toThrow(/the most that can be brought in/);
    });

    it("is refused by what comes, where it lies about them", async () => {
      const { value } = await admitEntries(saying(1), { packedBytes: null, limits }).next();
      const read = async () => {
        for await (const _part of value?.content() ?? []);
      };
      await expect(read()).rejects.toThrow(/the most that can be brought in/);
    });
  });

  it("is refused, and nothing else, when its list is right and what it lists is not", async () => {
    const zip = await zipOf({ "a.txt": "a".repeat(5_000) });
    const file = path.join(folder, "broken-inside");
    writeFileSync(file, zip.fill(0xff, 30 + "a.txt".length, 40 + "a.txt".length));
    const asTar = async () => {
      for await (const _part of tarOfFiles(admitEntries(readArchive(file), { packedBytes: zip.length })));
    };
    await expect(asTar()).rejects.toThrow(/broken, or not complete/);
  });

  it("is refused when it is none, is cut off, or is something else by its content", async () => {
    await expect(unpack(Buffer.from("%PDF-1.7 not an archive"))).rejects.toThrow(/not an archive/);
    await expect(unpack(Buffer.alloc(0))).rejects.toThrow(/not an archive/);
    for (const whole of [await tarGz([{ name: "a", content: "a".repeat(5_000) }]), await zipOf({ a: "a" })])
      await expect(unpack(whole.subarray(0, Math.floor(whole.length / 2)))).rejects.toThrow(/broken, or not complete/);
    expect(archiveKind(Buffer.from("PK\u0003\u0004"))).toBe("zip");
    expect(archiveKind(Buffer.from("GIF89a"))).toBeNull();
  });
});
