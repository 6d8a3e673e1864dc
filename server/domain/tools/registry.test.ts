import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../platform/ids.ts";
import { systemClock } from "../../platform/clock.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedDraft, seedUser } from "../../testing/project-factory.ts";
import { aManifest, aToolFolder, seedTool } from "../../testing/tool-factory.ts";
import {
  bringInTool,
  changeTool,
  lookIntoTool,
  searchTools,
  toolDetail,
  toolSource,
  toolVersionArchive,
  toolViews,
} from "./index.ts";

let database: TestDatabase;
let domain: { prisma: TestDatabase["prisma"]; clock: typeof systemClock };
let admin: Awaited<ReturnType<typeof seedUser>>;
let owner: Awaited<ReturnType<typeof seedUser>>;
let other: Awaited<ReturnType<typeof seedUser>>;
let projectId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  domain = { prisma: database.prisma, clock: systemClock };
  admin = await seedUser(database);
  owner = await seedUser(database, { role: "MEMBER", name: "Grace" });
  other = await seedUser(database, { role: "MEMBER", name: "Eve" });
  projectId = await seedDraft(database, { ownerId: owner.id });
});
afterAll(() => database.close());

const named = (name: string, over = {}) => aManifest({ name, ...over });
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

const use = (versionId: string, outcome: string, durationMs: number) =>
  database.prisma.toolUse.create({
    data: { id: newId("toolUse"), versionId, projectId, runId: "run_x", toolUseId: "tu_x", outcome, durationMs },
  });

describe("who sees a tool", () => {
  it("is whoever sees its project; what all projects have everybody sees", async () => {
    const own = await seedTool(database, { projectId, manifest: named("of_a_project") });
    const all = await seedTool(database, { projectId: null, manifest: named("of_all") });
    const seen = async (viewer: typeof admin) =>
      (await toolViews(domain, { viewer }))
        .filter(({ id }) => [own.toolId, all.toolId].includes(id))
        .map(({ name, mayChange }) => [name, mayChange]);
    expect(await seen(admin)).toEqual([
      ["of_a_project", true],
      ["of_all", true],
    ]);
    expect(await seen(owner)).toEqual([
      ["of_a_project", true],
      ["of_all", false],
    ]);
    expect(await seen(other)).toEqual([["of_all", false]]);
    expect(await refusalOf(toolDetail(domain, { viewer: other, toolId: own.toolId }))).toMatch(/may not see it/);
    expect(await refusalOf(toolSource(domain, { viewer: other, versionId: own.versionId }))).toMatch(/may not see it/);
    expect(await toolVersionArchive(domain, { viewer: other, versionId: own.versionId })).toBeNull();
    expect((await toolVersionArchive(domain, { viewer: owner, versionId: own.versionId }))?.hash).toBe(own.hash);
  });
});

describe("a tool's versions", () => {
  it("are all told of; in use is the newest accepted one, and the source stands beside the accepted one before", async () => {
    const first = await seedTool(database, {
      projectId,
      manifest: named("grows"),
      files: { "server.js": "one\n", "gone.js": "gone\n" },
    });
    const next = await seedTool(database, {
      projectId,
      toolId: first.toolId,
      manifest: named("grows", { version: "1.1.0" }),
      files: { "server.js": "two\n", "new.js": "new\n" },
      status: "PROPOSED",
    });
    const detail = await toolDetail(domain, { viewer: owner, toolId: first.toolId });
    expect(detail.current?.id).toBe(first.versionId);
    expect(detail.versions.map(({ number, status }) => [number, status])).toEqual([
      [2, "PROPOSED"],
      [1, "ACCEPTED"],
    ]);
    const source = await toolSource(domain, { viewer: owner, versionId: next.versionId });
    expect(source).toEqual(
      expect.arrayContaining([
        { path: "server.js", text: "two\n", before: "one\n", change: "modified" },
        { path: "new.js", text: "new\n", before: null, change: "added" },
        { path: "gone.js", text: null, before: "gone\n", change: "deleted" },
      ]),
    );
    const [file] = await toolSource(domain, { viewer: owner, versionId: first.versionId });
    expect(file).not.toHaveProperty("before");
  });

  it("have what came of their calls, measured", async () => {
    const { toolId, versionId } = await seedTool(database, { projectId, manifest: named("is_used") });
    const before = await toolDetail(domain, { viewer: owner, toolId });
    expect(before.usage).toEqual({ calls: 0, failures: 0, medianMs: null, lastUsedAt: null });
    for (const [outcome, ms] of [
      ["succeeded", 100],
      ["succeeded", 300],
      ["crashed", 200],
      ["refused", 1],
    ] as const)
      await use(versionId, outcome, ms);
    const { usage, recentUses } = await toolDetail(domain, { viewer: owner, toolId });
    // What was not started took no time of its own.
    expect(usage).toMatchObject({ calls: 4, failures: 2, medianMs: 200 });
    expect(recentUses).toHaveLength(4);
  });
});

describe("changing a tool", () => {
  it("is for admins, and of a project's own tool for whoever steers the project", async () => {
    const own = await seedTool(database, { projectId, manifest: named("changes") });
    const all = await seedTool(database, { projectId: null, manifest: named("changes_too") });
    const change = (toolId: string, actor: typeof admin, what: "enable" | "disable" | "remove" = "disable") =>
      refusalOf(changeTool(domain, { toolId, change: what, actor }));
    expect(await change(own.toolId, other)).toMatch(/may not see it/);
    expect(await change(all.toolId, owner)).toMatch(/Only an admin/);
    expect(await change(own.toolId, owner)).toBeNull();
    expect((await toolDetail(domain, { viewer: owner, toolId: own.toolId })).enabled).toBe(false);
    expect(await change(own.toolId, owner, "enable")).toBeNull();
    expect(await change(own.toolId, owner, "remove")).toBeNull();
    expect(await change(own.toolId, owner, "enable")).toMatch(/has been removed/);
    const removed = await toolDetail(domain, { viewer: owner, toolId: own.toolId });
    expect([removed.removedAt === null, removed.enabled, removed.mayChange]).toEqual([false, false, false]);
    expect((await toolViews(domain, { viewer: admin })).some(({ id }) => id === own.toolId)).toBe(false);
  });
});

