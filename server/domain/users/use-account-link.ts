import type { z } from "zod";
import type { AcceptInvitationInput, SetPasswordInput } from "../../contract/people.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { lookAtLink, consumeLink } from "./account-links.ts";
import { hashPassword } from "./password.ts";
import { revokeAllSessions } from "./sessions.ts";
import { forgetFailures } from "./sign-in-throttle.ts";

type Links = Pick<Domain, "prisma" | "clock">;

const loginTaken = () => new DomainError("conflict", "Somebody here has this login already. Choose another one.");

/**
 * Makes the user that an invitation is for, with the role that its maker chose and the password that its reader did.
 * @throws DomainError forbidden, conflict
 */
export const acceptInvitation = async (
  { prisma, clock }: Links,
  { input }: { input: z.output<typeof AcceptInvitationInput> },
): Promise<{ userId: string }> => {
  const { token, name, login, password } = input;
  // Asked before the costly hash too, so that a stranger without a link cannot keep the processor busy.
  await lookAtLink({ prisma, clock }, { token, kind: "INVITATION" });
  if ((await prisma.user.findUnique({ where: { login } })) !== null) throw loginTaken();
  const passwordHash = await hashPassword(password);
  return prisma.$transaction(async (tx) => {
    const now = clock.now();
    const { linkId, role } = await consumeLink(tx, { token, kind: "INVITATION", now });
    const id = newId("user");
    const made = await tx.user.createMany({
      data: { id, name, login, passwordHash, role: role ?? "VIEWER", createdAt: now },
      skipDuplicates: true,
    });
    if (made.count === 0) throw loginTaken();
    const detail = { linkId, role };
    await appendAudit(tx, { actorId: id, action: "invitation.accepted", subjectId: id, detail });
    return { userId: id };
  });
};

/**
 * Sets a user's password by a one-time link; all their sessions end.
 * @throws DomainError forbidden
 */
export const setPasswordByLink = async (
  { prisma, clock }: Links,
  { input, address }: { input: z.output<typeof SetPasswordInput>; address: string },
): Promise<{ login: string }> => {
  const { token, password } = input;
  await lookAtLink({ prisma, clock }, { token, kind: "PASSWORD" });
  const passwordHash = await hashPassword(password);
  const login = await prisma.$transaction(async (tx) => {
    const now = clock.now();
    const { linkId, userId } = await consumeLink(tx, { token, kind: "PASSWORD", now });
    if (userId === null) throw new Error(`The link ${linkId} is to nobody's password.`);
    const user = await tx.user.update({ where: { id: userId }, data: { passwordHash }, select: { login: true } });
    await appendAudit(tx, { actorId: userId, action: "password.reset", subjectId: userId, detail: { linkId } });
    await revokeAllSessions(tx, { userId, actorId: userId, now });
    return user.login;
  });
  // Whoever forgot a password has often tried a few.
  await forgetFailures({ prisma }, { login, address });
  return { login };
};
