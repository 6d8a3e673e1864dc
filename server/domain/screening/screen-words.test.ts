import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PlannedPhase } from "../../contract/outputs.ts";
import type { ScreeningMode } from "../../contract/screening.ts";
import { fillTemplate } from "../../contract/templates.ts";
import { knownSecrets } from "../../platform/known-secrets.ts";
import { databaseTexts } from "../../testing/canary.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { advanceTo, createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import { updateContext } from "../contexts/index.ts";
import type { Domain } from "../domain.ts";
import { sendMessage } from "../messages/index.ts";
import {
  cancelProject,
  createProject,
  editPlan,
  followUpProject,
  getProject,
  redoPhase,
  skipPhase,
  submitProject,
  updateDraft,
} from "../projects/index.ts";
import { writeSetting } from "../settings/index.ts";
import { createTemplate, updateTemplate } from "../templates/index.ts";
import { screenBrief } from "./screen-brief.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let owner: { id: string; role: "ADMIN" };
let actorId: string;
let projectId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  domain = { ...domain, environment: { ...domain.environment, ANTHROPIC_API_KEY: "an account for own briefs" } };
  await database.prisma.setting.create({ data: { key: "limits.activeProjects", value: 200 } });
  owner = { ...(await seedUser(domain)), role: "ADMIN" };
  actorId = owner.id;
});
beforeEach(async () => {
  projectId = await seedDraft(domain, { ownerId: actorId });
  await submitProject(domain, { projectId, actorId });
  await advanceTo(domain, projectId, "IMPLEMENT", 2);
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const setMode = (value: ScreeningMode) => writeSetting(domain.prisma, { key: "screening.mode", value, actorId });
const phases = async () => (await getProject(domain, { viewer: owner, projectId })).phases;
const planned = (goal: string): PlannedPhase => ({
  title: "Another end",
  kind: "build",
  goal,
  acceptanceCriteria: ["It works"],
  expectedArtefacts: [],
});
const edited = async (goal: string, reason: string | null): Promise<void> => {
  const pendingPhaseIds = (await phases()).filter(({ status }) => status === "PENDING").map(({ id }) => id);
  await editPlan(domain, { projectId, actorId, pendingPhaseIds, phases: [planned(goal)], reason });
};
const created = (input: { brief: string; title?: string; submit?: boolean; screeningHash?: string }) =>
  createProject(domain, { ownerId: actorId, input: { egressHosts: [], ...input } });
const ordinary = "A page with the weather of my village, with tests.";

/** Every place whose words reach agents as they are, besides briefs and answers. */
const places: Readonly<Record<string, (words: string) => Promise<unknown>>> = {
  "a message": (text) => sendMessage(domain, { projectId, actorId, text }),
  "what is to be different in a phase": async (text) =>
    redoPhase(domain, {
      projectId,
      actorId,
      phaseId: (await phases())[0]?.id ?? "",
      from: "as_it_stands",
      text,
      model: null,
    }),
  "why a phase is skipped": async (reason) =>
    skipPhase(domain, { projectId, actorId, phaseId: (await phases())[1]?.id ?? "", reason }),
  "a phase of an edited plan": (goal) => edited(goal, null),
  "why a plan was edited": (reason) => edited("Build it.", reason),
  "a context": (text) => updateContext(domain, { id: "rust", text, actorId }),
  "a title": (title) => created({ brief: ordinary, title }),
};
let number = 0;
/** Other words each time: what was looked at once is not asked about again. */
const freshKey = (): string => `sk-ant-api03-0123456789abcdefghij-${(number += 1).toString().padStart(4, "0")}`;

describe.each(Object.entries(places))("%s", (_name, send) => {
  test("with a key is taken when sent again, or not at all where screening blocks", async () => {
    const words = `Use ${freshKey()}.`;
    const began = new Date();
    await setMode("block");
    for (let round = 0; round < 2; round += 1)
      await expect(send(words)).rejects.toThrow(/cannot be sent as it is.*An Anthropic key/);
    await setMode("confirm");
    const others = `And ${freshKey()}.`;
    await expect(send(others)).rejects.toThrow(/send the same words once more/);
    await expect(send(`${others} Please.`)).rejects.toThrow(/send the same words once more/);
    await send(others);
    const entries = await domain.prisma.auditEntry.findMany({
      where: { at: { gte: began }, action: { startsWith: "screening." } },
      orderBy: { at: "asc" },
    });
    expect(entries.slice(0, 5).map(({ action }) => action)).toEqual([
      ...Array<string>(4).fill("screening.refused"),
      "screening.passed",
    ]);
    expect(entries.every((entry) => entry.actorId === actorId)).toBe(true);
    expect(JSON.stringify(entries)).not.toContain("0123456789");
  });

  test("is taken at once where screening only warns, and audited", async () => {
    await setMode("warn");
    const began = new Date();
    await send(`Use ${freshKey()}.`);
    const passed = { at: { gte: began }, action: "screening.passed", actorId };
    expect(await domain.prisma.auditEntry.count({ where: passed })).toBeGreaterThan(0);
  });
});

test("somebody else has not looked at them", async () => {
  await setMode("confirm");
  const text = `Use ${freshKey()}.`;
  const other = await seedUser(domain);
  await expect(sendMessage(domain, { projectId, actorId, text })).rejects.toThrow("once more");
  await expect(sendMessage(domain, { projectId, actorId: other.id, text })).rejects.toThrow("once more");
  await sendMessage(domain, { projectId, actorId, text });
});

describe("what becomes a brief is screened as one", () => {
  test("a filled template", async () => {
    await setMode("confirm");
    const { brief } = fillTemplate("A page with the weather, by the service at {{address}}.", {
      address: `https://weather.example/${freshKey()}`,
    });
    await expect(created({ brief: brief ?? "" })).rejects.toThrow("Look at what was found in the brief");
  });

  test("a follow-up", async () => {
    await setMode("confirm");
    await cancelProject(domain, { projectId, actorId });
    const followUp = { projectId, actorId, brief: `Use ${freshKey()}.`, approvePlan: false, screeningHash: null };
    await expect(followUpProject(domain, followUp)).rejects.toThrow("Look at what was found in the brief");
  });
});

describe("a secret that the installation knows", () => {
  let secret: string;
  let forget: () => void;
  beforeEach(async () => {
    secret = `known-to-this-process-${freshKey()}`.replace("sk-ant-api03", "");
    await setMode("warn");
    forget = knownSecrets().remember(secret);
  });
  afterEach(() => forget());

  test.each(
    Object.entries<(words: string) => Promise<unknown>>({
      ...places,
      "a brief": (brief) => created({ brief: `${ordinary} ${brief}` }),
      "a brief that is confirmed": async (words) => {
        await setMode("confirm");
        const brief = `${ordinary} ${words} Use ${freshKey()}.`;
        const { hash } = await screenBrief(domain, { brief });
        expect(await created({ brief, screeningHash: hash })).toMatchObject({ submitted: true });
      },
      "a draft": async (words) => {
        const draft = await created({ brief: ordinary, submit: false });
        const input = { brief: `${ordinary} ${words}`, permissionMode: "ask", approvePlan: false };
        await updateDraft(domain, { projectId: draft.projectId, input });
      },
      "a template": async (words) => {
        const template = { name: words, description: words, body: `${ordinary} ${words}` };
        const { templateId } = await createTemplate(domain, { template, ownerId: actorId });
        await updateTemplate(domain, { templateId, template, viewer: owner });
      },
      "a follow-up": async (words) => {
        await cancelProject(domain, { projectId, actorId });
        const brief = `${ordinary} ${words}`;
        await followUpProject(domain, { projectId, actorId, brief, approvePlan: false, screeningHash: null });
      },
    }),
  )("is kept in no part of %s", async (_name, send) => {
    await send(`It is ${secret}.`);
    const texts = await databaseTexts(database.url);
    const found = texts.filter(({ text }) => text.includes(secret));
    expect(found.map(({ place }) => place)).toEqual([]);
    expect(texts.some(({ text }) => text.includes(`[secret •••${secret.slice(-4)}]`))).toBe(true);
  });
});
