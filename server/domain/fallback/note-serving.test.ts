import { afterAll, beforeAll, expect, test } from "vitest";
import type { SwitchReason } from "../../contract/fallback.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { submitProject } from "../projects/index.ts";
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
