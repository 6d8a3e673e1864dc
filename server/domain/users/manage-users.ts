import type { UserRole } from "../../contract/statuses.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { revokeTokensOf } from "./api-tokens.ts";
import { endLinksOf } from "./account-links.ts";
import { revokeAllSessions } from "./sessions.ts";

type Users = Pick<Domain, "prisma" | "clock">;

/** Held by whoever changes what people may do, so that who the admins are stays true until it is committed. */
const peopleLock = 72_707_371;

interface Change {
  readonly actorId: string;
  readonly userId: string;
}

/**
 * One change at a time, by somebody who is still an admin when it is their turn, of somebody who exists. As the one who
 * acts stays what they are, nobody else's change can take the last admin away.
 */
const change = async (
  { prisma }: Pick<Domain, "prisma">,
  { actorId, userId }: Change,
  act: (
    tx: Tx,
    user: { readonly name: string; readonly role: UserRole; readonly disabledAt: Date | null },
  ) => Promise<void>,
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${peopleLock})`;
    const actor = await tx.user.count({ where: { id: actorId, role: "ADMIN", disabledAt: null } });
    if (actor === 0) throw new DomainError("forbidden", "Only an admin may do this.");
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (user === null) throw new DomainError("not_found", "This person does not exist.");
    await act(tx, user);
  });
};

/**
 * Gives somebody another role; it holds from their next request on, in the sessions that they have.
 * @throws DomainError forbidden, not_found, conflict (the last admin)
 */
export const changeRole = async (
  domain: Users,
  { role, ...who }: Change & { readonly role: UserRole },
): Promise<void> => {
  const { actorId, userId } = who;
  await change(domain, who, async (tx, user) => {
    if (user.role === role) return;
    if (user.role === "ADMIN") {
      const others = await tx.user.count({ where: { id: { not: userId }, role: "ADMIN", disabledAt: null } });
      if (others === 0)
        throw new DomainError(
          "conflict",
          "There must be an admin, and this is the last one. Make somebody else one first.",
        );
      await endLinksOf(tx, { userId, now: domain.clock.now() });
    }
    await tx.user.update({ where: { id: userId }, data: { role } });
    const detail = { from: user.role, to: role };
    await appendAudit(tx, { actorId, action: "user.role_changed", subjectId: userId, detail });
  });
};

/**
 * Keeps somebody out: their sessions and tokens end at once, and nobody signs in as them. Their projects stay and go on.
 * @throws DomainError forbidden, not_found, conflict (oneself)
 */
export const disableUser = async (domain: Users, who: Change): Promise<void> => {
  const { actorId, userId } = who;
  if (actorId === userId) throw new DomainError("conflict", "You cannot disable yourself. Ask another admin to do it.");
  await change(domain, who, async (tx, user) => {
    if (user.disabledAt !== null) return;
    const now = domain.clock.now();
    await tx.user.update({ where: { id: userId }, data: { disabledAt: now } });
    await endLinksOf(tx, { userId, now });
    await revokeAllSessions(tx, { userId, actorId, now });
    await revokeTokensOf(tx, { userId, now });
    await appendAudit(tx, { actorId, action: "user.disabled", subjectId: userId, detail: {} });
  });
};

/** Lets somebody in again, who signs in anew. @throws DomainError forbidden, not_found */
export const enableUser = async (domain: Users, who: Change): Promise<void> => {
  const { actorId, userId } = who;
  await change(domain, who, async (tx, user) => {
    if (user.disabledAt === null) return;
    // One that began in the very moment of disabling has been worth nothing so far.
    await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: domain.clock.now() } });
    await tx.user.update({ where: { id: userId }, data: { disabledAt: null } });
    await appendAudit(tx, { actorId, action: "user.enabled", subjectId: userId, detail: {} });
  });
};
