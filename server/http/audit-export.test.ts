import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { appendAudit, checkAudit } from "../domain/audit/index.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createUser, plainDomain, signInAs, type TestUser } from "../testing/web.ts";
import { handleAuditExport } from "./audit-export.ts";

const rules = { allowedHosts: ["localhost"], publicOrigin: null };
const Entries = z.array(z.looseObject({ sequence: z.number(), what: z.string(), hash: z.string() }));

let database: TestDatabase;
let admin: TestUser;
let member: TestUser;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = await createUser(plainDomain(database), { role: "ADMIN" });
  member = await createUser(plainDomain(database));
  await database.prisma.user.update({ where: { id: admin.id }, data: { name: "=cmd|' /C calc'!A0" } });
  const { prisma } = database;
  // More than a page.
  await prisma.auditEntry.createMany({
    data: Array.from({ length: 2_100 }, (_, index) => ({ id: `aud_${index}`, action: "setting.changed", detail: {} })),
  });
  const detail = { from: "+1", to: '"quoted", 2' };
  await appendAudit(prisma, { actorId: admin.id, action: "setting.changed", subjectId: "a.key", detail });
});
afterAll(() => database.close());

const ask = async (query: string, user: TestUser | null = admin): Promise<Response> => {
  const headers: Record<string, string> = { host: "localhost:3000" };
  if (user !== null) headers["cookie"] = (await signInAs(plainDomain(database), user.id)).cookie;
  return handleAuditExport(new Request(`http://localhost:3000/api/audit/export?${query}`, { headers }), {
    domain: plainDomain(database),
    rules,
  });
};

describe("GET /api/audit/export", () => {
  it("has every entry once, over many pages, up to the end of the chain", async () => {
    const response = await ask("format=json");
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="spiral-audit-\S+\.json"$/);
    const entries = Entries.parse(await response.json());
    expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 2_101 }, (_, index) => index + 1));
    const { hash, whole } = await checkAudit(database);
    expect([entries.at(-1)?.hash, whole]).toEqual([hash, true]);
  });

  it("is a CSV file in which nothing is a formula", async () => {
    const response = await ask(`format=csv&actor=${admin.id}`);
    const lines = (await response.text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe("sequence,at,actorId,actor,action,what,subjectId,projectId,project,detail,hash");
    expect(lines[1]).toContain(",'=cmd|' /C calc'!A0,setting.changed,");
    for (const line of lines) expect(line).not.toMatch(/(^|,)"?[=+@\t]/);
  });

  it("keeps to its filter, and refuses what is none", async () => {
    const count = async (query: string) => Entries.parse(await (await ask(`format=json&${query}`)).json()).length;
    expect(await count("group=people")).toBe(0);
    expect(await count("from=2200-01-01&tz=Asia/Kolkata")).toBe(0);
    for (const query of ["", "format=xml", "format=csv&group=x", "format=csv&from=yesterday", "format=csv&tz=Nowhere"])
      expect((await ask(query)).status).toBe(400);
  });

  it("is for admins", async () => {
    expect((await ask("format=json", member)).status).toBe(403);
    expect((await ask("format=json", null)).status).toBe(401);
  });
});
