import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { packageRegistries } from "../../contract/egress.ts";
import { newId } from "../../platform/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedDraft, seedUser } from "../../testing/project-factory.ts";
import { plainDomain } from "../../testing/web.ts";
import { readSettings, writeSetting } from "../settings/index.ts";
import { createProject, projectEgressHosts, projectNetwork, updateProjectNetwork } from "./index.ts";

let database: TestDatabase;
let admin: { readonly id: string };
let member: { readonly id: string };
beforeAll(async () => {
  database = await createTestDatabase();
  admin = await seedUser(database, { role: "ADMIN" });
  member = await seedUser(database, { role: "MEMBER" });
});
beforeEach(() => database.prisma.setting.deleteMany());
afterAll(() => database.close());

const domain = () => plainDomain(database);
const reaches = (projectId: string) => projectEgressHosts(domain(), projectId);
const change = (projectId: string, hosts: readonly string[] | null, actor = member) =>
  updateProjectNetwork(domain(), { projectId, hosts, actorId: actor.id });
const entries = (projectId: string) =>
  database.prisma.auditEntry.findMany({
    where: { action: "project.network_changed", subjectId: projectId },
    orderBy: { at: "asc" },
  });

describe("what a project may reach", () => {
  it("is the installation's list, nothing, or a list of its own", async () => {
    const projectId = await seedDraft(database, { ownerId: member.id });
    expect(await reaches(projectId)).toEqual(packageRegistries);
    await writeSetting(database.prisma, { key: "sandbox.egressHosts", value: ["a.example"], actorId: admin.id });
    expect(await reaches(projectId)).toEqual(["a.example"]);
    await change(projectId, []);
    expect(await reaches(projectId)).toEqual([]);
    await change(projectId, ["b.example", "*.c.example:8443"]);
    expect(await reaches(projectId)).toEqual(["b.example", "*.c.example:8443"]);
    expect(await projectNetwork(domain(), projectId)).toEqual({
      own: ["b.example", "*.c.example:8443"],
      standard: ["a.example"],
      private: false,
    });
    await change(projectId, null);
    expect(await reaches(projectId)).toEqual(["a.example"]);
  });

  it.each(["169.254.169.254", "[fe80::1]:80", "100.100.100.200", "a.example,169.254.170.2"])(
    "is never %s, whoever lists it",
    async (lines) => {
      const projectId = await seedDraft(database, { ownerId: member.id });
      await expect(change(projectId, lines.split(","), admin)).rejects.toMatchObject({ code: "invalid" });
      expect(await entries(projectId)).toEqual([]);
    },
  );

  it("is changed with one line in the audit log, and none where nothing changes", async () => {
    const projectId = await seedDraft(database, { ownerId: member.id });
    await change(projectId, null);
    await change(projectId, ["b.example", "c.example"]);
    await change(projectId, ["b.example", "c.example"]);
    await change(projectId, []);
    await change(projectId, null, admin);
    expect((await entries(projectId)).map(({ actorId, detail }) => [actorId, detail])).toEqual([
      [member.id, { from: null, to: "b.example, c.example" }],
      [member.id, { from: "b.example, c.example", to: "" }],
      [admin.id, { from: "", to: null }],
    ]);
  });

  it.each(["10.0.0.5", "8.8.8.8", "[::1]:80", "git.lan private", "*.lan private"])(
    "is widened into a private network (%s) by an admin only",
    async (rule) => {
      const projectId = await seedDraft(database, { ownerId: member.id });
      const refused = change(projectId, ["b.example", rule]);
      await expect(refused).rejects.toMatchObject({ code: "forbidden" });
      await expect(refused).rejects.toThrow(rule);
      expect([await reaches(projectId), await entries(projectId)]).toEqual([packageRegistries, []]);
      await change(projectId, [rule], admin);
      expect(await reaches(projectId)).toEqual([rule]);
      // What an admin has listed may stay when its owner changes the rest, and not come back once it has gone.
      await change(projectId, [rule, "b.example"]);
      await change(projectId, ["b.example"]);
      await expect(change(projectId, [rule])).rejects.toMatchObject({ code: "forbidden" });
    },
  );

  it("is chosen with the brief, by the same rules", async () => {
    const brief = "A brief that is long enough.";
    const create = (egressHosts: string[] | null, owner = member) =>
      createProject(domain(), { ownerId: owner.id, input: { brief, egressHosts, submit: false } });
    const count = () => database.prisma.project.count();
    const { projectId } = await create(["B.example"]);
    expect(await reaches(projectId)).toEqual(["b.example"]);
    expect(await entries(projectId)).toMatchObject([{ actorId: member.id, detail: { from: null, to: "b.example" } }]);
    expect(await reaches((await create(null)).projectId)).toEqual(packageRegistries);
    const before = await count();
    await expect(create(["git.lan private"])).rejects.toMatchObject({ code: "forbidden" });
    await expect(create(["https://b.example"])).rejects.toThrow("is not a host");
    expect(await count()).toBe(before);
    expect(await reaches((await create(["git.lan private"], admin)).projectId)).toEqual(["git.lan private"]);
  });

  it("is nothing where what is stored cannot be read", async () => {
    const projectId = await seedDraft(database, { ownerId: member.id });
    for (const egressHosts of ["*", ["*"], [1], { a: 1 }]) {
      await database.prisma.project.update({ where: { id: projectId }, data: { egressHosts } });
      expect(await reaches(projectId)).toEqual([]);
    }
  });

  it("is not found where there is no project", async () => {
    await expect(reaches(newId("project"))).rejects.toMatchObject({ code: "not_found" });
    await expect(change(newId("project"), [])).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the installation's list", () => {
  it("is audited as one line, once per change", async () => {
    const set = (value: string[]) =>
      writeSetting(database.prisma, { key: "sandbox.egressHosts", value, actorId: admin.id });
    const before = await database.prisma.auditEntry.count();
    await set([...packageRegistries]);
    expect(await database.prisma.auditEntry.count()).toBe(before);
    await set(["a.example", "b.example"]);
    expect((await readSettings(domain()))["sandbox.egressHosts"]).toEqual(["a.example", "b.example"]);
    const [entry] = await database.prisma.auditEntry.findMany({
      where: { subjectId: "sandbox.egressHosts" },
      orderBy: { at: "desc" },
      take: 1,
    });
    expect(entry?.detail).toEqual({ from: packageRegistries.join(", "), to: "a.example, b.example" });
  });
});
