import { ProjectId, UserId } from "../../contract/ids.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AskContent } from "../../contract/asks.ts";
import type { Hold } from "../../contract/statuses.ts";
import { newId } from "../../platform/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { advanceTo, createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import { openAsk } from "../asks/index.ts";
import type { Domain } from "../domain.ts";
import { answerAsk } from "../progress/index.ts";
import { submitProject, shareProject } from "../projects/index.ts";
import { readDecided, readInbox, readSimilar } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let admin: { id: string; role: "ADMIN" | "MEMBER" | "VIEWER" };
let owner: typeof admin;
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  await database.prisma.setting.create({ data: { key: "limits.activeProjects", value: 200 } });
});
beforeEach(async () => {
  await database.prisma.ask.deleteMany();
  admin = await seedUser(domain);
  owner = await seedUser(domain, { role: "MEMBER", name: "Bea" });
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

/** A project of Bea's that waits for the approval of its plan. */
const awaitingApproval = async (title: string): Promise<string> => {
  const projectId = await seedDraft(domain, { ownerId: owner.id, approvePlan: true, title });
  await submitProject(domain, { projectId, actorId: owner.id });
  await advanceTo(domain, projectId, null);
  return projectId;
};

const command = (words: string): AskContent => ({
  kind: "permission",
  toolUseId: newId("ask"),
  toolName: "Bash",
  input: { command: words },
});

/** An ask of the project's with its answer. */
const answered = async (projectId: string, content: AskContent, allow: boolean): Promise<string> => {
  const askId = newId("ask");
  await domain.prisma.$transaction((tx) =>
    openAsk(domain, tx, { askId, projectId, runId: null, phaseId: null, subject: askId, content }),
  );
  const reason = allow ? "" : "not that";
  await domain.prisma.ask.update({
    where: { id: askId },
    data: {
      status: "ANSWERED",
      answer: { kind: "permission", decision: allow ? "allow" : "deny", reason },
      answeredById: owner.id,
      answeredAt: new Date(),
    },
  });
  return askId;
};

describe("what waits", () => {
  it("is seen by who may see the project, and answered by who may steer it", async () => {
    const projectId = await awaitingApproval("Ledger");
    const viewer = await seedUser(domain, { role: "VIEWER" });
    const stranger = await seedUser(domain, { role: "MEMBER" });
    const seen = async (who: typeof admin) =>
      (await readInbox(domain, { viewer: who })).map(({ project, canAnswer }) => ({ id: project.id, canAnswer }));
    expect(await seen(owner)).toEqual([{ id: projectId, canAnswer: true }]);
    expect(await seen(admin)).toEqual([{ id: projectId, canAnswer: true }]);
    expect(await seen(viewer)).toEqual([{ id: projectId, canAnswer: false }]);
    expect(await seen(stranger)).toEqual([]);
  });

  it("says who asks what, of which phase, the oldest first, and is gone with its answer", async () => {
    const first = await awaitingApproval("First");
    const second = await awaitingApproval("Second");
    const items = await readInbox(domain, { viewer: owner });
    expect(items).toMatchObject([
      { project: { id: first, title: "First", phase: null }, from: "PROJECT_MANAGER" },
      { project: { id: second }, waiting: { type: "ask", content: { kind: "plan_approval", revision: 1 } } },
    ]);
    const [item] = items;
    if (item?.waiting.type !== "ask") throw new Error("It is no ask.");
    const { askId, contentHash } = item.waiting;
    const answer = { kind: "plan_approval", decision: "approve", comment: "" } as const;
    await answerAsk(domain, { askId, contentHash, answer, actorId: owner.id });
    expect((await readInbox(domain, { viewer: owner })).map(({ project }) => project.id)).toEqual([second]);
  });

  it("is told to the webhook once, and not what is in it", async () => {
    await database.prisma.setting.create({ data: { key: "webhook.url", value: "https://hooks.example/spiral" } });
    const projectId = await awaitingApproval("Told");
    await database.prisma.setting.delete({ where: { key: "webhook.url" } });
    const [ask] = await database.prisma.ask.findMany({ where: { projectId } });
    const told = await database.prisma.webhookDelivery.findMany();
    expect(told.map(({ body }): unknown => JSON.parse(body))).toMatchObject([
      { type: "ask.opened", data: { askId: ask?.id, projectId, kind: "plan_approval" } },
    ]);
    expect(told[0]?.body).not.toContain("Part 1");
  });

  it("holds what waits for money or hands, but not for time", async () => {
    const hold = async (held: Hold): Promise<string> => {
      const projectId = await awaitingApproval(held.reason);
      await domain.prisma.ask.deleteMany({ where: { projectId } });
      await domain.prisma.project.update({
        where: { id: projectId },
        data: { status: "WAITING", heldFrom: "RUNNING", hold: held },
      });
      return projectId;
    };
    const broken = await hold({ reason: "attention", message: "Git failed.", fix: "Look at it." });
    await hold({ reason: "quota", until: new Date().toISOString(), message: "Wait." });
    expect(await readInbox(domain, { viewer: owner })).toMatchObject([
      { key: broken, waiting: { type: "hold", hold: { reason: "attention", message: "Git failed." } }, from: null },
    ]);
    const helper = await seedUser(domain, { role: "MEMBER" });
    const seen = async () =>
      (await readInbox(domain, { viewer: helper })).map(({ key, canAnswer }) => ({ key, canAnswer }));
    expect(await seen()).toEqual([]);
    const sharing = { actorId: owner.id, projectId: ProjectId.parse(broken), userId: UserId.parse(helper.id) };
    await shareProject(domain, { ...sharing, access: "VIEW" });
    expect(await seen()).toEqual([{ key: broken, canAnswer: false }]);
    await shareProject(domain, { ...sharing, access: "STEER" });
    expect(await seen()).toEqual([{ key: broken, canAnswer: true }]);
  });
});

describe("what was decided", () => {
  it("comes page by page, the newest first, to who may see the project", async () => {
    const projectId = await awaitingApproval("Decided");
    const ids: string[] = [];
    for (let count = 0; count < 35; count += 1) ids.unshift(await answered(projectId, command(`ls ${count}`), true));
    const page = await readDecided(domain, { viewer: owner, after: null });
    const last = page.at(-1);
    if (last === undefined) throw new Error("The page is empty.");
    const rest = await readDecided(domain, { viewer: owner, after: last });
    expect([...page, ...rest].map(({ askId }) => askId)).toEqual(ids);
    expect(page[0]).toMatchObject({ by: "Bea", answer: { decision: "allow" }, project: { title: "Decided" } });
    const stranger = await seedUser(domain, { role: "MEMBER" });
    expect(await readDecided(domain, { viewer: stranger, after: null })).toEqual([]);
  });

  it("shows how the same program was decided on before, and no other", async () => {
    const projectId = await awaitingApproval("Similar");
    const removal = await answered(projectId, command("rm -rf build"), false);
    await answered(projectId, command("npm test"), true);
    const asked = await answered(projectId, command("rm notes.txt"), true);
    expect(await readSimilar(domain, { viewer: owner, askId: asked })).toMatchObject([
      { askId: removal, answer: { decision: "deny", reason: "not that" } },
    ]);
    const stranger = await seedUser(domain, { role: "MEMBER" });
    await expect(readSimilar(domain, { viewer: stranger, askId: asked })).rejects.toMatchObject({ code: "not_found" });
  });
});
