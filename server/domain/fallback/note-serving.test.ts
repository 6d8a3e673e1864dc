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

/** What each of three agents is asked with, and what is recorded of it. */
const agents = async () => {
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  const as = (operation: "PLAN" | "IMPLEMENT" | "REVIEW") => ({
    claude: (model: string) => noteServing(domain, { lease: { ...lease, operation }, serving: { ...claude, model } }),
    /** Opus works in its place. */
    left: (insteadOf: string) =>
      noteServing(domain, {
        lease: { ...lease, operation },
        serving: { ...on("other_model", "quota"), model: "opus", insteadOf },
      }),
    local: (insteadOf: string) =>
      noteServing(domain, { lease: { ...lease, operation }, serving: { ...local, model: "coder", insteadOf } }),
  });
  const switches = async () => {
    const rows = await database.prisma.providerSwitch.findMany({
      where: { projectId },
      orderBy: { dispatchedAt: "asc" },
    });
    return rows.map(({ fromModel, toModel, reason }) => `${fromModel} → ${toModel}: ${reason}`);
  };
  return { manager: as("PLAN"), developer: as("IMPLEMENT"), reviewer: as("REVIEW"), switches };
};

test("another agent, whose own model was never in the way, is no way back from the one that stands in", async () => {
  const { manager, developer, reviewer, switches } = await agents();
  await manager.claude("opus");
  await developer.left("sonnet");
  await reviewer.claude("haiku");
  await manager.claude("opus");
  await developer.left("sonnet");
  await developer.claude("sonnet");
  await reviewer.claude("haiku");
  expect(await switches()).toEqual(["sonnet → opus: quota", "opus → sonnet: recovered"]);
});

test("one model that several agents share is left once, and come back to once", async () => {
  const { manager, developer, reviewer, switches } = await agents();
  await manager.claude("sonnet");
  await developer.left("sonnet");
  await reviewer.left("sonnet");
  await manager.claude("sonnet");
  await developer.claude("sonnet");
  expect(await switches()).toEqual(["sonnet → opus: quota", "opus → sonnet: recovered"]);
});

test("each of two agents whose models are left is told of, and come back to by itself", async () => {
  const { developer, reviewer, switches } = await agents();
  await developer.claude("sonnet");
  await developer.left("sonnet");
  await reviewer.left("haiku");
  await developer.left("sonnet");
  await reviewer.claude("haiku");
  await developer.claude("sonnet");
  await reviewer.claude("haiku");
  const away = ["sonnet → opus: quota", "haiku → opus: quota"];
  expect(await switches()).toEqual([...away, "opus → haiku: recovered", "opus → sonnet: recovered"]);
});

test("whoever comes back says from whom, where a local model was in between", async () => {
  const { developer, reviewer, switches } = await agents();
  await developer.claude("sonnet");
  await developer.local("sonnet");
  await developer.left("sonnet");
  await reviewer.left("haiku");
  await developer.claude("sonnet");
  await reviewer.local("haiku");
  expect(await switches()).toEqual([
    "sonnet → coder: quota",
    "coder → opus: recovered",
    "haiku → opus: quota",
    "opus → sonnet: recovered",
    "opus → coder: quota",
  ]);
});

test("a model that was changed meanwhile is come back to all the same; the one that stood in needs no return", async () => {
  const { developer, switches } = await agents();
  await developer.claude("sonnet");
  await developer.left("sonnet");
  // The settings name a newer one: nobody asks the one that was left any more.
  await developer.claude("newer");
  await developer.left("newer");
  await developer.claude("opus");
  await developer.claude("opus");
  await developer.local("opus");
  expect(await switches()).toEqual([
    "sonnet → opus: quota",
    "opus → newer: recovered",
    "newer → opus: quota",
    "opus → coder: quota",
  ]);
});
