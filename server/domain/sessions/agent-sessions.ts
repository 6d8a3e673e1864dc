import { ProviderKind } from "../../contract/provider-kinds.ts";
import { AttemptOutcome } from "../../contract/statuses.ts";
import type { AgentSession } from "../../db/generated/client.ts";
import type { AgentSessionView } from "../../contract/views.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain, Reader } from "../domain.ts";

/**
 * The provider's conversation about a go of a phase: the one that is there, or a new one with an id that is stored before
 * anybody uses it. It is Claude Code's own, whoever answers in it: at a limit another provider goes on with all of it.
 */
export const sessionForPhase = async (
  { prisma }: Reader,
  {
    phaseId,
    goRound,
    provider,
    newId: newProviderSessionId,
  }: { phaseId: string; goRound: number; provider: ProviderKind; newId: () => string },
): Promise<AgentSession> => {
  const found = await prisma.agentSession.findFirst({
    where: { phaseId, goRound },
    orderBy: { createdAt: "desc" },
  });
  return (
    found ??
    prisma.agentSession.create({
      data: { id: newId("agentSession"), phaseId, goRound, provider, providerSessionId: newProviderSessionId() },
    })
  );
};

/** The provider has said that the conversation exists: from now on it can be resumed. */
export const markSessionStarted = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { sessionId }: { sessionId: string },
): Promise<void> => {
  await prisma.agentSession.updateMany({ where: { id: sessionId, startedAt: null }, data: { startedAt: clock.now() } });
};

/** Notes who works in an attempt, before the first request. */
export const useSession = async (
  { prisma }: Reader,
  options: {
    attemptId: string;
    sessionId: string | null;
    provider: ProviderKind;
    model: string;
    /** It works in another one's place. */
    standIn: boolean;
  },
): Promise<void> => {
  const { attemptId, sessionId, ...who } = options;
  await prisma.attempt.update({ where: { id: attemptId }, data: { agentSessionId: sessionId, ...who } });
};

/** How the run's attempt before this one ended; null for the first. */
export const previousAttempt = async (
  { prisma }: Reader,
  { runId, attemptId }: { runId: string; attemptId: string },
): Promise<{ outcome: AttemptOutcome | null } | null> => {
  const attempt = await prisma.attempt.findFirst({
    where: { runId, id: { not: attemptId } },
    orderBy: { leaseToken: "desc" },
    select: { outcome: true },
  });
  return attempt === null ? null : { outcome: AttemptOutcome.nullable().parse(attempt.outcome) };
};

/** Remembers the commit that a phase starts from; the first word stands. */
export const setPhaseBase = async (
  { prisma }: Reader,
  { phaseId, commit }: { phaseId: string; commit: string },
): Promise<void> => {
  await prisma.phase.updateMany({ where: { id: phaseId, baseCommit: null }, data: { baseCommit: commit } });
};

/** A project's conversations, oldest first. */
export const sessionViews = async (
  { prisma }: Reader,
  { projectId, cycle }: { projectId: string; cycle: number },
): Promise<AgentSessionView[]> => {
  const sessions = await prisma.agentSession.findMany({
    where: { phase: { projectId, cycle } },
    orderBy: { createdAt: "asc" },
    include: { _count: { select: { attempts: true } } },
  });
  return sessions.map(({ phaseId, provider, providerSessionId, startedAt, _count }) => ({
    phaseId,
    provider: ProviderKind.parse(provider),
    providerSessionId,
    startedAt,
    attempts: _count.attempts,
  }));
};
