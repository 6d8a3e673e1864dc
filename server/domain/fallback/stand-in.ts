import type { ProviderError } from "../../contract/errors.ts";
import type { ProviderKind } from "../../contract/provider-kinds.ts";
import type { Domain } from "../domain.ts";
import type { ChosenModel } from "../local-models/index.ts";
import type { Lease } from "../runs/index.ts";
import { sessionFits } from "../sessions/index.ts";
import { tellBreakers, type BreakerKey } from "./breakers.ts";
import { changeSides, lockHeldRun, type Serving } from "./note-serving.ts";
import { canFallBack, hasOtherModel, localFor } from "./route-of-run.ts";

export interface StandInQuestion {
  readonly lease: Lease;
  /** Claude's account and model, as they were asked. */
  readonly asked: BreakerKey;
  readonly error: ProviderError;
  /** The local model of a sample, which has no Ollama behind it. */
  readonly samplesModel: ChosenModel | null;
  readonly random: () => number;
}

/**
 * Lets an attempt that Claude has just failed go on with a local model: the breakers are told, the switch is recorded and
 * the attempt's row says who works from here on, all in one transaction and only for the holder of the run's lease. A
 * process that dies after it is followed by an attempt that finds the breaker open.
 * @returns null where the attempt ends with its error; nothing is decided then before it is settled
 */
export const standInAtOnce = async (
  domain: Domain,
  { lease, asked, error, samplesModel, random }: StandInQuestion,
): Promise<{ readonly local: ChosenModel; readonly serving: Serving & { readonly provider: ProviderKind } } | null> => {
  const detectedAt = domain.clock.now();
  return domain.prisma.$transaction(async (tx) => {
    const { projectId, phaseId, runId, attemptId } = lease;
    if (!(await lockHeldRun(tx, lease))) return null;
    const inside = { ...domain, prisma: tx };
    const project = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
    const phase = phaseId === null ? null : await tx.phase.findUnique({ where: { id: phaseId } });
    const local = project.scenario === null ? await localFor(inside, { project, phase, runId }) : samplesModel;
    if (local === null || !(await canFallBack(inside, { project, phase, runId }))) return null;
    // Another one of Claude's models goes on, in a process of its own.
    if (await hasOtherModel(inside, { project, phase, runId }, { error, model: asked.model })) return null;
    const before = await tx.attempt.findUniqueOrThrow({ where: { id: attemptId } });
    // What is too long for it is handed over to a session of its own.
    if (!(await sessionFits(inside, { sessionId: before.agentSessionId, contextTokens: local.contextTokens })))
      return null;
    const { failures } = await tx.run.findUniqueOrThrow({ where: { id: runId }, select: { failures: true } });
    const now = domain.clock.now();
    const trip = await tellBreakers(tx, asked, {
      runId,
      error,
      failures: failures + 1,
      hasWayOut: true,
      now,
      random,
    });
    if (trip === null) return null;
    const serving = {
      side: "local",
      provider: project.scenario === null ? "ollama" : "scripted",
      model: local.model,
      why: trip.reason,
      until: trip.until,
    } as const;
    await changeSides(tx, { lease, serving, before, detectedAt, now: domain.clock.now() });
    const { provider, model } = serving;
    await tx.attempt.update({ where: { id: attemptId }, data: { provider, model, standIn: true } });
    // What failed says nothing about who goes on.
    await tx.run.update({ where: { id: runId }, data: { failures: 0 } });
    return { local, serving };
  });
};
