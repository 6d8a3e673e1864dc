import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ToolManifest } from "../../contract/tools.ts";
import { storableObject } from "../../domain/events/index.ts";
import { offeredTools } from "../../domain/tools/index.ts";
import { createEgress } from "../../egress/egress.ts";
import { parseEnv } from "../../platform/env.ts";
import { serverFile } from "../../providers/scripted/scenarios/tool-builds/build-story.ts";
import { createWorkspace } from "../../sandbox/create-workspace.ts";
import { runnerMarkerOf } from "../../sandbox/process-marker.ts";
import { findCgroups } from "../../sandbox/walls/cgroups.ts";
import { domainPlace } from "../../testing/domain-place.ts";
import { advanceTo, claimOpenRun, seedDraft } from "../../testing/project-factory.ts";
import { aManifest, aToolFolder, seedTool } from "../../testing/tool-factory.ts";
import { silent } from "../../testing/web.ts";
import { submitProject } from "../../domain/projects/index.ts";
import { createSandboxing } from "../sandboxing.ts";
import { callTool, type ToolCallContext } from "./call-tool.ts";

// Accepted tools, called as agents' calls are carried out: real walls, a real MCP server, no agent.
const { database, domain, owner } = await domainPlace();
const hasCgroups = (await findCgroups()) !== null;
const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-tools-"));
const runtimePath = path.join(dataDir, "runtime");
let context: ToolCallContext;

