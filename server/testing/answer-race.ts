import { answerAsk } from "../domain/progress/index.ts";
import { submitProject } from "../domain/projects/index.ts";
import type { Domain } from "../domain/domain.ts";
import { advanceTo, claimOpenRun, seedDraft, seedUser, settle } from "./project-factory.ts";

/** What came of it, as the answers, the log and the audit say it. */
export interface AnswerRace {
  readonly asks: number;
  readonly answers: number;
  /** Answers that took effect. */
  readonly taken: number;
  /** Asks of which not exactly one answer did, or whose refused ones did not say who was first. */
  readonly violations: readonly string[];
  /** Of the answers in the log and in the audit, and how many asks they are about. */
  readonly logged: { readonly events: number; readonly audited: number; readonly distinct: number };
  /** Numbers of the log without a gap from 1. */
  readonly gapless: boolean;
}

/**
 * Races answers: one project asks for a permission so many times, and each time so many people allow and deny it at the
 * same moment. Each ask is opened by a run as always, and its answer lets that run go on to the next.
 */
export const raceAnswers = async (
  domain: Domain,
  { asks, atOnce }: { asks: number; atOnce: number },
): Promise<AnswerRace> => {
  const { prisma } = domain;
  const owner = await seedUser(domain, { name: "Ada" });
  const projectId = await seedDraft(domain, { ownerId: owner.id, permissionMode: "ask" });
  await submitProject(domain, { projectId, actorId: owner.id });
  await advanceTo(domain, projectId, "IMPLEMENT");
  const violations: string[] = [];
  let taken = 0;
  for (let round = 0; round < asks; round += 1) {
    const lease = await claimOpenRun(domain, projectId);
    const asked = { toolUseId: `toolu_${round}`, toolName: "Bash", input: { command: `make ${round}` } };
    await settle(domain, lease, { type: "asks_permission", ...asked });
    const ask = await prisma.ask.findFirstOrThrow({ where: { projectId, status: "PENDING" } });
    const results = await Promise.allSettled(
      Array.from({ length: atOnce }, (_, index) =>
        answerAsk(domain, {
          askId: ask.id,
          contentHash: ask.contentHash,
          actorId: owner.id,
          answer: {
            kind: "permission",
            decision: index % 2 === 0 ? "allow" : "deny",
            reason: index % 2 === 0 ? "" : "no",
          },
        }),
      ),
    );
    const fulfilled = results.filter(({ status }) => status === "fulfilled").length;
    taken += fulfilled;
    if (fulfilled !== 1) violations.push(`${ask.id}: ${fulfilled} answers were taken`);
    const reasons = results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []));
    const unsaid = reasons.filter((reason) => !/Already answered by Ada at 2/u.test(reason));
    violations.push(...unsaid.map((reason) => `${ask.id}: ${reason}`));
  }
  const events = await prisma.event.findMany({ where: { projectId }, orderBy: { sequence: "asc" } });
  const answered = await prisma.ask.findMany({ where: { projectId, status: "ANSWERED" }, select: { id: true } });
  return {
    asks,
    answers: asks * atOnce,
    taken,
    violations,
    logged: {
      events: events.filter(({ type }) => type === "ask.answered").length,
      audited: await prisma.auditEntry.count({ where: { projectId, action: "ask.answered" } }),
      distinct: answered.length,
    },
    gapless: events.every(({ sequence }, index) => sequence === index + 1),
  };
};
