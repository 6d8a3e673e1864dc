import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditFilter } from "../../contract/audit.ts";
import { ProjectId, UserId } from "../../contract/ids.ts";
import { newId } from "../../platform/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedDraft, seedUser } from "../../testing/project-factory.ts";
import { appendAudit, auditChoices, exportAudit, readAudit } from "./index.ts";

let database: TestDatabase;
let ada: string;
let grace: string;
let projectId: string;
const count = 130;
beforeAll(async () => {
  database = await createTestDatabase();
  ada = (await seedUser(database, { name: "Ada" })).id;
  grace = (await seedUser(database, { name: "Grace" })).id;
  projectId = await seedDraft(database, { ownerId: ada, title: "Ledger" });
  const { prisma } = database;
  for (let index = 0; index < count - 3; index += 1)
    await appendAudit(prisma, {
      actorId: ada,
      action: "setting.changed",
      subjectId: "a.key",
      detail: { from: null, to: index },
    });
  const answer = { projectId, kind: "permission", decision: "allow" };
  await appendAudit(prisma, { actorId: grace, action: "ask.answered", subjectId: "ask_1", detail: answer });
  await appendAudit(prisma, { actorId: ada, action: "user.disabled", subjectId: grace, detail: {} });
  await appendAudit(prisma, {
    actorId: null,
    action: "provider.switched",
    subjectId: projectId,
    detail: { to: "qwen" },
  });
});
afterAll(() => database.close());

const read = async (filter: AuditFilter = {}, cursor?: number, timeZone = "UTC") =>
  readAudit(database, { filter, timeZone, ...(cursor === undefined ? {} : { cursor }) });
const sequences = async (filter: AuditFilter) => (await read(filter)).entries.map(({ sequence }) => sequence);
const today = new Date().toISOString().slice(0, 10);

describe("the audit log", () => {
  it("is read page by page, the newest first, each entry once, whatever is written meanwhile", async () => {
    const seen: number[] = [];
    let cursor: number | undefined;
    do {
      const page = await read({}, cursor);
      seen.push(...page.entries.map(({ sequence }) => sequence));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => count - index));
  });

  it("says who, to whom and of which project by name", async () => {
    const [switched, disabled, answered] = (await read()).entries;
    expect(switched).toMatchObject({
      actor: null,
      project: { id: projectId, title: "Ledger" },
      detail: { to: "qwen" },
    });
    expect(disabled).toMatchObject({ actor: { name: "Ada" }, subjectName: "Grace", project: null });
    expect(answered).toMatchObject({ actor: { name: "Grace" }, project: { id: projectId } });
  });

  it("is filtered by person, kind, project and time, together", async () => {
    const project = ProjectId.parse(projectId);
    expect(await sequences({ actor: UserId.parse(grace) })).toEqual([count - 2]);
    expect(await sequences({ group: "people" })).toEqual([count - 1]);
    expect(await sequences({ project })).toEqual([count, count - 2]);
    expect(await sequences({ project, group: "answers" })).toEqual([count - 2]);
    expect(await sequences({ project, from: today, to: today })).toHaveLength(2);
    expect(await sequences({ from: "2200-01-01" })).toEqual([]);
    expect(await sequences({ to: "2020-12-31" })).toEqual([]);
    // A day begins when it does there.
    const ahead = await read({ to: today }, undefined, "Pacific/Kiritimati");
    const behind = await read({ from: today }, undefined, "Pacific/Kiritimati");
    expect(ahead.entries.length + behind.entries.length).toBeGreaterThanOrEqual(50);
  });

  it("offers what occurs to filter by", async () => {
    expect(await auditChoices(database)).toEqual({
      people: [
        { id: ada, name: "Ada" },
        { id: grace, name: "Grace" },
      ],
      projects: [{ id: projectId, name: "Ledger" }],
    });
  });

  it("is exported whole, the oldest first", async () => {
    const all: number[] = [];
    for await (const page of exportAudit(database, { filter: {}, timeZone: "UTC" }))
      all.push(...page.map(({ sequence }) => sequence));
    expect(all).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });

  it("counts the first of two midnights to the day, where the clock goes back across it", async () => {
    const id = newId("auditEntry");
    const at = new Date("2025-11-02T04:30:00Z");
    await database.prisma.auditEntry.create({ data: { id, at, action: "user.enabled", detail: {} } });
    const on = async (day: string) =>
      (await read({ from: day, to: day }, undefined, "America/Havana")).entries.map((entry) => entry.at);
    expect([await on("2025-11-01"), await on("2025-11-02")]).toEqual([[], [at]]);
  });
});
