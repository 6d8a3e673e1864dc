import { afterAll, beforeAll, expect, test } from "vitest";
import type { Domain } from "../domain/domain.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { createProject } from "../domain/projects/index.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestDomain, seedUser } from "../testing/project-factory.ts";
import { accountForRun } from "./account-for-run.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

test("a project's own models go before the settings', role by role", async () => {
  const { id: ownerId } = await seedUser(domain);
  const { projectId } = await createProject(domain, {
    ownerId,
    input: {
      brief: "A tool that is long enough.",
      models: { DEVELOPER: "claude-opus-5", QUALITY_ASSURANCE: "claude-haiku-5" },
      submit: false,
    },
  });
  const project = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const keyed = { ...domain, environment: { ...domain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this" } };
  const modelOf = async (operation: "PLAN" | "IMPLEMENT" | "REVIEW" | "EVALUATE", phaseModel: string | null = null) => {
    const question = { scriptedUrl: "", project, operation, phaseIndex: 0, round: 0, phaseModel, runId: "run_none" };
    const who = await accountForRun(keyed, question);
    return who.provider === null ? who.error.message : who.model;
  };
  expect(await modelOf("IMPLEMENT")).toBe("claude-opus-5");
  expect(await modelOf("REVIEW")).toBe("claude-haiku-5");
  expect(await modelOf("PLAN")).toBe("claude-sonnet-5-5");
  expect(await modelOf("EVALUATE")).toBe("claude-sonnet-5-5");
  // Chosen for one phase: the Developer's only, and before the project's own.
  expect(await modelOf("IMPLEMENT", "claude-haiku-5")).toBe("claude-haiku-5");
  expect(await modelOf("EVALUATE", "claude-haiku-5")).toBe("claude-sonnet-5-5");

  // By the project's complexity: before the role's, after the project's own, and at once (R4).
  const byComplexity = { [project.complexity]: { DEVELOPER: "claude-haiku-5", PROJECT_MANAGER: "claude-opus-5" } };
  await writeSettings(domain, { values: { "models.byComplexity": byComplexity }, actorId: ownerId });
  expect(await modelOf("IMPLEMENT")).toBe("claude-opus-5");
  expect(await modelOf("PLAN")).toBe("claude-opus-5");
  const unlike = { ...project, complexity: project.complexity === "complex" ? "simple" : "complex", models: null };
  const other = {
    scriptedUrl: "",
    project: unlike,
    operation: "PLAN",
    phaseIndex: 0,
    round: 0,
    phaseModel: null,
  } as const;
  expect(await accountForRun(keyed, { ...other, runId: "run_none" })).toMatchObject({ model: "claude-sonnet-5-5" });
});
