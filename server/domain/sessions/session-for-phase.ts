import type { ProviderKind } from "../../contract/provider-kinds.ts";
import type { AgentSession } from "../../db/generated/client.ts";
import { newId } from "../../platform/ids.ts";
import type { Reader } from "../domain.ts";
import { chooseSession, fitsContext } from "./choose-session.ts";

/** A conversation to work in, and what it has to be told besides. */
export interface SessionForPhase {
  readonly session: AgentSession;
  /**
   * `fresh`: it began with a hand-over, or is to. `back`: it goes on after another one did in its place, since `since`.
   * Null: it knows all that there is to know.
   */
  readonly handOver: { readonly kind: "fresh" | "back"; readonly since: Date | null } | null;
}

/**
 * The provider's conversation about a go of a phase: the one that is there, or a new one with an id that is stored before
 * anybody uses it. It is Claude Code's own, whoever answers in it: at a limit another provider goes on with all of it,
 * unless it is too long for the local model (choose-session.ts).
 */
export const sessionForPhase = async (
  { prisma }: Reader,
  {
    phaseId,
    goRound,
    provider,
    contextTokens,
    newId: newProviderSessionId,
  }: {
    phaseId: string;
    goRound: number;
    provider: ProviderKind;
    /** What the local model that is to go on can hold; null: Claude is to. */
    contextTokens: number | null;
    newId: () => string;
  },
): Promise<SessionForPhase> => {
  const sessions = await prisma.agentSession.findMany({
    where: { phaseId, goRound },
    orderBy: { createdAt: "asc" },
  });
  const currentId = await currentSession({ prisma }, sessions);
  const choice = chooseSession({
    sessions: sessions.map(({ id, handOverOf, startedAt }) => ({ id, handOverOf, started: startedAt !== null })),
    currentId,
    local:
      contextTokens === null
        ? null
        : { contextTokens, tokens: currentId === null ? null : await conversationTokens({ prisma }, currentId) },
  });
  const begin = (handOverOf: string | null): Promise<AgentSession> =>
    prisma.agentSession.create({
      data: {
        id: newId("agentSession"),
        phaseId,
        goRound,
        provider,
        providerSessionId: newProviderSessionId(),
        handOverOf,
      },
    });
  switch (choice.go) {
    case "first":
      return { session: await begin(null), handOver: null };
    case "afresh":
      return { session: await begin(choice.from), handOver: { kind: "fresh", since: null } };
    case "on": {
      const session = sessions.find(({ id }) => id === choice.id);
      if (session === undefined) throw new Error("The session that was chosen is none of the phase's.");
      if (choice.news)
        return {
          session,
          handOver: { kind: "back", since: await leftAt({ prisma }, { sessions, sessionId: session.id }) },
        };
      return { session, handOver: session.handOverOf === null ? null : { kind: "fresh", since: null } };
    }
    default:
      return choice satisfies never;
  }
};

/**
 * The conversation that was worked in last: in which a model was asked. An attempt that died before has told it nothing.
 * One that never began, and was to be, is still to begin.
 */
const currentSession = async ({ prisma }: Reader, sessions: readonly AgentSession[]): Promise<string | null> => {
  const used = await prisma.attempt.findFirst({
    where: { agentSessionId: { in: sessions.map(({ id }) => id) } },
    orderBy: { startedAt: "desc" },
    select: { agentSessionId: true },
  });
  const newest = sessions.find(({ id }) => id === used?.agentSessionId) ?? sessions.at(-1) ?? null;
  if (newest === null || newest.startedAt === null) return newest?.id ?? null;
  const worked = await lastWork(
    { prisma },
    sessions.map(({ id }) => id),
  );
  return worked?.agentSessionId ?? newest.id;
};

/** The newest attempt in any of these conversations that has asked a model; null: none has. */
const lastWork = async ({ prisma }: Reader, sessionIds: readonly string[]) => {
  const attempts = await prisma.attempt.findMany({
    where: { agentSessionId: { in: [...sessionIds] } },
    orderBy: { startedAt: "desc" },
    select: { id: true, agentSessionId: true, startedAt: true, endedAt: true },
  });
  const ids = attempts.map(({ id }) => id);
  const asked = await prisma.providerCall.groupBy({ by: ["attemptId"], where: { attemptId: { in: ids } } });
  return attempts.find(({ id }) => asked.some(({ attemptId }) => attemptId === id)) ?? null;
};

/** The newest calls, of which the longest counts: small questions about a conversation are made beside it. */
const newestCalls = 5;

/** How long a conversation is in tokens, by its calls in the ledger; null: none is known. */
const conversationTokens = async ({ prisma }: Reader, sessionId: string): Promise<number | null> => {
  const attempts = await prisma.attempt.findMany({ where: { agentSessionId: sessionId }, select: { id: true } });
  const calls = await prisma.usageRecord.findMany({
    where: { attemptId: { in: attempts.map(({ id }) => id) }, kind: "CALL", inputUncached: { gte: 0 } },
    orderBy: { startedAt: "desc" },
    take: newestCalls,
    select: { inputUncached: true, cacheRead: true, cacheWrite5m: true, cacheWrite1h: true, output: true },
  });
  const lengths = calls.map(
    (call) => call.inputUncached + call.cacheRead + call.cacheWrite5m + call.cacheWrite1h + call.output,
  );
  const longest = Math.max(0, ...lengths);
  return longest === 0 ? null : longest;
};

/** Whether a conversation can go on with a model of this context. */
export const sessionFits = async (
  reader: Reader,
  { sessionId, contextTokens }: { sessionId: string | null; contextTokens: number },
): Promise<boolean> => sessionId === null || fitsContext(await conversationTokens(reader, sessionId), contextTokens);

/**
 * When a conversation was last worked in: at the latest when the phase's next attempt began. A runner that was away may
 * have said only afterwards how its own ended.
 */
const leftAt = async (
  { prisma }: Reader,
  { sessions, sessionId }: { readonly sessions: readonly AgentSession[]; readonly sessionId: string },
): Promise<Date | null> => {
  const last = await lastWork({ prisma }, [sessionId]);
  if (last === null) return null;
  const next = await prisma.attempt.findFirst({
    where: { agentSessionId: { in: sessions.map(({ id }) => id) }, startedAt: { gt: last.startedAt } },
    orderBy: { startedAt: "asc" },
    select: { startedAt: true },
  });
  const ends = [last.endedAt, next?.startedAt ?? null].filter((end) => end !== null);
  return ends.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? last.startedAt;
};
