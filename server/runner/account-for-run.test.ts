import { afterAll, beforeAll, expect, test } from "vitest";
import type { Domain } from "../domain/domain.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { createProject } from "../domain/projects/index.ts";
import { recordCheck } from "../domain/local-models/index.ts";
import type { PhaseChoice } from "../domain/fallback/index.ts";
import { registerRunner } from "../domain/runners/index.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestDomain, seedUser } from "../testing/project-factory.ts";
import { accountForRun, claudeFor } from "./account-for-run.ts";

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
    const phase = { model: phaseModel, provider: null };
    const question = { scriptedUrl: "", project, operation, phaseIndex: 0, round: 0, phase, runId: "run_none" };
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
    phase: null,
  } as const;
  expect(await accountForRun(keyed, { ...other, runId: "run_none" })).toMatchObject({ model: "claude-sonnet-5-5" });
});

test("whom a person chose for a phase does all of it, whatever its project says; nobody else does it in their place", async () => {
  const { id: ownerId } = await seedUser(domain);
  const { projectId } = await createProject(domain, {
    ownerId,
    input: { brief: "A tool that is long enough.", submit: false },
  });
  const project = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const url = "http://127.0.0.1:9";
  const environment = { ...domain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this", OLLAMA_HOST: url };
  const here = { ...domain, environment };
  const ask = async (operation: "IMPLEMENT" | "REVIEW", phase: PhaseChoice, over: object = {}) => {
    const question = { scriptedUrl: "", operation, phaseIndex: 0, round: 0, phase, runId: "run_none" };
    const who = await accountForRun(here, { ...question, project: { ...project, ...over } });
    return who.provider === null ? who.error.message : `${who.provider} ${who.model}`;
  };
  expect(await ask("IMPLEMENT", { provider: "local", model: null })).toMatch(
    /^This phase .* a local model, which is not/,
  );

  await database.prisma.ollamaHost.create({
    data: { url, version: "0.14.0", lookedAt: new Date(), since: new Date() },
  });
  for (const [name, size] of [
    ["large:30b", 19n],
    ["small:7b", 5n],
  ] as const) {
    await database.prisma.ollamaModel.create({
      data: { hostUrl: url, name, digest: name, sizeBytes: size, capabilities: ["tools"], contextLength: 131_072 },
    });
    const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
    await recordCheck(domain, { hostUrl: url, model: name, digest: name, result });
  }
  for (const operation of ["IMPLEMENT", "REVIEW"] as const) {
    expect(await ask(operation, { provider: "local", model: null })).toBe("ollama large:30b");
    expect(await ask(operation, { provider: "local", model: "small:7b" })).toBe("ollama small:7b");
    expect(await ask(operation, { provider: "claude", model: null }, { providerWish: "local" })).toMatch(
      /^anthropic_api/,
    );
    expect(await ask(operation, { provider: null, model: null }, { providerWish: "local" })).toBe("ollama large:30b");
  }
  expect(await ask("IMPLEMENT", { provider: "local", model: "gone:1b" })).toContain("gone:1b, which is not ready");
  // What is private stays so.
  expect(await ask("IMPLEMENT", { provider: "claude", model: null }, { private: true })).toBe("ollama large:30b");
});

test("work that is a local model's says which server or model it lacks, and is no matter of keys", async () => {
  const { id: ownerId } = await seedUser(domain);
  const input = { brief: "A tool that is long enough.", submit: false };
  const { projectId } = await createProject(domain, { ownerId, input });
  const project = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const url = "http://127.0.0.1:10";
  const ask = async (over: object, environment: object = {}) => {
    const here = { ...domain, environment: { ...domain.environment, OLLAMA_HOST: url, ...environment } };
    const question = { scriptedUrl: "", operation: "PLAN", phaseIndex: 0, round: 0, phase: null } as const;
    const who = await accountForRun(here, { ...question, runId: "run_none", project: { ...project, ...over } });
    return who.provider === null ? `${who.error.class}: ${who.error.message}` : who.model;
  };
  const away = "Ollama at http://127.0.0.1:10 does not answer. Start Ollama there.";
  const keyed = { ANTHROPIC_API_KEY: "sk-ant-nobody-has-this" };
  expect(await ask({ private: true }, keyed)).toBe(
    `no_local_model: This project is private: only models on this machine may work on it, and none is ready. ${away}`,
  );
  expect(await ask({ private: true }, { ...keyed, OLLAMA_HOST: "http://10.0.0.7:11434" })).toMatch(
    /none is ready\. No Ollama server on this machine is set up/,
  );
  expect(await ask({ providerWish: "local" }, keyed)).toMatch(
    new RegExp(`^no_local_model: .* by a local model, and none is ready\\. ${away} Or let it go back to Claude`),
  );
  expect(await ask({})).toBe(`no_local_model: No account of Claude's is set up, and no local model is ready. ${away}`);

  const seen = { version: "0.14.0", lookedAt: new Date(), since: new Date() };
  await database.prisma.ollamaHost.create({ data: { url, ...seen } });
  expect(await ask({ private: true })).toMatch(/There is no model of its own yet: pull one/);
  const model = { hostUrl: url, name: "new:30b", digest: "1", sizeBytes: 1n, contextLength: 131_072 };
  await database.prisma.ollamaModel.create({ data: { ...model, capabilities: ["tools"] } });
  expect(await ask({ private: true })).toMatch(/new:30b has not passed its tool-call check yet/);
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  await recordCheck(domain, { hostUrl: url, model: "new:30b", digest: "1", result });
  // One is ready, and somebody wants Claude alone.
  expect(await ask({ providerWish: "claude" })).toBe("no_account: No account of Claude's can be used.");
  await database.prisma.ollamaModel.updateMany({ where: { name: "new:30b" }, data: { capabilities: [] } });
  expect(await ask({ private: true })).toMatch(/None of the models there can be used/);
});

test("what no agent starts without is said as such: no key mends it, and no local model goes on instead", async () => {
  const { id: ownerId } = await seedUser(domain);
  const input = { brief: "A tool that is long enough.", submit: false };
  const { projectId } = await createProject(domain, { ownerId, input });
  const project = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const url = "http://127.0.0.1:11";
  const environment = { ...domain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this", OLLAMA_HOST: url };
  const here = { ...domain, environment };
  await database.prisma.ollamaHost.create({
    data: { url, version: "0.14.0", lookedAt: new Date(), since: new Date() },
  });
  const model = { hostUrl: url, name: "coder:30b", digest: "1", sizeBytes: 1n, contextLength: 131_072 };
  await database.prisma.ollamaModel.create({ data: { ...model, capabilities: ["tools"] } });
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  await recordCheck(domain, { hostUrl: url, model: "coder:30b", digest: "1", result });
  const question = {
    scriptedUrl: "",
    project,
    operation: "EVALUATE",
    phaseIndex: 0,
    round: 0,
    phase: null,
    runId: "run_none",
  } as const;
  const found = async (findings: object) => {
    const ok = { status: "ok", detail: "found", fix: null } as const;
    const identity = { id: `rnr_${crypto.randomUUID()}`, host: "h", marker: crypto.randomUUID() };
    const all = { claudeCode: ok, signedIn: false, ollama: ok, git: ok, sandbox: ok, ...findings };
    await registerRunner(domain, { identity, findings: all });
    const who = await accountForRun(here, question);
    // Whoever is at work already goes on being answered.
    expect(await claudeFor(here, question)).toMatchObject({ provider: "anthropic_api" });
    await database.prisma.runner.deleteMany();
    return who.provider === null ? who.error : who.provider;
  };
  expect(await found({})).toBe("anthropic_api");
  const gone = { status: "missing", detail: "It was not found.", fix: "Install it." } as const;
  expect(await found({ sandbox: gone })).toMatchObject({
    class: "no_sandbox",
    message: "Agents run only in a sandbox. It was not found. Install it.",
  });
  expect(await found({ claudeCode: gone })).toMatchObject({
    class: "not_installed",
    message: "Agents work through Claude Code. It was not found. Install it.",
  });
});
