import type { z } from "zod";
import type { CompleteSetupInput } from "../../contract/inputs.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { writeSetting } from "../settings/index.ts";
import { hashToken } from "./one-time-token.ts";
import { hashPassword } from "./password.ts";

/** Whether nobody has been set up yet. */
export const setupNeeded = async ({ prisma }: { prisma: Pick<Tx, "user"> }): Promise<boolean> =>
  (await prisma.user.findFirst({ select: { id: true } })) === null;

/** Held by whoever is completing the set-up, so that "there is no user" stays true until the first one is there. */
const setupLock = 72_707_370;

const alreadyDone = () => new DomainError("conflict", "Spiral has already been set up. Sign in instead.");
const linkIsOver = () =>
  new DomainError(
    "forbidden",
    "This setup link does not work: it was used, has expired (30 minutes), or is incomplete. Start Spiral again for a new one.",
  );

const usable = (token: string, now: Date) => ({
  tokenHash: hashToken(token),
  usedAt: null,
  expiresAt: { gt: now },
});

/**
 * Uses up the setup link and makes the first user, an admin. Closes for good: with any user in the database it is
 * refused, whatever the link. Twenty at once make one user: the lock orders them, each sees what the last committed.
 * @throws DomainError conflict, forbidden
 */
export const completeSetup = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { input }: { input: z.output<typeof CompleteSetupInput> },
): Promise<{ userId: string }> => {
  const { token, name, login, password } = input;
  // Asked before the costly hash too, so that a stranger without a link cannot keep the processor busy.
  if (!(await setupNeeded({ prisma }))) throw alreadyDone();
  if ((await prisma.setupLink.findFirst({ where: usable(token, clock.now()) })) === null) throw linkIsOver();
  const passwordHash = await hashPassword(password);
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${setupLock})`;
    if (!(await setupNeeded({ prisma: tx }))) throw alreadyDone();
    const now = clock.now();
    const { count } = await tx.setupLink.updateMany({ where: usable(token, now), data: { usedAt: now } });
    if (count === 0) throw linkIsOver();
    const { id } = await tx.user.create({
      data: { id: newId("user"), name, login, passwordHash, role: "ADMIN", createdAt: now },
    });
    // Who holds the setup link owns the machine, and a sign-in on it. An admin can name somebody else.
    await writeSetting(tx, { key: "provider.subscriptionOwnerId", value: id, actorId: id });
    await appendAudit(tx, { actorId: id, action: "setup.completed", subjectId: id, detail: {} });
    return { userId: id };
  });
};
