import { afterAll, beforeAll, expect, test } from "vitest";
import { readyLocalModels } from "../domain/local-models/index.ts";
import { createProject } from "../domain/projects/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { addTallies } from "../providers/scripted/metering/tally.ts";
import { playOllama, type PlayedOllama } from "../testing/played-ollama.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner and the real Claude Code; in the middle of the Developer's work the ledger cannot be written for a while.
let at: TestRunner;
let claude: PlayedOllama;
let ollama: PlayedOllama;

const closeLedger = async (): Promise<void> => {
  await at.database.prisma.$executeRawUnsafe(`
    CREATE FUNCTION ledger_is_closed() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'No space left on device'; END $$`);
  await at.database.prisma.$executeRawUnsafe(`
    CREATE TRIGGER ledger_is_closed BEFORE INSERT ON "ProviderCall"
    FOR EACH ROW EXECUTE FUNCTION ledger_is_closed()`);
};
const openLedger = () => at.database.prisma.$executeRawUnsafe(`DROP FUNCTION ledger_is_closed CASCADE`);

beforeAll(async () => {
  let asked = 0;
  claude = await playOllama({
    scenario: "leaves-lines",
    answering: async ({ operation }) => {
      if (operation === "IMPLEMENT" && ++asked === 1) await closeLedger();
      return {};
    },
  });
  ollama = await playOllama({ scenario: "leaves-lines" });
  at = await startTestRunner({
    variables: { OLLAMA_HOST: ollama.url, ANTHROPIC_BASE_URL: claude.url, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this" },
    tally: () => addTallies(claude.scripted.tally({}), ollama.scripted.tally({})),
  });
  const models = ["models.projectManager", "models.developer", "models.qualityAssurance"] as const;
  const values = Object.fromEntries(models.map((key) => [key, defaultScriptedModel]));
  await writeSettings(at.domain, { values, actorId: at.owner.id });
});
afterAll(async () => {
  await at.close();
  await claude[Symbol.asyncDispose]();
  await ollama[Symbol.asyncDispose]();
});

test("a call that could not be written down is not Claude's fault: it is tried again, and nobody stands in", async () => {
  await expect.poll(() => readyLocalModels(at.domain), { timeout: 180_000 }).toHaveLength(1);
  const input = { brief: "Write a function that greets by name, with a test.", permissionMode: "autonomous" } as const;
  const { projectId } = await createProject(at.domain, { ownerId: at.owner.id, input });
  const failures = () => at.database.prisma.attempt.findMany({ where: { run: { projectId }, outcome: "FAILED" } });
  // As often as would open Claude's breaker, if it were Claude's.
  await expect.poll(async () => (await failures()).length, { timeout: 240_000, interval: 50 }).toBeGreaterThan(1);
  await openLedger();
  await expect.poll(() => at.stop(projectId), { timeout: 240_000 }).toBe("SUCCEEDED");
  expect(new Set((await failures()).map(({ error }) => JSON.stringify(error)))).toEqual(
    new Set([expect.stringMatching(/"class":"not_carried".*could not write the call down/)]),
  );
  expect(await at.database.prisma.providerSwitch.count({ where: { projectId } })).toBe(0);
  expect(await at.database.prisma.breaker.count()).toBe(0);
}, 500_000);
