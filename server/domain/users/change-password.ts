import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { revokeAllSessions } from "./sessions.ts";
import { countSignInAttempt } from "./sign-in-throttle.ts";

export interface ChangePasswordOptions {
  readonly userId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly address: string;
}

/**
 * Replaces a user's own password and ends all their sessions, this one too: whoever else held one is out. The
 * current password is demanded and guesses are throttled like sign-ins, so that a session left open is not enough.
 * @throws DomainError invalid, throttled
 */
export const changePassword = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  options: ChangePasswordOptions,
): Promise<void> => {
  const { userId, currentPassword, newPassword, address } = options;
  const { login, passwordHash } = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const { forgive } = await countSignInAttempt({ prisma }, { login, address });
  if (!(await verifyPassword({ password: currentPassword, passwordHash }))) {
    throw new DomainError("invalid", "The current password is not right.");
  }
  await forgive();
  const newHash = await hashPassword(newPassword);
  await prisma.$transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { passwordHash: newHash } });
    await appendAudit(tx, { actorId: userId, action: "password.changed", subjectId: userId, detail: {} });
    await revokeAllSessions(tx, { userId, actorId: userId, now: clock.now() });
  });
};
