import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { projectStatuses, type ProjectStatus } from "../contract/statuses.ts";
import type { SettingValues } from "../contract/settings.ts";
import { archiveProject, unarchiveProject } from "../domain/projects/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { readStorage, removeOrphan, removeWorkspace } from "../domain/workspaces/index.ts";
import { newId } from "../platform/ids.ts";
import { makeDeep, makeOdd } from "../sandbox/testing-trees.ts";
import { createWorkspace } from "../sandbox/create-workspace.ts";
import { workspacesFolder } from "../sandbox/workspace-files.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { seedDraft } from "../testing/project-factory.ts";
import { createUser, plainDomain, silent, testDataDir } from "../testing/web.ts";
import { createRetention } from "./retention.ts";

const day = 24 * 60 * 60 * 1_000;
const root = workspacesFolder(testDataDir);

let database: TestDatabase;
let owner: { id: string };
beforeAll(async () => {
  database = await createTestDatabase();
  owner = await createUser(plainDomain(database), { role: "ADMIN" });
});
afterAll(() => database.close());
/** The time as everything under test has it. */
let now: Date;
const clock = { now: () => now };
const domain = () => plainDomain(database, { clock });
const later = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};
beforeEach(() => {
  now = new Date("2026-11-21T10:00:00Z");
});
afterEach(async () => {
  execFileSync("rm", ["-rf", root]);
  await database.prisma.project.deleteMany();
  await database.prisma.orphanedWorkspace.deleteMany();
  await database.prisma.setting.deleteMany();
});

const set = (values: Partial<SettingValues>) => writeSettings(domain(), { values, actorId: owner.id });
const retention = (signal = new AbortController().signal) =>
  createRetention({ domain: domain(), log: silent, dataDir: testDataDir, signal });
const round = async (): Promise<void> => {
  await retention().look();
  await retention().remove();
};
const rowOf = (id: string) => database.prisma.project.findUniqueOrThrow({ where: { id } });
const folderOf = (id: string): string => path.join(root, id);

/** A project in a state, with a file in each part of its workspace. */
const newProject = async (status: ProjectStatus = "SUCCEEDED", archivedAt: Date | null = null): Promise<string> => {
  const id = await seedDraft(database, { ownerId: owner.id });
  const hasEnded = ["SUCCEEDED", "FAILED", "CANCELLED"].includes(status);
  await database.prisma.project.update({
    where: { id },
    data: {
      status,
      archivedAt,
      finishedAt: hasEnded ? new Date("2026-11-20T10:00:00Z") : null,
      ...(status === "WAITING" && { hold: { reason: "attention", message: "m", fix: "f" } }),
      ...((status === "WAITING" || status === "PAUSED") && { heldFrom: "RUNNING" }),
    },
  });
  const { filesPath, homePath, attemptsPath } = await createWorkspace(testDataDir, id, null);
  for (const folder of [filesPath, homePath, path.join(attemptsPath, "att_1")]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "file"), "content");
  }
  return id;
};
/** A process of it that has not been confirmed gone. */
const openAttempt = async (projectId: string): Promise<void> => {
  const runId = newId("run");
  await database.prisma.run.create({
    data: { id: runId, projectId, cycle: 1, operation: "PLAN", round: 0, status: "CANCELLED", input: {} },
  });
  await database.prisma.attempt.create({ data: { id: newId("attempt"), runId, leaseToken: 1, runnerId: "rnr_x" } });
};
const isWhole = (id: string): boolean =>
  ["files", "home", "attempts/att_1"].every((part) => existsSync(path.join(folderOf(id), part, "file")));

