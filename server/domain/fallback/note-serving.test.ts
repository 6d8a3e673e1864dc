import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SwitchReason } from "../../contract/fallback.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { cancelProject, submitProject } from "../projects/index.ts";
import { noteServing, type Serving } from "./note-serving.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let ownerId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  ownerId = (await seedUser(domain)).id;
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

beforeEach(async () => {
  // Only so many are at work at a time.
  const open = await database.prisma.project.findMany({ where: { status: { not: "CANCELLED" } } });
  for (const { id: projectId } of open) await cancelProject(domain, { projectId, actorId: ownerId });
});

const on = (side: Serving["side"], why: SwitchReason | null = null): Serving => ({
  side,
  provider: side === "local" ? "ollama" : "anthropic_api",
  model: side,
  why,
  until: null,
});
const [claude, local] = [on("claude"), on("local", "quota")];

test.each([
  ["a limit, and its end", [claude, local, claude], ["quota", "recovered"]],
  ["a wish, and its end", [claude, on("local", "wish"), claude], ["wish", "returned"]],
  ["a limit, and a person who wants Claude back", [claude, local, on("claude", "wish")], ["quota", "returned"]],
  ["a private project that is let out", [on("local", "private"), claude], ["returned"]],
  [
    "one family's limit, then the account's, which is over first",
    [claude, on("other_model", "quota"), local, on("other_model", "quota"), claude],
    ["quota", "quota", "recovered", "recovered"],
  ],
  ["a local model from the start, in Claude's place", [local, local], ["quota"]],
  ["a private project from the start", [on("local", "private")], []],
  ["Claude from the start, also by a wish", [on("claude", "wish"), claude], []],
] as const)("what is recorded of %s", async (_, course, reasons) => {
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  for (const serving of course) await noteServing(domain, { lease, serving });
  const switches = await database.prisma.providerSwitch.findMany({
    where: { projectId },
    orderBy: { dispatchedAt: "asc" },
  });
  expect(switches.map(({ reason }) => reason)).toEqual(reasons);
  const told = await database.prisma.event.count({ where: { projectId, type: "provider.switched" } });
  expect(told).toBe(reasons.length);
});

test("another agent, whose own model was never in the way, is no way back from the one that stands in", async () => {
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  const [manager, reviewer, developer] = ["claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-5-5"] as const;
  const claudes = (model: string): Serving => ({ ...claude, model });
  const standIn: Serving = { ...on("other_model", "quota"), model: manager, insteadOf: developer };
  const course = [claudes(manager), standIn, claudes(reviewer), claudes(manager), standIn, claudes(developer)];
  for (const serving of course) await noteServing(domain, { lease, serving });
  const told = await database.prisma.event.findMany({ where: { projectId, type: "provider.switched" } });
  expect(told.map(({ payload }) => payload)).toMatchObject([
    { from: { model: developer }, to: { model: manager }, reason: "quota" },
    { from: { model: manager }, to: { model: developer }, reason: "recovered" },
  ]);
});

test("each of two agents whose models are left is told of, and so is one whose model was changed meanwhile", async () => {
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  const claudes = (model: string): Serving => ({ ...claude, model });
  const insteadOf = (model: string): Serving => ({ ...on("other_model", "quota"), model: "opus", insteadOf: model });
  const before = [claudes("sonnet"), insteadOf("sonnet"), insteadOf("haiku"), insteadOf("sonnet")];
  // The settings name a newer one: nobody asks the one that was left any more.
  const course = before.concat(claudes("newer"), insteadOf("newer"), claudes("newer"), claudes("haiku"));
  for (const serving of course) await noteServing(domain, { lease, serving });
  const switches = await database.prisma.providerSwitch.findMany({
    where: { projectId },
    orderBy: { dispatchedAt: "asc" },
  });
  expect(switches.map(({ fromModel, toModel }) => `${fromModel} → ${toModel}`)).toEqual([
    "sonnet → opus",
    "haiku → opus",
    "newer → opus",
    "opus → newer",
    "opus → haiku",
  ]);
});
