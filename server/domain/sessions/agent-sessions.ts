import { ProviderKind } from "../../contract/provider-kinds.ts";
import { AttemptOutcome } from "../../contract/statuses.ts";
import type { AgentSessionView } from "../../contract/views.ts";
import type { Domain, Reader } from "../domain.ts";

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
  return sessions.map(({ phaseId, provider, providerSessionId, handOverOf, startedAt, _count }) => ({
    phaseId,
    provider: ProviderKind.parse(provider),
    providerSessionId,
    handedOver: handOverOf !== null,
    startedAt,
    attempts: _count.attempts,
  }));
};