describe("the rule for archived projects", () => {
  it("touches nothing of a project that is not archived, in whatever state, however old", async () => {
    await set({ "retention.removeArchivedAfterDays": 1, "retention.attemptOutputsAfterDays": null });
    const ids = await Promise.all(projectStatuses.map((status) => newProject(status)));
    later(3_650 * day);
    await round();
    await round();
    for (const id of ids) {
      expect([isWhole(id), (await rowOf(id)).workspaceRemovedAt]).toEqual([true, null]);
      await expect(removeWorkspace(domain(), { projectId: id, actorId: owner.id })).rejects.toThrow(
        /Archive the project/,
      );
    }
  });

  it.each(projectStatuses.filter((status) => !["SUCCEEDED", "FAILED", "CANCELLED"].includes(status)))(
    "cannot have a project archived that is %s, not even by a statement of its own",
    async (status) => {
      const id = await newProject(status);
      await expect(archiveProject(domain(), { projectId: id, actorId: owner.id })).rejects.toThrow(/has ended/);
      for (const data of [
        { archivedAt: now },
        { workspaceRemovedAt: now },
        { archivedAt: now, workspaceRemovedAt: now },
      ])
        await expect(database.prisma.project.update({ where: { id }, data })).rejects.toThrow(/constraint/);
    },
  );

  it("removes what has been archived for longer, and that completely; what has not been stays", async () => {
    await set({ "retention.removeArchivedAfterDays": 30 });
    const old = await newProject("SUCCEEDED", new Date(now.getTime() - 30 * day));
    const recent = await newProject("FAILED", new Date(now.getTime() - 30 * day + 1));
    const busy = await newProject("CANCELLED", new Date(now.getTime() - 90 * day));
    await openAttempt(busy);
    makeOdd(path.join(folderOf(old), "files"));
    makeDeep(path.join(folderOf(old), "home"), 300);
    await round();
    expect(readdirSync(root).toSorted()).toEqual([recent, busy].toSorted());
    expect([isWhole(recent), isWhole(busy)]).toEqual([true, true]);
    expect(await rowOf(old)).toMatchObject({ workspaceRemovedAt: now, workspaceBytes: 0n, workspaceFiles: 0 });
    expect(await rowOf(busy)).toMatchObject({ workspaceRemovedAt: null });
    const events = await database.prisma.event.findMany({ where: { projectId: old } });
    expect(events.map(({ payload }) => payload)).toEqual([{ type: "workspace.removed", by: null, bytes: null }]);
  });

  it("is off until somebody sets it", async () => {
    const id = await newProject("SUCCEEDED", new Date(0));
    await round();
    expect(isWhole(id)).toBe(true);
  });
});

