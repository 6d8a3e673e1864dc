import { describe, expect, it } from "vitest";
import { domainPlace } from "../../testing/domain-place.ts";
import { advanceTo, claimOpenRun, goodOutput, openRun, seedDraft, settle } from "../../testing/project-factory.ts";
import { cancelProject, getProject, pauseProject, resumeProject, submitProject } from "../projects/index.ts";
import type { Lease } from "../runs/index.ts";
import { answerAsk, decidePermission, expireAsks } from "./index.ts";

const { database, domain, owner } = await domainPlace();

const toolUse = (toolUseId = "toolu_one", command = "npm test") => ({
  toolUseId,
  toolName: "Bash",
  input: { command },
});

/** A Developer at work, whose process waits for a permission. */
const asking = async () => {
  const projectId = await seedDraft(domain, { ownerId: owner.id, permissionMode: "ask" });
  await submitProject(domain, { projectId, actorId: owner.id });
  await advanceTo(domain, projectId, "IMPLEMENT");
  const lease = await claimOpenRun(domain, projectId);
  const { askId } = await decided(lease);
  return { projectId, lease, askId };
};
const decided = async (lease: Lease, use = toolUse()) => {
  const found = await decidePermission(domain, { lease, toolUse: use });
  if (typeof found === "string") throw new Error(`It is ${found}.`);
  return found;
};
const asksOf = (projectId: string) =>
  database.prisma.ask.findMany({ where: { projectId }, orderBy: { createdAt: "asc" } });