describe("bringing a tool in", () => {
  const bringIn = (archive: Buffer, hash: string) => bringInTool(domain, { archive, hash, actorId: admin.id });

  it("accepts exactly what was looked at, once more as the next version", async () => {
    const one = await aToolFolder(named("from_outside"));
    const found = await lookIntoTool(domain, { archive: one.archive });
    expect(found).toMatchObject({ hash: one.hash, manifest: { name: "from_outside" } });
    expect(found.source.map(({ path }) => path)).toEqual(["server.js", "tool.json"]);

    const changed = await aToolFolder(named("from_outside"), { "server.js": "// Another.\n" });
    expect(await refusalOf(bringIn(changed.archive, one.hash))).toMatch(/not what you have looked at/);

    const { toolId } = await bringIn(one.archive, one.hash);
    expect(await bringIn(changed.archive, changed.hash)).toEqual({ toolId });
    const detail = await toolDetail(domain, { viewer: other, toolId });
    expect(detail.versions.map(({ number, hash, decidedBy }) => [number, hash, decidedBy])).toEqual([
      [2, changed.hash, "Ada"],
      [1, one.hash, "Ada"],
    ]);
  });

  it("shows it beside the version in use that it would follow, whose agents keep it", async () => {
    const rights = (over: object) => ({ rights: { ...aManifest().rights, ...over } });
    const first = await aToolFolder(named("follows"), { "server.js": "one\n" });
    expect((await lookIntoTool(domain, { archive: first.archive })).replaces).toBeNull();
    const { toolId } = await bringIn(first.archive, first.hash);
    await database.prisma.tool.update({ where: { id: toolId }, data: { agents: ["DEVELOPER"] } });
    const next = await aToolFolder(named("follows", { version: "1.1.0", ...rights({ files: "write" }) }), {
      "server.js": "two\n",
    });
    const found = await lookIntoTool(domain, { archive: next.archive });
    expect(found.replaces).toMatchObject({
      toolId,
      enabled: true,
      agents: ["DEVELOPER"],
      inUse: { number: 1, version: "1.0.0", rights: { files: "none" } },
    });
    expect(found.source).toContainEqual({ path: "server.js", text: "two\n", before: "one\n", change: "modified" });
    await bringIn(next.archive, next.hash);
    expect((await toolDetail(domain, { viewer: admin, toolId })).agents).toEqual(["DEVELOPER"]);
    expect(await refusalOf(bringIn(next.archive, next.hash))).toMatch(/Exactly this is the version of follows in use/);
  });

  it("carries an export over unchanged", async () => {
    const { versionId, hash } = await seedTool(database, { projectId, manifest: named("travels") });
    const exported = await toolVersionArchive(domain, { viewer: owner, versionId });
    expect((await lookIntoTool(domain, { archive: exported?.archive ?? new Uint8Array() })).hash).toBe(hash);
  });

  it.each([
    ["no archive", async () => Buffer.from("hello"), /no packed tar/],
    [
      "rights beyond what any tool may have",
      async () => (await aToolFolder(aManifest({ rights: { ...aManifest().rights, seconds: 10_000 } }))).archive,
      /rights\.seconds/,
    ],
    [
      "a schema that is too long to be given to every agent",
      async () => {
        const long = {
          type: "object",
          properties: { text: { type: "string", description: "x".repeat(4_000) } },
        } as const;
        return (await aToolFolder(aManifest({ input: long }))).archive;
      },
      /at most 3000 characters/,
    ],
    ["a program that is not there", async () => (await aToolFolder(aManifest({ main: "no.js" }))).archive, /no\.js/],
  ] as const)("refuses %s in words", async (_what, archive, words) => {
    expect(await refusalOf(lookIntoTool(domain, { archive: await archive() }))).toMatch(words);
  });
});

describe("what an agent asks for", () => {
  it("is looked for in the registry: what comes near it, the nearest first, of what its project may use", async () => {
    const described = (name: string, description: string) => aManifest({ name, description });
    await seedTool(database, { projectId, manifest: described("page_reader", "Reads tables out of scanned pages.") });
    await seedTool(database, { projectId: null, manifest: described("table_maker", "Draws a table of figures.") });
    const elsewhere = await seedDraft(database, { ownerId: owner.id });
    await seedTool(database, { projectId: elsewhere, manifest: described("scan_it", "Reads scanned tables.") });
    const off = await seedTool(database, { projectId, manifest: described("old_scan", "Reads scanned tables, too.") });
    await changeTool(domain, { toolId: off.toolId, change: "disable", actor: admin });
    const found = await searchTools(domain, {
      projectId,
      words: "scan table reader: reads a table out of a scanned page",
    });
    const ours = found
      .map(({ name }) => name)
      .filter((name) => /^(?:page_reader|table_maker|scan_it|old_scan)$/.test(name));
    expect(ours).toEqual(["page_reader", "table_maker"]);
    expect(await searchTools(domain, { projectId, words: "zzz qqq" })).toEqual([]);
  });
});
