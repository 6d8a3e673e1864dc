import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AskAnswer } from "../../contract/asks.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import {
  advanceTo,
  claimOpenRun,
  createTestDomain,
  openRun,
  seedDraft,
  seedUser,
  settle,
} from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { answerAsk, decidePermission, expireAsks } from "../progress/index.ts";
import { getProject, submitProject } from "../projects/index.ts";
import { isRemembered, listPermissionRules, removePermissionRule } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let admin: { id: string; role: "ADMIN" | "MEMBER" | "VIEWER" };
let owner: typeof admin;
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  await database.prisma.setting.create({ data: { key: "limits.activeProjects", value: 200 } });
  admin = await seedUser(domain);
  owner = await seedUser(domain, { role: "MEMBER" });
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const input = { command: "npm test", description: "Run the tests" };
let uses = 0;

/** A project whose Developer asks whether it may run a command. */
const asking = async (asked: unknown = input) => {
  const projectId = await seedDraft(domain, { ownerId: owner.id, permissionMode: "ask" });
  await submitProject(domain, { projectId, actorId: owner.id });
  await advanceTo(domain, projectId, "IMPLEMENT");
  const lease = await claimOpenRun(domain, projectId);
  uses += 1;
  const toolUseId = `toolu_${uses}`;
  await settle(domain, lease, { type: "asks_permission", toolUseId, toolName: "Bash", input: asked });
  const [ask] = (await getProject(domain, { viewer: admin, projectId })).asks;
  if (ask === undefined) throw new Error("Nothing is asked.");
  const answer = (given: Partial<Extract<AskAnswer, { kind: "permission" }>>, actorId = owner.id) =>
    answerAsk(domain, {
      askId: ask.id,
      contentHash: ask.contentHash,
      answer: { kind: "permission", decision: "allow", reason: "", ...given },
      actorId,
    });
  return { projectId, runId: lease.runId, toolUseId, ask, answer };
};
/** What the run is told when it is taken up again. */
const answerTo = async ({ projectId, toolUseId }: { projectId: string; toolUseId: string }) => {
  const lease = await claimOpenRun(domain, projectId);
  const decided = await decidePermission(domain, { lease, toolUse: { toolUseId, toolName: "Bash", input } });
  return typeof decided === "string" ? decided : decided.answer;
};
const remembered = (where: { projectId: string; runId: string }, asked: unknown = input) =>
  isRemembered(domain, { projectId: where.projectId, runId: where.runId, toolName: "Bash", input: asked });

describe("a remembered permission", () => {
  it("goes as far as it was meant to, and counts how often it is used", async () => {
    const [run, project, other] = [await asking(), await asking(), await asking()];
    await run.answer({ remember: "run" });
    await project.answer({ remember: "project" });
    expect(await remembered(run)).toBe(true);
    expect(await remembered({ ...run, runId: other.runId })).toBe(false);
    expect(await remembered({ ...project, runId: other.runId })).toBe(true);
    expect(await remembered(project, { command: "npm test; rm -rf ." })).toBe(false);
    expect(await remembered(other)).toBe(false);
    const rules = await listPermissionRules(domain, { viewer: owner });
    expect(rules.map(({ scope, uses: used, project: of }) => [scope, used, of?.id])).toEqual([
      ["project", 1, project.projectId],
      ["run", 1, run.projectId],
    ]);
    const stranger = await seedUser(domain, { role: "MEMBER" });
    expect(await listPermissionRules(domain, { viewer: stranger })).toEqual([]);
  });

  it("for every project is an admin's to give and to take back", async () => {
    const [asked, other] = [await asking({ command: "make all" }), await asking({ command: "make all" })];
    await expect(asked.answer({ remember: "all" })).rejects.toMatchObject({ code: "forbidden" });
    expect((await getProject(domain, { viewer: admin, projectId: asked.projectId })).asks[0]?.answer).toBeNull();
    await asked.answer({ remember: "all" }, admin.id);
    // Identical ones are answered together, and make one rule.
    await (await asking({ command: "make all" })).answer({ remember: "all" }, admin.id);
    const all = (await listPermissionRules(domain, { viewer: owner })).filter(({ scope }) => scope === "all");
    expect(all).toHaveLength(1);
    expect(await remembered(other, { command: "make all" })).toBe(true);
    const rule = (await listPermissionRules(domain, { viewer: owner })).find(({ scope }) => scope === "all");
    const ruleId = rule?.id ?? "";
    expect(rule).toMatchObject({ canRemove: false, uses: 1 });
    await expect(removePermissionRule(domain, { viewer: owner, ruleId })).rejects.toMatchObject({ code: "forbidden" });
    await removePermissionRule(domain, { viewer: admin, ruleId });
    expect(await remembered(other, { command: "make all" })).toBe(false);
    await expect(removePermissionRule(domain, { viewer: admin, ruleId })).rejects.toMatchObject({ code: "not_found" });
    const actions = await database.prisma.auditEntry.findMany({ where: { subjectId: ruleId }, orderBy: { at: "asc" } });
    expect(actions.map(({ action, detail }) => [action, detail])).toMatchObject([
      ["permission.remembered", { rule: "Run exactly: make all" }],
      ["permission.forgotten", { rule: "Run exactly: make all" }],
    ]);
  });
});

describe("a permission", () => {
  it("may be allowed with its texts changed, and with nothing else changed", async () => {
    const asked = await asking();
    await expect(asked.answer({ edited: { command: "ls" } })).rejects.toMatchObject({ code: "invalid" });
    await expect(asked.answer({ edited: { ...input, timeout: 1 } })).rejects.toMatchObject({ code: "invalid" });
    await expect(asked.answer({ edited: { ...input }, remember: "run" })).rejects.toMatchObject({ code: "invalid" });
    await asked.answer({ edited: { ...input, command: "npm run lint" } });
    expect(await answerTo(asked)).toMatchObject({
      decision: "allow",
      edited: { ...input, command: "npm run lint" },
    });
  });

  it("that nobody answers becomes a refusal when its time is over, once, and the work goes on", async () => {
    const [asked, answered] = [await asking(), await asking()];
    await answered.answer({});
    expect(asked.ask.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 6.9 * 86_400_000);
    expect(await expireAsks(domain)).toBe(0);
    const later = { ...domain, clock: { now: () => new Date(Date.now() + 7.1 * 86_400_000) } };
    const waiting = await database.prisma.ask.count({ where: { status: "PENDING" } });
    const both = await Promise.all([expireAsks(later), expireAsks(later)]);
    expect(both.reduce((sum, count) => sum + count)).toBe(waiting);
    expect(await openRun(domain, asked.projectId)).toMatchObject({ operation: "IMPLEMENT", status: "QUEUED" });
    expect(await answerTo(asked)).toMatchObject({ decision: "deny" });
    await expect(asked.answer({})).rejects.toMatchObject({ code: "conflict" });
  });

  it("is answered by one of twenty who answer at once, and the others hear who was first", async () => {
    for (let round = 0; round < 4; round += 1) {
      const asked = await asking();
      const answers = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          asked.answer(index % 2 === 0 ? {} : { decision: "deny", reason: `no ${index}` }),
        ),
      );
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const refused of answers) {
        if (refused.status === "rejected") expect(String(refused.reason)).toMatch(/Already answered by Ada at 2/);
      }
      const log = await database.prisma.event.count({
        where: { projectId: asked.projectId, type: "ask.answered" },
      });
      expect(log).toBe(1);
    }
  });
});
