import type { z } from "zod";
import {
  ApiTokenAccess,
  apiTokenPrefix,
  type ApiTokenView,
  type CreateApiTokenInput,
  type NewApiToken,
} from "../../contract/api-tokens.ts";
import type { ApiToken } from "../../db/generated/client.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { createToken, hashToken } from "./one-time-token.ts";

type Tokens = Pick<Domain, "prisma" | "clock">;

/** As many as one person may have at a time. */
const mostTokens = 50;
const dayMs = 24 * 60 * 60 * 1000;

/** A token that is good, as a condition for queries. */
export const liveToken = (now: Date) => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] });

const toView = ({ id, name, access, lastFour, createdAt, expiresAt, lastUsedAt }: ApiToken): ApiTokenView => ({
  id,
  name,
  access: ApiTokenAccess.parse(access),
  lastFour,
  createdAt,
  expiresAt,
  lastUsedAt,
});

/** Makes a token that acts as this person. It is shown once; what is stored is its hash. Error: conflict, with too many. */
export const createApiToken = async (
  { prisma, clock }: Tokens,
  { userId, name, access, days }: z.output<typeof CreateApiTokenInput> & { userId: string },
): Promise<NewApiToken> => {
  const token = `${apiTokenPrefix}${createToken().token}`;
  const now = clock.now();
  return prisma.$transaction(async (tx) => {
    if ((await tx.apiToken.count({ where: { userId, ...liveToken(now) } })) >= mostTokens)
      throw new DomainError("conflict", `You have ${mostTokens} tokens. Revoke one that is not used any more first.`);
    const row = await tx.apiToken.create({
      data: {
        id: newId("apiToken"),
        userId,
        name,
        access,
        tokenHash: hashToken(token),
        lastFour: token.slice(-4),
        createdAt: now,
        expiresAt: days === null ? null : new Date(now.getTime() + days * dayMs),
      },
    });
    const detail = { name, access, days, lastFour: row.lastFour };
    await appendAudit(tx, { actorId: userId, action: "token.created", subjectId: row.id, detail });
    return { token, view: toView(row) };
  });
};

/** A person's tokens that are still good, the newest first. */
export const listApiTokens = async (
  { prisma, clock }: Tokens,
  { userId }: { userId: string },
): Promise<ApiTokenView[]> => {
  const rows = await prisma.apiToken.findMany({
    where: { userId, ...liveToken(clock.now()) },
    orderBy: { createdAt: "desc" },
  });
  return rows.map(toView);
};

/** Ends one of a person's own tokens at once. Error: not_found, also where it has ended already. */
export const revokeApiToken = async (
  { prisma, clock }: Tokens,
  { userId, tokenId }: { userId: string; tokenId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    const now = clock.now();
    const token = await tx.apiToken.findUnique({ where: { id: tokenId } });
    const { count } = await tx.apiToken.updateMany({
      where: { id: tokenId, userId, ...liveToken(now) },
      data: { revokedAt: now },
    });
    if (token === null || count === 0) throw new DomainError("not_found", "This token has already ended.");
    const detail = { name: token.name, lastFour: token.lastFour };
    await appendAudit(tx, { actorId: userId, action: "token.revoked", subjectId: tokenId, detail });
  });
};

/** Ends all tokens of somebody who is kept out, in the caller's transaction. */
export const revokeTokensOf = async (
  tx: Pick<Tx, "apiToken">,
  { userId, now }: { userId: string; now: Date },
): Promise<void> => {
  await tx.apiToken.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
};
