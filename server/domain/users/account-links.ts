import type { z } from "zod";
import {
  type AccountLinkKind,
  type InvitationView,
  type InviteInput,
  linkLifetimeMs,
  type LinkView,
  type NewLink,
} from "../../contract/people.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { createToken, hashToken } from "./one-time-token.ts";

type Links = Pick<Domain, "prisma" | "clock">;

const paths = { INVITATION: "/invite", PASSWORD: "/reset-password" } as const satisfies Record<AccountLinkKind, string>;

const open = (now: Date) => ({ endedAt: null, expiresAt: { gt: now } });

/** What a good link of this kind with this token looks like in the table. */
const usable = ({ token, kind }: { token: string; kind: AccountLinkKind }, now: Date) => ({
  tokenHash: hashToken(token),
  kind,
  ...open(now),
});

const linkIsOver = (kind: AccountLinkKind): DomainError =>
  new DomainError(
    "forbidden",
    kind === "INVITATION"
      ? "This invitation does not work: it was used or revoked, has expired (7 days), or is incomplete. Ask an admin for a new one."
      : "This link does not work: it was used or replaced, has expired (24 hours), or is incomplete. Ask an admin for a new one.",
  );

/** Makes an invitation. Nobody but who opens the link chooses the login and the password. */
export const inviteUser = async (
  { prisma, clock }: Links,
  { actorId, role, note }: z.output<typeof InviteInput> & { actorId: string },
): Promise<NewLink> =>
  prisma.$transaction(async (tx) => {
    const { id, ...link } = await createLink(tx, { kind: "INVITATION", role, note, actorId, now: clock.now() });
    await appendAudit(tx, { actorId, action: "user.invited", subjectId: id, detail: { role, note } });
    return link;
  });

/** Makes the way to a new password, in place of every older one. The password that is there stays until it is used. */
export const createPasswordLink = async (
  { prisma, clock }: Links,
  { actorId, userId }: { actorId: string; userId: string },
): Promise<NewLink> =>
  prisma.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (user === null) throw new DomainError("not_found", "This person does not exist.");
    if (user.disabledAt !== null)
      throw new DomainError("conflict", `${user.name} is disabled. Enable them first: a new password lets nobody in.`);
    const now = clock.now();
    await tx.accountLink.updateMany({ where: { userId, ...open(now) }, data: { endedAt: now } });
    const { id, ...link } = await createLink(tx, { kind: "PASSWORD", userId, actorId, now });
    await appendAudit(tx, { actorId, action: "password.reset_asked", subjectId: userId, detail: { linkId: id } });
    return link;
  });

const createLink = async (
  tx: Tx,
  link: { readonly actorId: string; readonly now: Date } & (
    | { readonly kind: "INVITATION"; readonly role: LinkRole; readonly note: string }
    | { readonly kind: "PASSWORD"; readonly userId: string }
  ),
): Promise<NewLink & { id: string }> => {
  const { actorId, now, ...what } = link;
  const { token, tokenHash } = createToken();
  const expiresAt = new Date(now.getTime() + linkLifetimeMs[what.kind]);
  const { id } = await tx.accountLink.create({
    data: { id: newId("accountLink"), tokenHash, createdById: actorId, createdAt: now, expiresAt, ...what },
  });
  return { id, path: `${paths[what.kind]}?token=${token}`, expiresAt };
};
type LinkRole = InvitationView["role"];

/** Invitations that can still be used, the newest first. */
export const listInvitations = async ({ prisma, clock }: Links): Promise<InvitationView[]> => {
  const rows = await prisma.accountLink.findMany({
    where: { kind: "INVITATION", ...open(clock.now()) },
    orderBy: { createdAt: "desc" },
  });
  const makers = await prisma.user.findMany({
    where: { id: { in: rows.map(({ createdById }) => createdById) } },
    select: { id: true, name: true },
  });
  return rows.flatMap(({ id, role, note, createdById, createdAt, expiresAt }) =>
    role === null
      ? []
      : [
          {
            id,
            role,
            note,
            createdBy: makers.find((maker) => maker.id === createdById)?.name ?? "a user who is gone",
            createdAt,
            expiresAt,
          },
        ],
  );
};

/** Ends an invitation. Error: not_found, where it cannot be used any more anyhow. */
export const revokeInvitation = async (
  { prisma, clock }: Links,
  { actorId, linkId }: { actorId: string; linkId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    const now = clock.now();
    const { count } = await tx.accountLink.updateMany({
      where: { id: linkId, kind: "INVITATION", ...open(now) },
      data: { endedAt: now },
    });
    if (count === 0) throw new DomainError("not_found", "This invitation was used, revoked, or has expired already.");
    await appendAudit(tx, { actorId, action: "invitation.revoked", subjectId: linkId, detail: {} });
  });
};

/** What a link is good for, for its page. Error: forbidden, where it is good for nothing. */
export const lookAtLink = async (
  { prisma, clock }: Links,
  { token, kind }: { token: string; kind: AccountLinkKind },
): Promise<LinkView> => {
  const link = await prisma.accountLink.findFirst({
    where: usable({ token, kind }, clock.now()),
    include: { user: { select: { name: true, login: true } } },
  });
  if (link === null) throw linkIsOver(kind);
  if (link.user !== null) return { kind: "PASSWORD", ...link.user };
  if (link.role === null) throw linkIsOver(kind);
  const maker = await prisma.user.findUnique({ where: { id: link.createdById }, select: { name: true } });
  return { kind: "INVITATION", role: link.role, invitedBy: maker?.name ?? "A user who is gone" };
};

/** Uses a link up, in the transaction of what it is good for: of any number at once, one succeeds. Error: forbidden. */
export const consumeLink = async (
  tx: Tx,
  { token, kind, now }: { token: string; kind: AccountLinkKind; now: Date },
): Promise<{ readonly linkId: string; readonly role: LinkRole | null; readonly userId: string | null }> => {
  const link = await tx.accountLink.findFirst({ where: usable({ token, kind }, now) });
  if (link === null) throw linkIsOver(kind);
  const { count } = await tx.accountLink.updateMany({ where: { id: link.id, ...open(now) }, data: { endedAt: now } });
  if (count === 0) throw linkIsOver(kind);
  return { linkId: link.id, role: link.role, userId: link.userId };
};

/** Ends the links to a user's password and all that they have made: they may have kept one as a way back in. */
export const endLinksOf = async (tx: Tx, { userId, now }: { userId: string; now: Date }): Promise<void> => {
  await tx.accountLink.updateMany({
    where: { ...open(now), OR: [{ userId }, { createdById: userId }] },
    data: { endedAt: now },
  });
};