describe("removing by hand", () => {
  it("archives, removes, and stays removed; everything is recorded", async () => {
    const id = await newProject();
    const options = { projectId: id, actorId: owner.id };
    await archiveProject(domain(), options);
    await archiveProject(domain(), options);
    await retention().look();
    const bytes = Number((await rowOf(id)).workspaceBytes);
    expect(bytes).toBeGreaterThan(0);
    await removeWorkspace(domain(), options);
    await expect(removeWorkspace(domain(), options)).rejects.toThrow(/removed already/);
    await expect(unarchiveProject(domain(), options)).rejects.toThrow(/stays archived/);
    await retention().remove();
    expect(readdirSync(root)).toEqual([]);
    const { name } = await database.prisma.user.findUniqueOrThrow({ where: { id: owner.id } });
    const events = await database.prisma.event.findMany({ where: { projectId: id }, orderBy: { sequence: "asc" } });
    expect(events.map(({ payload }) => payload)).toEqual([
      { type: "project.archived", by: name },
      { type: "workspace.removed", by: name, bytes },
    ]);
    const audit = await database.prisma.auditEntry.findMany({ where: { subjectId: id } });
    expect(audit.map(({ action }) => action).toSorted()).toEqual(["project.archived", "workspace.removed"]);
  });

  it("waits until a process that still ends has ended", async () => {
    const id = await newProject("CANCELLED", now);
    await openAttempt(id);
    await expect(removeWorkspace(domain(), { projectId: id, actorId: owner.id })).rejects.toThrow(/still ending/);
    await database.prisma.attempt.updateMany({ data: { endedAt: now } });
    await removeWorkspace(domain(), { projectId: id, actorId: owner.id });
  });

  it("goes on where a runner that died has left it, also when the folder was out of the way already", async () => {
    const [begun, moved] = [await newProject("SUCCEEDED", now), await newProject("SUCCEEDED", now)];
    for (const projectId of [begun, moved]) await removeWorkspace(domain(), { projectId, actorId: owner.id });
    execFileSync("mv", [folderOf(moved), path.join(root, `.removing-${moved}-abc`)]);
    mkdirSync(path.join(root, ".removing-prj_gone-abc", "files"), { recursive: true });
    await retention(AbortSignal.abort()).remove();
    expect((await rowOf(begun)).workspaceBytes).toBeNull();
    await round();
    expect(readdirSync(root)).toEqual([]);
    for (const id of [begun, moved]) expect((await rowOf(id)).workspaceBytes).toBe(0n);
  });

  it("removes again what turns up again, and is done at once where there never was anything", async () => {
    const id = await newProject("SUCCEEDED", now);
    await removeWorkspace(domain(), { projectId: id, actorId: owner.id });
    execFileSync("mv", [root, `${root}-away`]);
    await round();
    expect((await rowOf(id)).workspaceBytes).toBe(0n);
    execFileSync("mv", [`${root}-away`, root]);
    await round();
    expect([readdirSync(root), (await rowOf(id)).workspaceBytes]).toEqual([[], 0n]);
  });

  it(
    "of twenty who archive, take out and remove at the same time, the database lets exactly one story be true",
    { timeout: 60_000 },
    async () => {
      let removals = 0;
      for (let times = 0; times < 25; times += 1) {
        const id = await newProject("SUCCEEDED", times % 2 === 0 ? now : null);
        const options = { projectId: id, actorId: owner.id };
        const acts = [archiveProject, unarchiveProject, removeWorkspace, unarchiveProject] as const;
        const attempts = Array.from({ length: 20 }, async (_, index) => acts[(index + times) % 4]?.(domain(), options));
        await Promise.allSettled(attempts);
        await Promise.all([retention().remove(), retention().remove()]);
        const { archivedAt, workspaceRemovedAt } = await rowOf(id);
        const events = await database.prisma.event.findMany({ where: { projectId: id }, orderBy: { sequence: "asc" } });
        const kinds = events.map(({ type }) => type);
        if (workspaceRemovedAt === null) expect(isWhole(id)).toBe(true);
        else {
          removals += 1;
          expect([archivedAt === null, existsSync(folderOf(id))]).toEqual([false, false]);
          // Nothing was taken out of the archive after the decision.
          expect(kinds.filter((kind) => kind === "workspace.removed")).toHaveLength(1);
          expect(kinds.at(-1)).toBe("workspace.removed");
        }
        // In the log a project is archived and taken out by turns.
        const turns = kinds.filter((kind) => kind !== "workspace.removed");
        for (const [index, kind] of turns.entries()) expect(kind).not.toBe(turns[index + 1]);
      }
      expect(removals).toBeGreaterThan(0);
      expect(removals).toBeLessThan(25);
    },
  );
});

