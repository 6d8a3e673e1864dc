import { execFileSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createWorkspace } from "../sandbox/create-workspace.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { seedDraft } from "../testing/project-factory.ts";
import { readZip } from "../testing/read-zip.ts";
import { createUser, plainDomain, signInAs, testDataDir } from "../testing/web.ts";
import { contentDisposition } from "./attachment.ts";
import { downloadLimits, handleArchive, handleFile } from "./workspace-download.ts";

const rules = { allowedHosts: ["localhost"], publicOrigin: null };
const host = { host: "localhost:3000" };
const gigabyte = 1024 ** 3;

let database: TestDatabase;
let owner: { id: string };
let cookie: string;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = await createUser(plainDomain(database));
  ({ cookie } = await signInAs(plainDomain(database), owner.id));
});
afterAll(() => database.close());

const newProject = async (title = "A small thing") => {
  const projectId = await seedDraft(database, { ownerId: owner.id, title });
  const { filesPath } = await createWorkspace(testDataDir, projectId, null);
  const write = (name: string, content: string | Buffer = "content"): void => {
    mkdirSync(path.dirname(path.join(filesPath, name)), { recursive: true });
    writeFileSync(path.join(filesPath, name), content);
  };
  return { projectId, filesPath, write };
};

interface Ask {
  readonly limits?: Partial<typeof downloadLimits>;
  readonly headers?: Record<string, string>;
}
const handlers = { archive: handleArchive, file: handleFile } as const;

const ask = (kind: keyof typeof handlers, projectId: string, query = "", { limits = {}, headers }: Ask = {}) =>
  handlers[kind](
    new Request(`http://localhost:3000/api/downloads/${projectId}/${kind}${query}`, {
      headers: { ...host, ...(headers ?? { cookie }) },
    }),
    { id: projectId },
    { domain: plainDomain(database), rules, limits: { ...downloadLimits, ...limits } },
  );
const askFile = (projectId: string, name: string, options?: Ask) =>
  ask("file", projectId, `?path=${encodeURIComponent(name)}`, options);
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const messageOf = async (response: Response): Promise<string> =>
  z.object({ message: z.string() }).parse(await response.json()).message;
const archiveOf = async (projectId: string, options?: Ask) => {
  const response = await ask("archive", projectId, "", options);
  expect(response.status).toBe(200);
  return readZip(await bytesOf(response));
};
const noteOf = (entries: Awaited<ReturnType<typeof archiveOf>>): string =>
  entries.find(({ name }) => name.endsWith("download-notes.txt"))?.content.toString() ?? "";
const openFiles = (): number => readdirSync("/proc/self/fd").length;

describe.each(["archive", "file"] as const)("GET /api/downloads/<project>/%s", (kind) => {
  const query = kind === "file" ? "?path=a.txt" : "";

  it("is for whoever may see the project, and for nobody else", async () => {
    const { projectId, write } = await newProject();
    write("a.txt", "canary");
    const domain = plainDomain(database);
    const statuses = [];
    for (const role of [null, "VIEWER", "MEMBER", "ADMIN"] as const) {
      const user = role === null ? null : await createUser(domain, { role });
      const headers: Record<string, string> = user === null ? {} : { cookie: (await signInAs(domain, user.id)).cookie };
      const response = await ask(kind, projectId, query, { headers });
      statuses.push(response.status);
      const content = await bytesOf(response);
      if (!response.ok) expect(content.toString()).not.toContain("canary");
    }
    expect(statuses).toEqual([401, 200, 404, 200]);
    expect((await ask(kind, "prj_01jd00000000000000000000zz", query)).status).toBe(404);
    expect((await ask(kind, "..", query)).status).toBe(404);
    const foreign = { ...host, cookie, origin: "http://evil.example" };
    expect((await ask(kind, projectId, query, { headers: foreign })).status).toBe(403);
    expect((await ask(kind, projectId, query, { headers: { host: "evil.example", cookie } })).status).toBe(421);
  });

  it("is a file to save, whatever is in it, and nobody's to keep", async () => {
    const { projectId, write } = await newProject();
    write("a.txt", "<script>alert(1)</script>");
    const response = await ask(kind, projectId, query);
    await bytesOf(response);
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="[^"]+"$/);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": "private, no-store, no-transform",
    });
  });

  it("is gone once the workspace's removal was decided", async () => {
    const { projectId, write } = await newProject();
    write("a.txt");
    const workspaceRemovedAt = new Date("2026-11-21T10:00:00Z");
    await database.prisma.project.update({
      where: { id: projectId },
      data: { status: "CANCELLED", archivedAt: workspaceRemovedAt, workspaceRemovedAt },
    });
    const response = await ask(kind, projectId, query);
    expect([response.status, await messageOf(response)]).toEqual([
      410,
      "The workspace was removed on 2026-11-21. The project's records are still there.",
    ]);
  });

  it("is there before the Developer has begun, but has nothing to give", async () => {
    const projectId = await seedDraft(database, { ownerId: owner.id });
    expect((await ask(kind, projectId, query)).status).toBe(404);
  });

  it("says beforehand whether it can be had, without sending it", async () => {
    const { projectId, write } = await newProject();
    write("a.txt");
    const check = kind === "file" ? "&check" : "?check";
    expect((await ask(kind, projectId, `${query}${check}`)).status).toBe(204);
    const tooLarge = await ask(kind, projectId, `${query}${check}`, {
      limits: kind === "file" ? { fileBytes: 3 } : { bytes: 3 },
    });
    expect([tooLarge.status, await messageOf(tooLarge)]).toEqual([
      413,
      expect.stringMatching(/ Copy it on the server/),
    ]);
  });
});

