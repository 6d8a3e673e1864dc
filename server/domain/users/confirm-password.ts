import { DomainError } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { verifyPassword } from "./password.ts";
import { countSignInAttempt } from "./sign-in-throttle.ts";

/** So long the password counts as just entered. */
export const confirmedForMs = 2 * 60 * 60 * 1000;

/**
 * Refuses a session in which the password was last entered too long ago: one that was left open, or its stolen cookie, is
 * not enough for what gives lasting power (keys, tokens, people). @throws DomainError unconfirmed
 */
export const assertConfirmed = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { sessionId }: { sessionId: string },
): Promise<void> => {
  const since = new Date(clock.now().getTime() - confirmedForMs);
  const confirmed = await prisma.session.count({ where: { id: sessionId, confirmedAt: { gte: since } } });
  if (confirmed === 0)
    throw new DomainError("unconfirmed", "Enter your password again to do this. Nothing has been changed.");
};

/** The password again, in a session that is there. Guesses are throttled like sign-ins. @throws DomainError invalid, throttled */
export const confirmPassword = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  options: { userId: string; sessionId: string; password: string; address: string },
): Promise<void> => {
  const { userId, sessionId, password, address } = options;
  const { login, passwordHash } = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const { forgive } = await countSignInAttempt({ prisma }, { login, address });
  if (!(await verifyPassword({ password, passwordHash })))
    throw new DomainError("invalid", "The password is not right.");
  await forgive();
  await prisma.session.updateMany({ where: { id: sessionId, userId }, data: { confirmedAt: clock.now() } });
};
