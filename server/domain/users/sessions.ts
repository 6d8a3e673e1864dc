import type { SessionView, Viewer } from "../../contract/views.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";

/** A sign-in is good for 30 days from its beginning, however much it is used. */
export const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000;

const userAgentLimit = 300;

const live = (now: Date) => ({ revokedAt: null, expiresAt: { gt: now } });

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
  const session = await prisma.session.findFirst({
    where: { id: sessionId, ...live(clock.now()), user: { disabledAt: null } },
    select: { user: { select: { id: true, name: true, login: true, role: true } } },
  });
  return session?.user ?? null;
};

/** A user's sessions that are still good, the newest first. */
export const listSessions = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { userId, currentSessionId }: { userId: string; currentSessionId: string },
): Promise<SessionView[]> => {
  const rows = await prisma.session.findMany({
    where: { userId, ...live(clock.now()) },
    orderBy: { createdAt: "desc" },
    select: { id: true, createdAt: true, userAgent: true },
  });
  return rows.map((row) => ({ ...row, current: row.id === currentSessionId }));
};

/** Ends one of the user's own sessions at once. Another's, or one that has ended, is "not found". */
export const revokeSession = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    const now = clock.now();
    const { count } = await tx.session.updateMany({
      where: { id: sessionId, userId, ...live(now) },
      data: { revokedAt: now },
    });
    if (count === 0) throw new DomainError("not_found", "This session has already ended.");
    await appendAudit(tx, { actorId: userId, action: "session.revoked", subjectId: sessionId, detail: {} });
  });
};

/** Ends all of a user's own sessions, the one that asks too. */
export const signOutEverywhere = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { userId }: { userId: string },
): Promise<void> => prisma.$transaction((tx) => revokeAllSessions(tx, { userId, now: clock.now() }));

/** Ends all of a user's sessions, in the caller's transaction. */
export const revokeAllSessions = async (
  tx: Pick<Tx, "session" | "auditEntry">,
  { userId, now }: { userId: string; now: Date },
): Promise<void> => {
  const { count } = await tx.session.updateMany({ where: { userId, ...live(now) }, data: { revokedAt: now } });
  await appendAudit(tx, {
    actorId: userId,
    action: "sessions.revoked_all",
    subjectId: userId,
    detail: { sessions: count },
  });
};