describe("one file", () => {
  it("is given out byte by byte", async () => {
    const { projectId, write } = await newProject();
    const content = randomBytes(300_000);
    write("deep/er/data.bin", content);
    write("empty", "");
    const response = await askFile(projectId, "deep/er/data.bin");
    expect(response.headers.get("content-length")).toBe("300000");
    expect((await bytesOf(response)).equals(content)).toBe(true);
    expect((await bytesOf(await askFile(projectId, "empty"))).length).toBe(0);
  });

  it.each([
    "../../secret",
    "..",
    "/etc/passwd",
    "a/../../../secret",
    "%2e%2e/secret",
    "..\\\\..\\\\secret",
    "a\0b",
    "",
    ".",
    "\\x2E\\x2E/secret",
    "a/\\x2E\\x2E/\\x2E\\x2E/secret",
  ])("is not to be had by the path %j", async (name) => {
    const { projectId, filesPath } = await newProject();
    mkdirSync(path.join(filesPath, "a"));
    writeFileSync(path.join(path.dirname(filesPath), "secret"), "secret");
    writeFileSync(path.join(path.dirname(path.dirname(filesPath)), "secret"), "secret");
    const response = await askFile(projectId, name);
    expect([403, 404]).toContain(response.status);
    expect(await messageOf(response)).toMatch(/not (a plain file|in the workspace)/);
  });

  it("is no link, no hard link, no pipe, no folder, and nothing behind a linked folder", async () => {
    const { projectId, filesPath } = await newProject();
    const outside = path.join(path.dirname(filesPath), "outside");
    mkdirSync(outside);
    writeFileSync(path.join(outside, "a.txt"), "secret");
    symlinkSync(path.join(outside, "a.txt"), path.join(filesPath, "link"));
    linkSync(path.join(outside, "a.txt"), path.join(filesPath, "hard"));
    symlinkSync(outside, path.join(filesPath, "folder"));
    execFileSync("mkfifo", [path.join(filesPath, "pipe")]);
    for (const name of ["link", "hard", "folder/a.txt", "pipe", "folder"])
      expect([name, (await askFile(projectId, name)).status]).toEqual([name, 403]);
  });

  it.each([
    ["page.html", 'attachment; filename="page.html"'],
    ["image.svg", 'attachment; filename="image.svg"'],
    ["a\r\nset-cookie: x=1", `attachment; filename="a__set-cookie_ x=1"`],
    ["invoice\u202Egnp.exe", 'attachment; filename="invoice_gnp.exe"'],
    [
      'quo"te;filename=evil.exe',
      "attachment; filename=\"quo_te_filename=evil.exe\"; filename*=UTF-8''quo_te%3Bfilename%3Devil.exe",
    ],
    [
      "Grüße 漢字.txt",
      "attachment; filename=\"Gr__e __.txt\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%E6%BC%A2%E5%AD%97.txt",
    ],
    ["\u001b[31mred", 'attachment; filename="_[31mred"'],
    ["<img src=x>", 'attachment; filename="_img src=x_"'],
    ["...", 'attachment; filename="download"'],
    [" ", 'attachment; filename="download"'],
    [`${"x".repeat(240)}.tar`, `attachment; filename="${"x".repeat(146)}.tar"`],
  ])("with the name %j has a harmless one in the header", async (name, header) => {
    const { projectId, write } = await newProject();
    write(name);
    const response = await askFile(projectId, name);
    expect([response.status, (await bytesOf(response)).toString()]).toEqual([200, "content"]);
    const found = response.headers.get("content-disposition") ?? "";
    expect(found).toBe(header);
    expect(found).toMatch(/^[\u0020-\u007e]+$/);
    expect(response.headers.get("set-cookie")).toBeNull();
  });

  it("with a name that is no text is found by its path", async () => {
    const { projectId, filesPath } = await newProject();
    writeFileSync(Buffer.concat([Buffer.from(`${filesPath}/`), Buffer.from([0x61, 0xff])]), "odd");
    const response = await askFile(projectId, "a\\xFF");
    expect([response.status, (await bytesOf(response)).toString()]).toEqual([200, "odd"]);
    expect(contentDisposition("a\\xFF")).toBe('attachment; filename="a_xFF"');
  });

  it("of 5 GB is refused with words; and where it is allowed, memory stays flat however slowly it is read", async () => {
    const { projectId, filesPath, write } = await newProject();
    write("huge.bin", "start");
    truncateSync(path.join(filesPath, "huge.bin"), 5 * gigabyte);
    const refused = await askFile(projectId, "huge.bin");
    expect([refused.status, await messageOf(refused)]).toEqual([
      413,
      expect.stringMatching(/^This file has 5\.0 GB; at most 2\.0 GB can be downloaded\./),
    ]);

    const before = { files: openFiles(), rss: process.memoryUsage().rss };
    const response = await askFile(projectId, "huge.bin", { limits: { fileBytes: 6 * gigabyte } });
    const reader = response.body?.getReader();
    let read = 0;
    while (read < 500 * 1024 ** 2) read += (await reader?.read())?.value?.length ?? Number.POSITIVE_INFINITY;
    expect(process.memoryUsage().rss - before.rss).toBeLessThan(150 * 1024 ** 2);
    await reader?.cancel();
    await expect.poll(openFiles).toBeLessThanOrEqual(before.files);
  });

  it("lets go of the file when its reader leaves before it has begun", async () => {
    const { projectId, write } = await newProject();
    write("a.bin", randomBytes(300_000));
    const before = openFiles();
    const leaving = new AbortController();
    const request = new Request(`http://localhost:3000/api/downloads/${projectId}/file?path=a.bin`, {
      headers: { ...host, cookie },
      signal: leaving.signal,
    });
    const response = await handleFile(request, { id: projectId }, { domain: plainDomain(database), rules });
    expect(response.status).toBe(200);
    leaving.abort();
    await expect.poll(openFiles).toBeLessThanOrEqual(before);
  });

  it("that becomes shorter while it is read does not pass for whole", async () => {
    const { projectId, filesPath, write } = await newProject();
    write("shrinks", Buffer.alloc(2_000_000));
    const response = await askFile(projectId, "shrinks");
    truncateSync(path.join(filesPath, "shrinks"), 1_000);
    await expect(response.arrayBuffer()).rejects.toThrow(/became shorter/);
  });
});

