import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { listEvents } from "../events/index.ts";
import { cancelProject, changePriority, listProjects, submitProject } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let actorId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  await database.prisma.setting.create({ data: { key: "limits.activeProjects", value: 1 } });
  actorId = (await seedUser(domain)).id;
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const submitted = async (): Promise<string> => {
  const projectId = await seedDraft(domain, { ownerId: actorId });
  await submitProject(domain, { projectId, actorId });
  return projectId;
};

test("what is more important leaves the queue first; the answer says what it was, and an end ends it", async () => {
  const [atWork, first, second] = [await submitted(), await submitted(), await submitted()];
  const place = async (id: string) =>
    (await listProjects(domain, { viewer: { id: actorId, role: "ADMIN" }, archived: false })).find(
      (card) => card.id === id,
    )?.queuePosition;
  expect(await place(second)).toBe(2);
  const raised = { projectId: second, actorId, importance: 9, urgency: 8 };
  expect(await changePriority(domain, raised)).toEqual({ importance: 5, urgency: 5 });
  expect([await place(first), await place(second)]).toEqual([2, 1]);
  // The same again changes nothing, and says nothing.
  expect(await changePriority(domain, raised)).toEqual({ importance: 9, urgency: 8 });
  const events = await listEvents(domain, { projectId: second, after: 0, limit: 100 });
  expect(events.filter(({ payload }) => payload.type === "project.priority_changed")).toMatchObject([
    { payload: { importance: 9, urgency: 8, by: "Ada" } },
  ]);
  await cancelProject(domain, { projectId: atWork, actorId });
  expect(await place(second)).toBeNull();
  await expect(changePriority(domain, { ...raised, projectId: atWork })).rejects.toThrow("has ended");
});
