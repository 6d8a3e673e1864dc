import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MemberAccess } from "../../contract/members.ts";
import { ProjectId, UserId } from "../../contract/ids.ts";
import type { UserRole } from "../../contract/statuses.ts";
import { newId } from "../../platform/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import { listAlerts } from "../alerts/index.ts";
import type { Domain } from "../domain.ts";
import { getProject } from "./get-project.ts";
import { listProjects, projectAccess, projectMembers, shareProject } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let owner: { id: string };
let eve: { id: string };
let projectId: ProjectId;
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
});
beforeEach(async () => {
  owner = await seedUser(domain, { role: "MEMBER", name: "Owner" });
  eve = await seedUser(domain, { role: "MEMBER", name: "Eve" });
  projectId = ProjectId.parse(await seedDraft(domain, { ownerId: owner.id }));
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const share = (access: MemberAccess | null, userId = eve.id) =>
  shareProject(domain, { actorId: owner.id, projectId, userId: UserId.parse(userId), access });
const accessAs = (role: UserRole) => projectAccess(domain, { viewer: { id: eve.id, role }, projectId });

describe("a shared project", () => {
  it("is seen and steered by whom it is shared with, as far as it is", async () => {
    const viewer = { id: eve.id, role: "MEMBER" } as const;
    const listed = async () => (await listProjects(domain, { viewer, archived: false })).map(({ id }) => id);
    const can = async () => (await getProject(domain, { viewer, projectId })).can;
    await database.prisma.alert.create({
      data: {
        id: newId("alert"),
        kind: "test",
        subject: projectId,
        projectId,
        detail: { kind: "ledger_drift", drift: 1 },
      },
    });
    const alerts = async () => (await listAlerts(domain, viewer)).length;
    expect([await accessAs("MEMBER"), await listed(), await alerts()]).toEqual(["none", [], 0]);

    await share("VIEW");
    expect([await accessAs("MEMBER"), await listed(), await can(), await alerts()]).toEqual([
      "view",
      [projectId],
      { steer: false, manage: false },
      1,
    ]);
    await share("STEER");
    expect([await accessAs("MEMBER"), await can()]).toEqual(["steer", { steer: true, manage: false }]);
    await share(null);
    expect([await accessAs("MEMBER"), await listed()]).toEqual(["none", []]);
    const audit = await database.prisma.auditEntry.findMany({
      where: { subjectId: projectId },
      orderBy: { id: "asc" },
    });
    expect(audit.map(({ action, detail }) => [action, detail])).toEqual([
      ["project.shared", { userId: eve.id, from: null, to: "VIEW" }],
      ["project.shared", { userId: eve.id, from: "VIEW", to: "STEER" }],
      ["project.shared", { userId: eve.id, from: "STEER", to: null }],
    ]);
  });

  it("is only looked at by a viewer, and steered by an admin, whatever is shared", async () => {
    await share("STEER");
    expect(await accessAs("VIEWER")).toBe("view");
    await share(null);
    expect(await accessAs("ADMIN")).toBe("steer");
  });

  it("lists whom it is shared with, and to its managers whom it could be", async () => {
    await share("VIEW");
    const others = async (manages: boolean) => (await projectMembers(domain, { projectId, manages })).others;
    const viewer = await seedUser(domain, { role: "VIEWER", name: "Vera" });
    const grace = await seedUser(domain, { role: "MEMBER", name: "Grace" });
    expect((await projectMembers(domain, { projectId, manages: true })).members).toMatchObject([
      { id: eve.id, access: "VIEW", disabled: false },
    ]);
    const ids = (await others(true)).map(({ id }) => id);
    expect(ids).toContain(grace.id);
    for (const known of [viewer.id, eve.id, owner.id]) expect(ids).not.toContain(known);
    expect(await others(false)).toEqual([]);
  });

  it("is never shared with its owner or with nobody", async () => {
    await expect(share("VIEW", owner.id)).rejects.toMatchObject({ code: "conflict" });
    await expect(share("VIEW", newId("user"))).rejects.toMatchObject({ code: "not_found" });
  });
});
