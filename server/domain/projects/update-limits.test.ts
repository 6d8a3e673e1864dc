import { afterAll, beforeAll, expect, test } from "vitest";
import { UpdateLimitsInput } from "../../contract/limits.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import { limitInForce, limitsOf, readSettings } from "../settings/index.ts";
import { createProject } from "./create-project.ts";
import { submitProject } from "./steer-project.ts";
import { updateLimits } from "./update-limits.ts";

let database: TestDatabase;
let domain: Awaited<ReturnType<typeof createTestDomain>>;
let adminId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  adminId = (await seedUser(database)).id;
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const environment = {
  SPIRAL_RUN_IDLE_TIMEOUT_S: 600,
  SPIRAL_RUN_TOTAL_TIMEOUT_S: 7_200,
  SPIRAL_CHECK_TIMEOUT_S: 300,
};
const defaults: UpdateLimitsInput = {
  activeProjects: null,
  turnsPerRun: null,
  refinementsPerPhase: null,
  managerRequests: null,
  developerRequests: null,
  qaRequests: null,
  toolDeveloperPercent: null,
  runIdleSeconds: null,
  runTotalSeconds: null,
  checkSeconds: null,
  permissionSeconds: null,
  keepProcessSeconds: null,
};
const change = (part: Partial<UpdateLimitsInput>) =>
  updateLimits(domain, { input: { ...defaults, ...part }, actorId: adminId });
const limits = async () => limitsOf(await readSettings(domain), environment);
const statusesOf = async (ids: readonly string[]) =>
  (await database.prisma.project.findMany({ where: { id: { in: [...ids] } }, orderBy: { submittedAt: "asc" } })).map(
    ({ status }) => status,
  );

test("more places let queued projects begin at once; fewer stop nobody", async () => {
  await change({ activeProjects: 1 });
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    const projectId = await seedDraft(database, { ownerId: adminId, scenario: "bench" });
    await submitProject(domain, { projectId, actorId: adminId });
    ids.push(projectId);
  }
  expect(await statusesOf(ids)).toEqual(["PLANNING", "QUEUED", "QUEUED"]);
  await change({ activeProjects: 2 });
  expect(await statusesOf(ids)).toEqual(["PLANNING", "PLANNING", "QUEUED"]);
  await change({ activeProjects: 1 });
  expect(await statusesOf(ids)).toEqual(["PLANNING", "PLANNING", "QUEUED"]);
  await change({});
  expect(await statusesOf(ids)).toEqual(["PLANNING", "PLANNING", "PLANNING"]);
});

test("a change is in force at once, the way back is the default, and the audit log has both", async () => {
  await change({ turnsPerRun: 60, checkSeconds: 30 });
  expect(limitInForce(await limits(), "turnsPerRun")).toBe(60);
  expect(limitInForce(await limits(), "checkSeconds")).toBe(30);
  expect(limitInForce(await limits(), "runTotalSeconds")).toBe(7_200);
  await change({});
  expect(await limits()).toMatchObject({ turnsPerRun: { own: null, standard: 200 }, checkSeconds: { own: null } });
  expect(await database.prisma.setting.count({ where: { key: { in: ["limits.turnsPerRun"] } } })).toBe(0);
  const entries = await database.prisma.auditEntry.findMany({
    where: { action: "setting.changed", subjectId: { in: ["limits.turnsPerRun", "timeouts.checkSeconds"] } },
    orderBy: { id: "asc" },
  });
  expect(entries.map(({ actorId, subjectId, detail }) => ({ actorId, subjectId, detail }))).toEqual([
    { actorId: adminId, subjectId: "limits.turnsPerRun", detail: { from: 200, to: 60 } },
    { actorId: adminId, subjectId: "timeouts.checkSeconds", detail: { from: null, to: 30 } },
    { actorId: adminId, subjectId: "limits.turnsPerRun", detail: { from: 60, to: 200 } },
    { actorId: adminId, subjectId: "timeouts.checkSeconds", detail: { from: 30, to: null } },
  ]);
});

test("a project keeps the number of refinements that held when it was created", async () => {
  await change({ refinementsPerPhase: 1 });
  const { projectId } = await createProject(domain, {
    ownerId: adminId,
    input: { brief: "A greeting by name, with a test.", submit: false },
  });
  await change({});
  const { maxRefinements } = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  expect(maxRefinements).toBe(1);
});

test.each([
  ["turnsPerRun", 4, "Enter a whole number from 5 to 1,000."],
  ["turnsPerRun", 1_001, "Enter a whole number from 5 to 1,000."],
  ["activeProjects", 0, "Enter a whole number from 1 to 200."],
  ["runIdleSeconds", 44, "Enter a whole number from 45 to 82,800."],
  ["runTotalSeconds", 82_801, "Enter a whole number from 60 to 82,800."],
  ["checkSeconds", 7.5, "Enter a whole number from 5 to 14,400."],
  ["checkSeconds", Number.NaN, "Enter a whole number from 5 to 14,400."],
] as const)("%s of %d is refused with its range", (name, value, words) => {
  const found = UpdateLimitsInput.safeParse({ ...defaults, [name]: value });
  expect(found.error?.issues.map(({ path, message }) => [path, message])).toEqual([[[name], words]]);
});