const answer = async (askId: string, decision: "allow" | "deny" = "allow"): Promise<void> => {
  const { contentHash } = await database.prisma.ask.findUniqueOrThrow({ where: { id: askId } });
  const reason = decision === "deny" ? "no" : "";
  await answerAsk(domain, { askId, contentHash, actorId: owner.id, answer: { kind: "permission", decision, reason } });
};
/** Lets them get at the project in this order, each when the one before waits for the same lock. */
const atOnce = async (projectId: string, writers: readonly (() => Promise<unknown>)[]): Promise<void> => {
  const waiting = () => database.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  const begun: Promise<unknown>[] = [];
  await database.prisma.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR UPDATE`;
      for (const write of writers) {
        begun.push(write());
        await expect.poll(async () => (await waiting()).length, { timeout: 20_000 }).toBe(begun.length);
      }
    },
    { timeout: 50_000 },
  );
  await Promise.all(begun);
};
/** Its runner has died; another one takes over. */
const takeOver = async ({ projectId, lease }: { projectId: string; lease: Lease }): Promise<Lease> => {
  await database.prisma.run.update({ where: { id: lease.runId }, data: { leaseExpiresAt: new Date(0) } });
  return claimOpenRun(domain, projectId, "rnr_other");
};

describe("a permission that a living process waits for", () => {
  it("can be answered from its first moment, while the project is at work; the same process has the answer", async () => {
    const { projectId, lease, askId } = await asking();
    const before = await getProject(domain, { viewer: owner, projectId });
    expect(before).toMatchObject({ status: "RUNNING", asks: [{ id: askId, answer: null }] });
    expect(before.activity).toBe("Allow Bash npm test?");
    expect(await decided(lease)).toEqual({ askId, answer: null });
    await answer(askId);
    expect(await decided(lease)).toMatchObject({ askId, answer: { decision: "allow" } });
    expect(await getProject(domain, { viewer: owner, projectId })).toMatchObject({ status: "RUNNING", hold: null });
    expect(await openRun(domain, projectId)).toMatchObject({ status: "RUNNING", leaseToken: lease.leaseToken });
    // The next call of the same command is another one.
    expect(await decided(lease, toolUse("toolu_two"))).toMatchObject({ answer: null });
    expect(await asksOf(projectId)).toHaveLength(2);
  });

  it("is the same ask when the process ends to wait without one, and the project waits for it", async () => {
    const { projectId, lease, askId } = await asking();
    await settle(domain, lease, { type: "asks_permission", ...toolUse() });
    const held = await getProject(domain, { viewer: owner, projectId });
    expect(held).toMatchObject({ status: "WAITING", hold: { reason: "permission", askId } });
    await answer(askId, "deny");
    expect(await decided(await claimOpenRun(domain, projectId))).toMatchObject({ askId, answer: { decision: "deny" } });
    expect(await asksOf(projectId)).toHaveLength(1);
  });

  it.each(["answered first", "handed over first"])(
    "is answered in the very moment of the hand-over: it counts, and the run goes on (%s)",
    async (order) => {
      const { projectId, lease, askId } = await asking();
      const both = [() => answer(askId), () => settle(domain, lease, { type: "asks_permission", ...toolUse() })];
      await atOnce(projectId, order === "answered first" ? both : both.toReversed());
      expect(await getProject(domain, { viewer: owner, projectId })).toMatchObject({ status: "RUNNING", hold: null });
      const log = await database.prisma.event.findMany({ where: { projectId }, orderBy: { sequence: "asc" } });
      const waited = log.filter(({ type }) => type === "project.status_changed").length > 3;
      expect(waited).toBe(order === "handed over first");
      expect(log.filter(({ type }) => type === "ask.opened" || type === "ask.answered")).toHaveLength(2);
      expect(await openRun(domain, projectId)).toMatchObject({ status: "QUEUED", failures: 0 });
      const next = await claimOpenRun(domain, projectId);
      expect(await decided(next)).toMatchObject({ askId, answer: { decision: "allow" } });
    },
  );

  it("is found by the call that a killed runner's agent repeats under another id, answered meanwhile or not", async () => {
    const open = await asking();
    expect(await decided(await takeOver(open), toolUse("toolu_again"))).toEqual({ askId: open.askId, answer: null });
    await settle(domain, await takeOver(open), { type: "asks_permission", ...toolUse("toolu_again") });
    const [ask] = await asksOf(open.projectId);
    expect(ask).toMatchObject({ id: open.askId, status: "PENDING", subject: "toolu_again" });

    const answered = await asking();
    await answer(answered.askId);
    const next = await takeOver(answered);
    expect(await decided(next, toolUse("toolu_again"))).toMatchObject({ answer: { decision: "allow" } });
    // It had the answer: what it calls after another crash is another call.
    expect(await decided(await takeOver({ ...answered, lease: next }), toolUse("toolu_third"))).toMatchObject({
      answer: null,
    });
    expect(await asksOf(answered.projectId)).toHaveLength(2);
    // Who has lost the run asks nobody.
    expect(await decidePermission(domain, { lease: next, toolUse: toolUse("toolu_late") })).toBe("fenced");
  });

  it("is taken back when the agent goes another way after a crash", async () => {
    const asks = await asking();
    const next = await takeOver(asks);
    expect(await decided(next, toolUse("toolu_other", "npm run lint"))).toMatchObject({ answer: null });
    expect((await asksOf(asks.projectId)).map(({ status }) => status)).toEqual(["WITHDRAWN", "PENDING"]);
    await settle(domain, next, { type: "succeeded", ...goodOutput("IMPLEMENT", 1) });
    expect((await asksOf(asks.projectId)).map(({ status }) => status)).toEqual(["WITHDRAWN", "WITHDRAWN"]);
  });

  it("outlives a pause, answered in it or after it; a cancelled project needs it no more", async () => {
    const { projectId, askId } = await asking();
    await pauseProject(domain, { projectId, actorId: owner.id });
    await answer(askId);
    expect((await getProject(domain, { viewer: owner, projectId })).status).toBe("PAUSED");
    await resumeProject(domain, { projectId, actorId: owner.id });
    const again = await claimOpenRun(domain, projectId);
    expect(await decided(again, toolUse("toolu_again"))).toMatchObject({ askId, answer: { decision: "allow" } });

    const other = await asking();
    await cancelProject(domain, { projectId: other.projectId, actorId: owner.id });
    await expect(answer(other.askId)).rejects.toMatchObject({ code: "conflict" });
    expect((await asksOf(other.projectId)).map(({ status }) => status)).toEqual(["WITHDRAWN"]);
  });

  it("becomes a refusal when its time is over, which the process is told", async () => {
    const { projectId, lease } = await asking();
    const later = { ...domain, clock: { now: () => new Date(Date.now() + 7.1 * 86_400_000) } };
    await expireAsks(later);
    expect(await decided(lease)).toMatchObject({ answer: { decision: "deny" } });
    expect((await getProject(domain, { viewer: owner, projectId })).status).toBe("RUNNING");
  });
});
