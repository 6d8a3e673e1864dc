import { afterAll, beforeAll, expect, it } from "vitest";
import { agentContexts, contextInForce } from "../../contract/agent-contexts.ts";
import { systemClock } from "../../platform/clock.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedUser } from "../../testing/project-factory.ts";
import { readSettings } from "../settings/index.ts";
import { updateContext } from "./index.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it("replaces one text, restores it, and is in the audit log", async () => {
  const { prisma } = database;
  const domain = { prisma, clock: systemClock };
  const { id: actorId } = await seedUser(database);
  const inForce = async (id: "rust" | "go") =>
    contextInForce((await readSettings({ prisma }))["agents.contexts"], id).text;
  await Promise.all([
    updateContext(domain, { id: "rust", text: "No unsafe.", actorId }),
    updateContext(domain, { id: "go", text: "Go 1.26.", actorId }),
  ]);
  expect([await inForce("rust"), await inForce("go")]).toEqual(["No unsafe.", "Go 1.26."]);
  await updateContext(domain, { id: "rust", text: null, actorId });
  expect([await inForce("rust"), await inForce("go")]).toEqual([agentContexts.rust.text, "Go 1.26."]);
  const entries = await prisma.auditEntry.findMany({ where: { subjectId: "agents.contexts" } });
  expect(entries).toHaveLength(3);
  expect(entries[0]).toMatchObject({ actorId, action: "setting.changed" });
});