describe("the archive", () => {
  it("holds every plain file, in one folder, with its content and whether it can be run", async () => {
    const { projectId, filesPath, write } = await newProject("Grüße, World!");
    const content = randomBytes(200_000);
    write("src/a.bin", content);
    write("run.sh", "#!/bin/sh\n");
    chmodSync(path.join(filesPath, "run.sh"), 0o4755);
    write("empty", "");
    for (const left of [".git/config", "node_modules/x/index.js", "pkg/.venv/bin/python"]) write(left);
    const entries = await archiveOf(projectId);
    expect(entries.map(({ name }) => name).toSorted()).toEqual([
      "gr-e-world-download-notes.txt",
      "gr-e-world/empty",
      "gr-e-world/run.sh",
      "gr-e-world/src/a.bin",
    ]);
    expect(entries.find(({ name }) => name.endsWith("a.bin"))?.content.equals(content)).toBe(true);
    expect(entries.find(({ name }) => name.endsWith("run.sh"))?.mode).toBe(0o755);
    expect(entries.find(({ name }) => name.endsWith("empty"))?.mode).toBe(0o644);
  });

  it("leaves out what is no plain file, and says so", async () => {
    const { projectId, filesPath, write } = await newProject();
    const outside = path.join(path.dirname(filesPath), "outside");
    mkdirSync(outside);
    writeFileSync(path.join(outside, "secret.txt"), "secret");
    symlinkSync(path.join(outside, "secret.txt"), path.join(filesPath, "link"));
    symlinkSync(outside, path.join(filesPath, "folder"));
    linkSync(path.join(outside, "secret.txt"), path.join(filesPath, "hard"));
    execFileSync("mkfifo", [path.join(filesPath, "pipe")]);
    write("kept.txt");
    write("sparse.bin", "");
    truncateSync(path.join(filesPath, "sparse.bin"), 5 * gigabyte);
    const entries = await archiveOf(projectId);
    expect(entries.map(({ name }) => name)).toEqual(["a-small-thing/kept.txt", "a-small-thing-download-notes.txt"]);
    const note = noteOf(entries);
    for (const line of [
      "Left out (5):",
      "- link: link",
      "- folder: link",
      "- hard: file that has a second name (hard link)",
      "- pipe: device, pipe or socket",
      "- sparse.bin: file that is too large to be packed",
    ])
      expect(note).toContain(line);
    expect(note).not.toContain("secret");
  });

  it("gives hostile names harmless ones, keeps them apart, and says which is which", async () => {
    const { projectId, filesPath, write } = await newProject();
    for (const name of ["..\\..\\evil", "a\nb", "a\u0007b", "C:evil", "invoice\u202Egnp.exe", "dot.", "<img src=x>"])
      write(name, name);
    writeFileSync(Buffer.concat([Buffer.from(`${filesPath}/`), Buffer.from([0x78, 0xff])]), "odd");
    const entries = await archiveOf(projectId);
    expect(entries.map(({ name }) => name).toSorted()).toEqual([
      "a-small-thing-download-notes.txt",
      "a-small-thing/.._.._evil",
      "a-small-thing/<img src=x>",
      "a-small-thing/C_evil",
      "a-small-thing/a_b",
      "a-small-thing/a_b~2",
      "a-small-thing/dot._",
      "a-small-thing/invoice_gnp.exe",
      "a-small-thing/x_",
    ]);
    const note = noteOf(entries);
    expect(note).toContain("- invoice\\u{202E}gnp.exe is invoice_gnp.exe");
    expect(note).toContain("- x\\xFF is x_");
    expect(note).toContain("- a\\u{A}b is a_b");
    // eslint-disable-next-line no-control-regex
    expect(note).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/u);
  });

  it("is refused with words when it is too much", async () => {
    const { projectId, write } = await newProject();
    write("a", "123");
    write("b", "123");
    for (const limits of [{ bytes: 5 }, { files: 1 }]) {
      const response = await ask("archive", projectId, "", { limits });
      expect([response.status, await messageOf(response)]).toEqual([
        413,
        expect.stringMatching(/^The workspace is too large for one download \(.+, 2 files; at most .+\)\. Copy it/),
      ]);
    }
  });

  it("is made no faster than it is read, and lets go of everything when its reader leaves", async () => {
    const { projectId, write } = await newProject();
    for (let file = 0; file < 40; file += 1) write(`${file}.bin`, randomBytes(4 * 1024 ** 2));
    const before = { files: openFiles(), rss: process.memoryUsage().rss };
    const response = await ask("archive", projectId);
    const reader = response.body?.getReader();
    await reader?.read();
    // Whatever would pile up has had its time: another file of the same size was read from beginning to end.
    await bytesOf(await askFile(projectId, "0.bin"));
    expect(process.memoryUsage().rss - before.rss).toBeLessThan(60 * 1024 ** 2);
    await reader?.cancel();
    await expect.poll(openFiles).toBeLessThanOrEqual(before.files);
  });

  it("says of a file that was swapped for a link meanwhile that it changed", async () => {
    const { projectId, filesPath, write } = await newProject();
    const outside = path.join(path.dirname(filesPath), "secret.txt");
    writeFileSync(outside, "secret");
    // Read slowly, so that there is time to swap what comes later.
    write("0.bin", randomBytes(8 * 1024 ** 2));
    mkdirSync(path.join(filesPath, "later"));
    write("later/a.txt");
    const held = openSync(path.join(filesPath, "0.bin"), "r");
    const response = await ask("archive", projectId);
    execFileSync("ln", ["-sfn", outside, path.join(filesPath, "later", "a.txt")]);
    const entries = readZip(await bytesOf(response));
    closeSync(held);
    expect(entries.map(({ name }) => name)).toEqual(["a-small-thing/0.bin", "a-small-thing-download-notes.txt"]);
    expect(noteOf(entries)).toMatch(/- later\/a\.txt: (link|changed while the archive was made)/);
  });
});
