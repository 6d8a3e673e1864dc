import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Viewer } from "../../contract/views.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { liveToken } from "./api-tokens.ts";
import { hashToken } from "./one-time-token.ts";

/** How far behind `lastUsedAt` may be: not every request writes. */
const usedToleranceMs = 5 * 60 * 1000;
/** A use after so long a rest is told by the audit log, the first one too. */
const restMs = 24 * 60 * 60 * 1000;

/**
 * Requests a minute, counted by each web process for itself: of one token, and of tokens that are none from one network.
 * Guessing 32 random bytes is hopeless in any case; this keeps a program that runs wild from being everybody's trouble.
 */
export const apiTokenLimits = { requests: 600, failures: 60 } as const;
const requests = new RateLimiterMemory({ points: apiTokenLimits.requests, duration: 60 });
const failures = new RateLimiterMemory({ points: apiTokenLimits.failures, duration: 60 });

const count = async (limiter: RateLimiterMemory, key: string): Promise<void> => {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new DomainError("throttled", `Too many requests with this token. Try again in ${seconds} s.`);
  }
};

/**
 * Whose token this is, asked at every request: null when it has ended, was never there, or its owner is disabled.
 * @throws DomainError throttled
 */
export const viewerOfToken = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { token, address }: { token: string; address: string },
): Promise<{ readonly viewer: Viewer; readonly readOnly: boolean } | null> => {
  const now = clock.now();
  const found = await prisma.apiToken.findFirst({
    where: { tokenHash: hashToken(token), ...liveToken(now), user: { disabledAt: null } },
    include: { user: { select: { id: true, name: true, login: true, role: true } } },
  });
  if (found === null) {
    await count(failures, address);
    return null;
  }
  const { id, user: viewer, name, lastFour, lastUsedAt } = found;
  await count(requests, id);
  if (lastUsedAt === null || lastUsedAt.getTime() < now.getTime() - usedToleranceMs) {
    await prisma.$transaction(async (tx) => {
      // Of any number at once one writes it down.
      const { count: first } = await tx.apiToken.updateMany({ where: { id, lastUsedAt }, data: { lastUsedAt: now } });
      const rested = lastUsedAt === null || lastUsedAt.getTime() < now.getTime() - restMs;
      if (first === 0 || !rested) return;
      const detail = { name, lastFour, address };
      await appendAudit(tx, { actorId: viewer.id, action: "token.used", subjectId: id, detail });
    });
  }
  return { viewer, readOnly: found.access === "READ" };
};
