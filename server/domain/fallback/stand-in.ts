import type { ProviderError } from "../../contract/errors.ts";
import type { ProviderKind } from "../../contract/provider-kinds.ts";
import type { Domain } from "../domain.ts";
import type { ChosenModel } from "../local-models/index.ts";
import type { Lease } from "../runs/index.ts";
import { sessionFits } from "../sessions/index.ts";
import { tellBreakers, type BreakerKey } from "./breakers.ts";
import { changeSides, lockHeldRun, type Serving } from "./note-serving.ts";
import { isOtherModelFree, localFor, mayFallBack } from "./route-of-run.ts";

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
  question: StandInQuestion,
): Promise<{ readonly local: ChosenModel; readonly serving: Serving & { readonly provider: ProviderKind } } | null> => {
  const { lease, asked, error, random } = question;
  const { runId, attemptId } = lease;
  const detectedAt = domain.clock.now();
  const found = await whoStandsIn(domain, question);
  if (found === null) return null;
  const { local, provider } = found;
  return domain.prisma.$transaction(async (tx) => {
    if (!(await lockHeldRun(tx, lease))) return null;
    const before = await tx.attempt.findUniqueOrThrow({
      where: { id: attemptId },
      include: { run: { select: { failures: true } } },
    });
    const now = domain.clock.now();
    const trip = await tellBreakers(tx, asked, {
      runId,
      error,
      failures: before.run.failures + 1,
      hasWayOut: true,
      now,
      random,
    });
    if (trip === null) return null;
    const serving = { side: "local", provider, model: local.model, why: trip.reason, until: trip.until } as const;
    await changeSides(tx, { lease, serving, before, detectedAt, now: domain.clock.now() });
    await tx.attempt.update({ where: { id: attemptId }, data: { provider, model: local.model, standIn: true } });
    // What failed says nothing about who goes on.
    await tx.run.update({ where: { id: runId }, data: { failures: 0 } });
    return { local, serving };
  });
};

/**
 * The local model that can go on with this very session; null: none, or another process does. Looked up before anything
 * is locked, and all at once: the session's program waits for it.
 */
const whoStandsIn = async (
  domain: Domain,
  { lease, asked, error, samplesModel }: StandInQuestion,
): Promise<{ readonly local: ChosenModel; readonly provider: "ollama" | "scripted" } | null> => {
  const { projectId, phaseId, runId, attemptId } = lease;
  const [project, phase, { agentSessionId: sessionId }] = await Promise.all([
    domain.prisma.project.findUniqueOrThrow({ where: { id: projectId } }),
    phaseId === null ? null : domain.prisma.phase.findUnique({ where: { id: phaseId } }),
    domain.prisma.attempt.findUniqueOrThrow({ where: { id: attemptId } }),
  ]);
  const run = { project, phase, runId };
  const [local, may, hasOther] = await Promise.all([
    project.scenario === null ? localFor(domain, run) : samplesModel,
    mayFallBack(domain, run),
    // Another one of Claude's models goes on, in a process of its own.
    isOtherModelFree(domain, run, { error, asked }),
  ]);
  if (local === null || !may || hasOther) return null;
  // What is too long for it is handed over to a session of its own.
  const fits = await sessionFits(domain, { sessionId, contextTokens: local.contextTokens });
  return fits ? { local, provider: project.scenario === null ? "ollama" : "scripted" } : null;
};