beforeAll(async () => {
  chmodSync(dataDir, 0o711);
  mkdirSync(runtimePath, { mode: 0o711 });
  const env = parseEnv({ SPIRAL_DATA_DIR: dataDir }, dataDir);
  const runnerMarker = await runnerMarkerOf(dataDir, process.pid);
  const sandboxing = await createSandboxing({
    env,
    log: silent,
    runnerMarker,
    hostEnvironment: process.env,
    runtimePath,
  });
  sandboxing.judge({ profile: "service", ranAt: new Date(0).toISOString(), durationMs: 1, probes: [] });
  const projectId = await seedDraft(domain, { ownerId: owner.id });
  await submitProject(domain, { projectId, actorId: owner.id });
  await advanceTo(domain, projectId, "IMPLEMENT");
  const project = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const found = await sandboxing.forProject({ scenario: null });
  if (found.sandboxes === null) throw new Error(found.detail);
  const { filesPath } = await createWorkspace(dataDir, projectId, found.sandboxes.hostUid(project.sandboxNumber));
  writeFileSync(path.join(filesPath, "notes.txt"), "ours");
  context = {
    domain,
    lease: await claimOpenRun(domain, projectId),
    signal: new AbortController().signal,
    env,
    sandboxing,
    egress: createEgress({ socketFolder: runtimePath, log: silent, proxyEnvironment: {} }),
    runtimePath,
    project,
  };
}, 60_000);
afterAll(async () => {
  await context.egress.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const look = `    const { readFileSync, readdirSync, writeFileSync } = await import("node:fs");
    const may = (what) => { try { return what() ?? "yes"; } catch (error) { return error.code; } };
    return said(JSON.stringify({
      reads: may(() => readFileSync("notes.txt", "utf8")),
      writes: may(() => writeFileSync("written.txt", "x")),
      writesItself: may(() => writeFileSync("/tool/server.js", "x")),
      reachesOut: process.env.HTTPS_PROXY !== undefined,
      home: readdirSync(process.env.HOME),
    }));`;

const seed = async (name: string, rights: Partial<ToolManifest["rights"]>, work = look) => {
  const plain = aManifest({ name });
  const manifest = { ...plain, rights: { ...plain.rights, seconds: 60, ...rights } };
  return seedTool(domain, {
    projectId: context.project.id,
    manifest,
    files: { "server.js": serverFile(manifest, { input: "{ text: z.string() }", work }) },
  });
};

const widest: ToolManifest["rights"] = { files: "write", hosts: ["example.org"], seconds: 120, memoryMb: 1_024 };

/** As an agent would: by its name, among what is offered to it now. */
const call = async (name: string, input = { text: "hello" }): Promise<string> => {
  const offered = await offeredTools(domain, { projectId: context.project.id, role: "DEVELOPER" });
  const tool = offered.find(({ manifest }) => manifest.name === name);
  if (tool === undefined) throw new Error(`${name} is not offered.`);
  return callTool(context, { tool, toolUseId: `toolu_${name}`, input });
};
const rightsOf = async (name: string): Promise<unknown> => JSON.parse(await call(name));
const outcomeOf = async (versionId: string) =>
  (await database.prisma.toolUse.findFirstOrThrow({ where: { versionId } })).outcome;

describe("an accepted tool", { timeout: 60_000 }, () => {
  test("gives back what it says, and the call is written down", async () => {
    const { versionId } = await seed("greeter", {}, '    return said("Heard: " + input.text);');
    expect(await call("greeter")).toBe("Heard: hello");
    expect(await outcomeOf(versionId)).toBe("succeeded");
    expect(readdirSync(path.join(runtimePath, "tools"))).toEqual([]);
  });

  test("without files sees nothing of the project, nor anybody outside", async () => {
    await seed("blind", { files: "none" });
    expect(await rightsOf("blind")).toEqual({
      reads: "ENOENT",
      writes: "EROFS",
      writesItself: "EROFS",
      reachesOut: false,
      home: [],
    });
  });

  test("that may read changes nothing", async () => {
    await seed("reader", { files: "read" });
    expect(await rightsOf("reader")).toMatchObject({ reads: "ours", writes: "EROFS", writesItself: "EROFS" });
  });

  test("that may write changes the project's files, and not its own", async () => {
    await seed("writer", { files: "write" });
    expect(await rightsOf("writer")).toMatchObject({ reads: "ours", writes: "yes", writesItself: "EROFS" });
    const { id } = context.project;
    expect(readFileSync(path.join(dataDir, "workspaces", id, "files", "written.txt"), "utf8")).toBe("x");
  });

  test("has a way out only where it names a host, and none from a private project", async () => {
    await seed("caller", { hosts: ["api.example.org"] });
    expect(await rightsOf("caller")).toMatchObject({ reachesOut: true });
    const project = { ...context.project, private: true };
    const [tool] = (await offeredTools(domain, { projectId: project.id, role: "DEVELOPER" })).filter(
      ({ manifest }) => manifest.name === "caller",
    );
    if (tool === undefined) throw new Error("It is not offered.");
    const said = await callTool({ ...context, project }, { tool, toolUseId: "toolu_private", input: { text: "x" } });
    expect(JSON.parse(said)).toMatchObject({ reachesOut: false });
  });

  test("is not run when a file of it is not what was accepted", async () => {
    const { versionId, hash } = await seed("changed", {}, '    return said("The accepted one.");');
    expect(await call("changed")).toBe("The accepted one.");
    const file = path.join(dataDir, "tools", hash, "server.js");
    chmodSync(file, 0o644);
    writeFileSync(file, readFileSync(file, "utf8").replace("The accepted one.", "Another one."));
    await database.prisma.toolUse.deleteMany({ where: { versionId } });
    expect(await call("changed")).toContain("were changed");
    expect(await outcomeOf(versionId)).toBe("refused");
  });

  test("never changes where it is kept", async () => {
    const { versionId } = await seed("kept", {});
    for (const data of [
      { hash: "0".repeat(64) },
      { manifest: storableObject(aManifest({ name: "kept", rights: widest })) },
      { archive: new Uint8Array([1]) },
    ])
      await expect(database.prisma.toolVersion.update({ where: { id: versionId }, data })).rejects.toThrow(
        /never changes/,
      );
  });

  test("is not run when what is kept of it was changed past all that prevents it: its content, its rights", async () => {
    // With the very same rights.
    const other = await aToolFolder(aManifest({ name: "bent", rights: { ...aManifest().rights, seconds: 60 } }));
    for (const data of [
      { archive: new Uint8Array(other.archive) },
      { manifest: storableObject(aManifest({ name: "bent", rights: widest })) },
    ]) {
      const { toolId, versionId } = await seed("bent", {});
      await database.prisma.$transaction([
        database.prisma.$executeRaw`ALTER TABLE "ToolVersion" DISABLE TRIGGER "tool_version_is_final"`,
        database.prisma.toolVersion.update({ where: { id: versionId }, data }),
        database.prisma.$executeRaw`ALTER TABLE "ToolVersion" ENABLE TRIGGER "tool_version_is_final"`,
      ]);
      expect(await call("bent")).toContain("Nothing of it is run.");
      expect(await outcomeOf(versionId)).toBe("refused");
      await database.prisma.tool.update({ where: { id: toolId }, data: { removedAt: new Date() } });
    }
  });

  test.skipIf(!hasCgroups)("is ended when it takes more memory than it declares", async () => {
    const fills = "    return said(String(Buffer.alloc(Number(input.text) * 1024 * 1024, 1).length));";
    const { versionId } = await seed("greedy", { memoryMb: 128 }, fills);
    expect(await call("greedy", { text: "8" })).toBe(String(8 * 1024 * 1024));
    await database.prisma.toolUse.deleteMany({ where: { versionId } });
    expect(await call("greedy", { text: "400" })).toContain("did not work");
    expect(await outcomeOf(versionId)).toBe("crashed");
  });
});

test("nobody is offered what was not accepted, was switched off or removed, or is for others", async () => {
  const projectId = await seedDraft(domain, { ownerId: owner.id });
  const elsewhere = await seedDraft(domain, { ownerId: owner.id });
  const names = async (role: "DEVELOPER" | "QUALITY_ASSURANCE" = "DEVELOPER") =>
    (await offeredTools(domain, { projectId, role })).map(({ manifest }) => manifest.name).toSorted();
  await seedTool(domain, { projectId, manifest: aManifest({ name: "ours" }) });
  await seedTool(domain, { projectId, manifest: aManifest({ name: "proposed" }), status: "PROPOSED" });
  await seedTool(domain, { projectId, manifest: aManifest({ name: "refused" }), status: "REFUSED" });
  await seedTool(domain, { projectId: elsewhere, manifest: aManifest({ name: "theirs" }) });
  const off = await seedTool(domain, { projectId, manifest: aManifest({ name: "off" }) });
  await database.prisma.tool.update({ where: { id: off.toolId }, data: { enabled: false } });
  const gone = await seedTool(domain, { projectId, manifest: aManifest({ name: "gone" }) });
  await database.prisma.tool.update({ where: { id: gone.toolId }, data: { removedAt: new Date() } });
  expect(await names()).toEqual(["ours"]);
  expect(await names("QUALITY_ASSURANCE")).toEqual([]);
});
