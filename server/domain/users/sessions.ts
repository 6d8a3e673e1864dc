import type { SessionView } from "../../contract/people.ts";
import type { Viewer } from "../../contract/views.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";

/** A sign-in is good for 30 days from its beginning, however much it is used. */
export const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000;

const userAgentLimit = 300;

/** How far behind `seenAt` may be: not every request writes. */
const seenToleranceMs = 5 * 60 * 1000;

/** A session that is good, as a condition for queries. */
export const liveSession = (now: Date) => ({ revokedAt: null, expiresAt: { gt: now } });

/** Begins a session with an id that did not exist before (no fixation), and forgets the user's expired ones. */
export const createSession = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { userId, userAgent }: { userId: string; userAgent: string | null },
): Promise<{ sessionId: string }> => {
  const now = clock.now();
  await prisma.session.deleteMany({ where: { userId, expiresAt: { lte: now } } });
  const { id } = await prisma.session.create({
    data: {
      id: newId("session"),
      userId,
      createdAt: now,
      seenAt: now,
      confirmedAt: now,
      expiresAt: new Date(now.getTime() + sessionLifetimeMs),
      userAgent: userAgent?.slice(0, userAgentLimit) ?? null,
    },
  });
  return { sessionId: id };
};

/** Whose session this is, asked at every request: null when it has ended, was never there, or its user is disabled. */
export const viewerOfSession = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { sessionId }: { sessionId: string },
): Promise<Viewer | null> => {
  const now = clock.now();
  const session = await prisma.session.findFirst({
    where: { id: sessionId, ...liveSession(now), user: { disabledAt: null } },
    select: { seenAt: true, user: { select: { id: true, name: true, login: true, role: true } } },
  });
  if (session === null) return null;
  if (session.seenAt.getTime() < now.getTime() - seenToleranceMs)
    await prisma.session.updateMany({ where: { id: sessionId }, data: { seenAt: now } });
  return session.user;
};

/** A user's sessions that are still good, the newest first. */
export const listSessions = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { userId, currentSessionId }: { userId: string; currentSessionId: string | null },
): Promise<SessionView[]> => {
  const rows = await prisma.session.findMany({
    where: { userId, ...liveSession(clock.now()) },
    orderBy: { createdAt: "desc" },
    select: { id: true, createdAt: true, seenAt: true, userAgent: true },
  });
  return rows.map((row) => ({ ...row, current: row.id === currentSessionId }));
};

/** Ends one of the user's own sessions at once. Another's, or one that has ended, is "not found". */
export const revokeSession = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    await endSession(tx, { userId, sessionId, now: clock.now() });
    await appendAudit(tx, { actorId: userId, action: "session.revoked", subjectId: sessionId, detail: {} });
  });
};

const endSession = async (
  tx: Tx,
  { userId, sessionId, now }: { userId: string; sessionId: string; now: Date },
): Promise<void> => {
  const { count } = await tx.session.updateMany({
    where: { id: sessionId, userId, ...liveSession(now) },
    data: { revokedAt: now },
  });
  if (count === 0) throw new DomainError("not_found", "This session has already ended.");
};

/** Ends all of a user's own sessions, the one that asks too. */
export const signOutEverywhere = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { userId }: { userId: string },
): Promise<void> => prisma.$transaction((tx) => revokeAllSessions(tx, { userId, actorId: userId, now: clock.now() }));

/** Ends one session of somebody, or all of them, as an admin. Error: not_found, where it has ended already. */
export const endSessionsOf = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { actorId, userId, sessionId }: { actorId: string; userId: string; sessionId: string | null },
): Promise<void> => {
  const now = clock.now();
  await prisma.$transaction(async (tx) => {
    if (sessionId === null) return revokeAllSessions(tx, { userId, actorId, now });
    await endSession(tx, { userId, sessionId, now });
    await appendAudit(tx, { actorId, action: "user.session_ended", subjectId: userId, detail: { sessionId } });
  });
};

/** Ends all of a user's sessions, in the caller's transaction. */
export const revokeAllSessions = async (
  tx: Pick<Tx, "session" | "auditEntry">,
  { userId, actorId, now }: { userId: string; actorId: string; now: Date },
): Promise<void> => {
  const { count } = await tx.session.updateMany({ where: { userId, ...liveSession(now) }, data: { revokedAt: now } });
  await appendAudit(tx, {
    actorId,
    action: "sessions.revoked_all",
    subjectId: userId,
    detail: { sessions: count },
  });
};
