import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProviderError } from "../../contract/errors.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser, settle } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { requestExport } from "../exports/index.ts";
import { recordCheck, recordHost } from "../local-models/index.ts";
import { writeSettings } from "../settings/index.ts";
import { changePrivacy, createProject, duplicateProject, projectEgressHosts, submitProject } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let ownerId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const plain = await createTestDomain(database);
  // Somebody pays for Claude, so that every other project has a way.
  domain = { ...plain, environment: { ...plain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-uses-it" } };
  ownerId = (await seedUser(domain)).id;
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const brief = "Write a function that greets by name, with a test.";
const create = (part: { private: boolean; egressHosts?: string[] }) =>
  createProject(domain, { ownerId, input: { brief, ...part } });
const hostWithModel = async (url: string) => {
  const hosts = await database.prisma.setting.findUnique({ where: { key: "ollama.hosts" } });
  const before = Array.isArray(hosts?.value) ? hosts.value.map(String) : [];
  await writeSettings(domain, { values: { "ollama.hosts": [...before, url] }, actorId: ownerId });
  const model = {
    name: "coder:30b",
    digest: "d1",
    sizeBytes: 19e9,
    parameterSize: "30B",
    quantization: null,
    capabilities: ["tools"],
    contextLength: 131_072,
    runsAt: null,
    loaded: null,
  };
  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models: [model] } });
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  await recordCheck(domain, { hostUrl: url, model: model.name, digest: model.digest, result });
};

test("a private brief stays a draft until a model on this very machine is ready, whoever pays for Claude", async () => {
  const { projectId, submitted } = await create({ private: true });
  expect(submitted).toBe(false);
  await hostWithModel("http://10.0.0.7:11434");
  await expect(submitProject(domain, { projectId, actorId: ownerId })).rejects.toThrow(/local model on this machine/);
  await hostWithModel("http://127.0.0.1:11434");
  await submitProject(domain, { projectId, actorId: ownerId });
  const { status, provider } = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  expect([status, provider]).toEqual([expect.not.stringMatching("DRAFT"), "ollama"]);

  await expect(changePrivacy(domain, { projectId, actorId: ownerId, private: false })).rejects.toThrow(/Pause/);
  await database.prisma.project.update({ where: { id: projectId }, data: { status: "SUCCEEDED" } });
  await changePrivacy(domain, { projectId, actorId: ownerId, private: false });
  const audited = await database.prisma.auditEntry.findMany({ where: { action: "project.privacy_changed" } });
  expect(audited.map(({ subjectId, detail }) => ({ subjectId, detail }))).toEqual([
    { subjectId: projectId, detail: { from: true, to: false } },
  ]);
});

test("it reaches no host but those of its own list, and its copy is as private", async () => {
  const { projectId } = await create({ private: true });
  expect(await projectEgressHosts(domain, projectId)).toEqual([]);
  const copy = await duplicateProject(domain, { projectId, actorId: ownerId });
  expect(await projectEgressHosts(domain, copy.projectId)).toEqual([]);
  const listed = await create({ private: true, egressHosts: ["registry.example.com"] });
  expect(await projectEgressHosts(domain, listed.projectId)).toEqual(["registry.example.com"]);
  const open = await create({ private: false });
  expect((await projectEgressHosts(domain, open.projectId)).length).toBeGreaterThan(0);
});

test("nothing of it is pushed, and a sample cannot be made private", async () => {
  const { projectId } = await create({ private: true });
  await database.prisma.phase.create({
    data: {
      id: "pha_accepted",
      projectId,
      cycle: 1,
      position: 0,
      title: "Greeter",
      kind: "build",
      goal: "Greet",
      acceptanceCriteria: [],
      expectedArtefacts: [],
      status: "ACCEPTED",
      commit: "c".repeat(40),
      baseCommit: "b".repeat(40),
    },
  });
  const push = {
    kind: "push",
    url: "https://git.example.com/a/b.git",
    branch: "spiral/work",
    credentialId: null,
  } as const;
  await expect(requestExport(domain, { projectId, wanted: push, actorId: ownerId })).rejects.toThrow(/private/);
  await requestExport(domain, { projectId, wanted: { kind: "patch" }, actorId: ownerId });
  const sample = await seedDraft(domain, { ownerId, scenario: "bench" });
  await expect(changePrivacy(domain, { projectId: sample, actorId: ownerId, private: true })).rejects.toThrow(/sample/);
});

test("one that waits for somebody to work on it asks anew when who may has changed; one that waits for an answer does not", async () => {
  const { projectId } = await createProject(domain, { ownerId, input: { brief } });
  const project = () => database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const fail = async (cls: ProviderError["class"]): Promise<void> => {
    const error = { class: cls, message: "It failed.", httpStatus: null, retryAfterMs: null, resetsAt: null };
    await settle(domain, await claimOpenRun(domain, projectId), { type: "failed", error });
    expect(await project()).toMatchObject({ status: "WAITING" });
  };
  await fail("quota");
  await changePrivacy(domain, { projectId, actorId: ownerId, private: true });
  expect(await project()).toMatchObject({ status: "PLANNING", hold: null, private: true });
  await fail("no_local_model");
  await changePrivacy(domain, { projectId, actorId: ownerId, private: false });
  expect(await project()).toMatchObject({ status: "PLANNING", hold: null, private: false });
  await fail("refused");
  await changePrivacy(domain, { projectId, actorId: ownerId, private: true });
  expect(await project()).toMatchObject({ status: "WAITING", hold: { reason: "attention" } });
});