describe("measuring", () => {
  it("says what du says, for projects and for folders of none", async () => {
    const id = await newProject("RUNNING");
    makeOdd(path.join(folderOf(id), "files"));
    mkdirSync(path.join(root, "prj_nobody"));
    writeFileSync(path.join(root, "prj_nobody", "file"), Buffer.alloc(50_000));
    await retention().look();
    const du = (folder: string): number =>
      Number(/^\d+/.exec(execFileSync("du", ["-s", "-B1", folderOf(folder)]).toString())?.[0]);
    expect(await rowOf(id)).toMatchObject({
      workspaceBytes: BigInt(du(id)),
      workspaceMeasuredAt: now,
      workspacePartly: false,
    });
    const storage = await readStorage(domain(), { dataDir: testDataDir });
    expect(storage).toMatchObject({
      workspaces: [{ projectId: id, size: { bytes: du(id) }, removing: false, archivedAt: null }],
      orphans: [{ folder: "prj_nobody", size: { bytes: du("prj_nobody"), files: 1 }, removing: false }],
      total: { workspaces: 1, bytes: du(id) },
      rules: { removeArchivedAfterDays: null, attemptOutputsAfterDays: 30 },
    });
    expect(storage.disk?.totalBytes).toBeGreaterThan(storage.disk?.freeBytes ?? Number.POSITIVE_INFINITY);
  });

  it("looks at what may change every ten minutes, once more after its end, and then once a day", async () => {
    const [running, ended] = [await newProject("RUNNING"), await newProject("SUCCEEDED")];
    const measuredAt = async () => [
      (await rowOf(running)).workspaceMeasuredAt,
      (await rowOf(ended)).workspaceMeasuredAt,
    ];
    await retention().look();
    const first = now;
    later(10 * 60 * 1_000 - 1);
    await retention().look();
    expect(await measuredAt()).toEqual([first, first]);
    later(1);
    await retention().look();
    const second = now;
    expect(await measuredAt()).toEqual([second, first]);
    await database.prisma.project.update({ where: { id: running }, data: { status: "SUCCEEDED", finishedAt: now } });
    later(1_000);
    await retention().look();
    const third = now;
    expect(await measuredAt()).toEqual([third, first]);
    later(first.getTime() + day - now.getTime());
    await retention().look();
    expect(await measuredAt()).toEqual([third, now]);
  });

  it("is done by one of several runners", async () => {
    const id = await newProject("RUNNING");
    writeFileSync(path.join(folderOf(id), "files", "more"), "x");
    await Promise.all([1, 2, 3].map(() => retention().look()));
    expect((await rowOf(id)).workspaceFiles).toBe(4);
  });
});

describe("folders of no project", () => {
  const orphan = "prj_nobody";
  beforeEach(() => {
    mkdirSync(path.join(root, orphan, "files"), { recursive: true });
  });

  it("are shown, removed by no rule, and removed when an admin says so", async () => {
    await set({ "retention.removeArchivedAfterDays": 1 });
    mkdirSync(path.join(root, "lost+found"));
    await round();
    later(1_000 * day);
    await round();
    expect(readdirSync(root).toSorted()).toEqual(["lost+found", orphan]);
    const foldersShown = async () =>
      (await readStorage(domain(), { dataDir: testDataDir })).orphans.map(({ folder }) => folder);
    expect(await foldersShown()).toEqual([orphan]);
    await removeOrphan(domain(), { folder: orphan, actorId: owner.id });
    await round();
    expect(readdirSync(root)).toEqual(["lost+found"]);
    expect(await foldersShown()).toEqual([]);
    await expect(removeOrphan(domain(), { folder: orphan, actorId: owner.id })).rejects.toThrow(/no such folder/);
  });

  it("are none any more when they turn out to be a project's", async () => {
    await retention().look();
    await removeOrphan(domain(), { folder: orphan, actorId: owner.id });
    const id = await newProject("RUNNING");
    await database.prisma.orphanedWorkspace.create({ data: { folder: id, removeAskedAt: now } });
    await expect(removeOrphan(domain(), { folder: id, actorId: owner.id })).rejects.toThrow(/belongs to a project/);
    await round();
    expect(readdirSync(root)).toEqual([id]);
    expect(isWhole(id)).toBe(true);
  });
});

describe("outputs of attempts", () => {
  it("go when their project has ended for so many days, and nothing else of it", async () => {
    const [ended, archived, recent, running] = [
      await newProject("FAILED"),
      await newProject("SUCCEEDED", now),
      await newProject("SUCCEEDED"),
      await newProject("RUNNING"),
    ];
    later(29 * day - 1);
    await database.prisma.project.update({ where: { id: recent }, data: { finishedAt: now } });
    await round();
    expect([ended, archived, recent, running].map(isWhole)).toEqual([true, true, true, true]);
    later(1);
    await round();
    expect([ended, archived, recent, running].map(isWhole)).toEqual([false, false, true, true]);
    for (const id of [ended, archived]) expect(readdirSync(folderOf(id)).toSorted()).toEqual(["files", "home"]);
    expect(readdirSync(root)).toHaveLength(4);
  });

  it("stay where that is switched off", async () => {
    await set({ "retention.attemptOutputsAfterDays": null });
    const id = await newProject("FAILED");
    later(3_000 * day);
    await round();
    expect(isWhole(id)).toBe(true);
  });
});
