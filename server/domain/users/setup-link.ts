import { type Clock, systemClock } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";
import type { PrismaClient } from "../../db/generated/client.ts";
import { createToken } from "./one-time-token.ts";

const validForMs = 30 * 60 * 1000;

export interface SetupLink {
  /** To be put behind the dashboard's address. Shown once: only its hash is stored. */
  readonly path: string;
  readonly expiresAt: Date;
}

/**
 * Makes the one-time link by which the first user sets the dashboard up; every older one ends with it. Whether the
 * link is still any good (no user yet, not used, not expired) is decided where it is used: complete-setup.ts.
 */
export async function createSetupLink(prisma: PrismaClient, clock: Clock = systemClock): Promise<SetupLink> {
  const { token, tokenHash } = createToken();
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + validForMs);
  await prisma.$transaction([
    prisma.setupLink.updateMany({ where: { usedAt: null, expiresAt: { gt: now } }, data: { expiresAt: now } }),
    prisma.setupLink.create({
      data: { id: newId("setupLink"), tokenHash, expiresAt, createdAt: now },
    }),
  ]);
  return { path: `/setup?token=${token}`, expiresAt };
}
