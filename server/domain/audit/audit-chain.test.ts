import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../platform/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { appendAudit, checkAudit } from "./index.ts";

let database: TestDatabase;
/** Who may switch triggers off: the owner of the tables. */
let owner: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

const write = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      appendAudit(database.prisma, {
        actorId: null,
        action: "setting.changed",
        subjectId: `key.${index}`,
        detail: { from: null, to: index, text: "“quoted”, \\ and \n ½" },
      }),
    ),
  );
/** Whatever the append-only triggers would refuse. */
const tamper = async (sql: string): Promise<void> => {
  await owner.query(`ALTER TABLE "AuditEntry" DISABLE TRIGGER USER`);
  await owner.query(sql);
  await owner.query(`ALTER TABLE "AuditEntry" ENABLE TRIGGER USER`);
};
const check = () => checkAudit(database);
const problems = async () => (await check()).problems;

beforeEach(async () => {
  await tamper(`DELETE FROM "AuditEntry"; UPDATE "AuditHead" SET "sequence" = 0, "hash" = ''`);
});

describe("the audit chain", () => {
  it("is one, numbered without gaps, however many write at once", async () => {
    await Promise.all(Array.from({ length: 20 }, () => write(10)));
    const report = await check();
    expect(report).toMatchObject({ entries: 200, whole: true, problems: [] });
    const last = await database.prisma.auditEntry.findFirstOrThrow({ orderBy: { sequence: "desc" } });
    expect([last.sequence, last.hash]).toEqual([200, report.hash]);
  });

  it("lets transactions write before, between and after their other work, in any order of locks", async () => {
    const settings = Array.from({ length: 4 }, (_, index) => `lock.${index}`);
    await database.prisma.setting.createMany({ data: settings.map((key) => ({ key, value: 0 })) });
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        database.prisma.$transaction(
          async (tx) => {
            const entry = { actorId: null, action: "setting.changed", subjectId: null, detail: {} } as const;
            await appendAudit(tx, entry);
            await tx.setting.update({ where: { key: `lock.${index % 4}` }, data: { value: index } });
            await appendAudit(tx, entry);
          },
          { maxWait: 20_000, timeout: 20_000 },
        ),
      ),
    );
    expect(await check()).toMatchObject({ entries: 80, whole: true });
  });

  it("has nothing of a transaction that did not commit", async () => {
    await write(1);
    const failed = database.prisma.$transaction(async (tx) => {
      await appendAudit(tx, { actorId: null, action: "setting.changed", subjectId: null, detail: {} });
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    await write(1);
    expect(await check()).toMatchObject({ entries: 2, whole: true });
  });

  it("lets nobody choose a place, or change one that is taken", async () => {
    await write(2);
    await database.prisma.auditEntry.create({
      data: { id: newId("auditEntry"), action: "setting.changed", detail: {}, sequence: 1, hash: "mine" },
    });
    expect(await check()).toMatchObject({ entries: 3, whole: true });
    const refused = [
      `UPDATE "AuditEntry" SET "action" = 'x' WHERE "sequence" = 2`,
      `UPDATE "AuditEntry" SET "hash" = 'x' WHERE "sequence" = 2`,
      `UPDATE "AuditEntry" SET "sequence" = NULL WHERE "sequence" = 2`,
      `DELETE FROM "AuditEntry" WHERE "sequence" = 2`,
      `TRUNCATE "AuditEntry"`,
    ];
    for (const sql of refused) await expect(owner.query(sql)).rejects.toThrow(/append-only/);
    // Not even what its own transaction has just written.
    const own = owner.query(`
      BEGIN;
      INSERT INTO "AuditEntry" ("id", "action", "detail") VALUES ('aud_x', 'setting.changed', '{}');
      UPDATE "AuditEntry" SET "action" = 'other', "sequence" = 99 WHERE "id" = 'aud_x';
      COMMIT`);
    await expect(own).rejects.toThrow(/append-only/);
    await owner.query("ROLLBACK");
    expect(await check()).toMatchObject({ entries: 3, whole: true });
  });
});

describe("a check of it", () => {
  beforeEach(() => write(9));

  it.each([
    ["who did it", `"actorId" = 'usr_other'`],
    ["what was done", `"action" = 'sign_in.succeeded'`],
    ["when", `"at" = "at" - interval '1 second'`],
    ["to what", `"subjectId" = 'other'`],
    ["of which project", `"projectId" = 'prj_other'`],
    ["the detail", `"detail" = '{"from": null, "to": 77}'`],
    ["the hash itself", `"hash" = repeat('0', 64)`],
  ])("finds an altered entry: %s", async (_what, set) => {
    await tamper(`UPDATE "AuditEntry" SET ${set} WHERE "sequence" = 5`);
    expect((await problems())[0]).toEqual({ kind: "altered", sequence: 5 });
  });

  it("finds an entry that is altered with its own hash put right", async () => {
    await tamper(`
      UPDATE "AuditEntry" AS e SET "actorId" = 'usr_other', "hash" = spiral_audit_hash(
        (SELECT "hash" FROM "AuditEntry" WHERE "sequence" = 4), 5, e."id", e."at", 'usr_other', e."action", e."subjectId",
        e."projectId", e."detail")
      WHERE "sequence" = 5`);
    expect((await problems())[0]).toEqual({ kind: "altered", sequence: 6 });
  });

  it("finds a deleted entry: the first, one in the middle, the last", async () => {
    await tamper(`DELETE FROM "AuditEntry" WHERE "sequence" = 5`);
    expect((await problems())[0]).toEqual({ kind: "missing", sequence: 6 });
    await tamper(`DELETE FROM "AuditEntry" WHERE "sequence" = 1`);
    expect((await problems())[0]).toEqual({ kind: "missing", sequence: 2 });
    await tamper(`DELETE FROM "AuditEntry" WHERE "sequence" = 9`);
    expect(await problems()).toContainEqual({ kind: "cut", sequence: 9 });
  });

  it("finds an inserted entry: past the chain, and in its middle", async () => {
    await tamper(`INSERT INTO "AuditEntry" ("id", "action", "detail") VALUES ('aud_x', 'setting.changed', '{}')`);
    expect(await problems()).toEqual([{ kind: "unchained", sequence: 1 }]);
    await tamper(`DELETE FROM "AuditEntry" WHERE "id" = 'aud_x'`);
    await tamper(`UPDATE "AuditEntry" SET "sequence" = "sequence" + 100 WHERE "sequence" > 4`);
    await tamper(`UPDATE "AuditEntry" SET "sequence" = "sequence" - 99 WHERE "sequence" > 100`);
    await tamper(`
      INSERT INTO "AuditEntry" ("id", "action", "detail", "sequence", "hash")
      SELECT 'aud_x', 'setting.changed', '{}', 5,
        spiral_audit_hash("hash", 5, 'aud_x', now(), NULL, 'setting.changed', NULL, NULL, '{}')
      FROM "AuditEntry" WHERE "sequence" = 4`);
    expect((await problems())[0]).toMatchObject({ kind: "altered" });
  });

  it("finds an end that was written by hand", async () => {
    await tamper(`
      INSERT INTO "AuditEntry" ("id", "at", "action", "detail", "sequence", "hash")
      SELECT 'aud_x', '2026-11-28T10:00:00Z', 'setting.changed', '{}', 10,
        spiral_audit_hash("hash", 10, 'aud_x', '2026-11-28T10:00:00Z', NULL, 'setting.changed', NULL, NULL, '{}')
      FROM "AuditEntry" WHERE "sequence" = 9`);
    expect(await problems()).toEqual([{ kind: "altered", sequence: 10 }]);
  });
});
