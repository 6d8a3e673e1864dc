import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { writeSettings } from "../domain/settings/index.ts";
import { uploadPath, uploadsFolder } from "../domain/uploads/index.ts";
import { keepUploads } from "../runner/upload-keeper.ts";
import { tarGz, zipOf } from "../testing/archives.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createUser, plainDomain, signInAs } from "../testing/web.ts";
import { handleUpload } from "./upload.ts";

const rules = { allowedHosts: ["localhost"], publicOrigin: null };
const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-uploads-"));
let database: TestDatabase;
let member: { id: string };
beforeAll(async () => {
  database = await createTestDatabase();
  member = await createUser(plainDomain(database));
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const send = async (
  userId: string | null,
  body: Buffer | ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const cookie = userId === null ? {} : { cookie: (await signInAs(plainDomain(database), userId)).cookie };
  // `duplex` is demanded of streams, and unknown to the browser's own types.
  const init = {
    method: "POST",
    headers: {
      host: "localhost:3000",
      origin: "http://localhost:3000",
      "content-type": "application/octet-stream",
      ...cookie,
      ...headers,
    },
    body: body instanceof ReadableStream ? body : new Uint8Array(body),
    duplex: "half",
  };
  const request = new Request("http://localhost:3000/api/uploads?name=..%2Fmy%20tool.zip", init);
  const answer = await handleUpload(request, { domain: plainDomain(database), rules, dataDir });
  return { status: answer.status, body: Answer.parse(await answer.json()) };
};
/** A name as long, in both places where a zip has it. */
const renamed = (zip: Buffer, from: string, to: string): Buffer =>
  Buffer.from(zip.toString("latin1").replaceAll(from, to), "latin1");
const Answer = z.record(z.string(), z.unknown());
const onDisk = (): string[] => (existsSync(uploadsFolder(dataDir)) ? readdirSync(uploadsFolder(dataDir)) : []);

describe("an archive that is sent", () => {
  it("is kept under a name of ours, whatever it is called", async () => {
    const content = await zipOf({ "a.txt": "a" });
    const { status, body } = await send(member.id, content);
    expect([status, body["name"], body["bytes"]]).toEqual([201, "my tool.zip", content.length]);
    expect(readFileSync(uploadPath(dataDir, String(body["id"]))).equals(content)).toBe(true);
  });

  it("is refused from a viewer, from nobody, from another site and as a form, and nothing is kept", async () => {
    const content = await zipOf({ "a.txt": "a" });
    const before = onDisk();
    const viewer = await createUser(plainDomain(database), { role: "VIEWER" });
    expect(await send(viewer.id, content)).toMatchObject({ status: 403 });
    expect(await send(null, content)).toMatchObject({ status: 401 });
    expect(await send(member.id, content, { origin: "http://evil.example" })).toMatchObject({ status: 403 });
    expect(await send(member.id, content, { "content-type": "multipart/form-data" })).toMatchObject({ status: 415 });
    expect(onDisk()).toEqual(before);
  });

  it("is refused when it is none or too large, also when nobody said how large it is", async () => {
    await writeSettings(plainDomain(database), { values: { "import.archiveMb": 1 }, actorId: member.id });
    const before = onDisk();
    expect(await send(member.id, Buffer.from("This is a letter."))).toMatchObject({ status: 415 });
    const zip = await zipOf({ "a.txt": "a" });
    let left = 48;
    const long = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(zip)),
      pull(controller) {
        left -= 1;
        if (left === 0) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const tooLarge = await send(member.id, long);
    expect(tooLarge.status).toBe(413);
    expect(tooLarge.body["message"]).toMatch(/larger than 1 MB/);
    expect(onDisk()).toEqual(before);
  });

  it.each([
    ["leads out", () => tarGz([{ name: "a" }, { name: "../../evil", content: "x" }]), /leads out of the folder/],
    ["leads out of a zip", async () => renamed(await zipOf({ "aa/evil": "x" }), "aa/evil", "../evil"), /leads out/],
    ["has a link", () => tarGz([{ name: "a", type: "symlink", linkname: "/etc/passwd" }]), /is a link/],
    ["is a bomb", () => zipOf({ zeros: Buffer.alloc(65 * 1024 ** 2) }), /over 200 times its packed size/],
    ["is a packed bomb", () => tarGz([{ name: "z", content: Buffer.alloc(65 * 1024 ** 2) }]), /over 200 times/],
    ["is cut off", async () => (await zipOf({ a: "a".repeat(5_000) })).subarray(0, 60), /broken, or not complete/],
    ["is a packed letter", async () => gzipSync("Dear reader, ".repeat(100)), /broken, or not complete/],
  ] satisfies [string, () => Promise<Buffer>, RegExp][])(
    "is refused as soon as it is there when it %s",
    async (_what, make, says) => {
      const before = onDisk();
      const uploads = await database.prisma.upload.count();
      const { status, body } = await send(member.id, await make());
      expect([status, body["message"]]).toEqual([422, expect.stringMatching(says)]);
      expect(onDisk()).toEqual(before);
      expect(await database.prisma.upload.count()).toBe(uploads);
    },
  );

  it("is removed when nobody has used it for a day, and so are files that no record is of", async () => {
    const { body } = await send(member.id, await zipOf({ "a.txt": "a" }));
    const id = String(body["id"]);
    const stray = path.join(uploadsFolder(dataDir), "upl_stray.part");
    writeFileSync(stray, "half");
    utimesSync(stray, new Date(0), new Date(0));
    const domain = plainDomain(database);
    await keepUploads(domain, { dataDir });
    expect(onDisk()).toContain(id);
    expect(existsSync(stray)).toBe(false);
    const later = new Date(Date.now() + 25 * 60 * 60 * 1_000);
    await keepUploads({ ...domain, clock: { now: () => later } }, { dataDir });
    expect(onDisk()).not.toContain(id);
    expect(await database.prisma.upload.count({ where: { id } })).toBe(0);
  });
});
