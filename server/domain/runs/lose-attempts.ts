import type { Tx } from "../domain.ts";

/**
 * Closes attempts that nobody will close any more. They ended when their runner was last heard of: a machine that was
 * off for a night has not worked through it.
 *
 * @returns the ids of those that were still open
 */
export const loseAttempts = async (tx: Tx, ids: readonly string[], now: Date): Promise<readonly string[]> => {
  const lost = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "Attempt" a SET "outcome" = 'LOST', "endedAt" = GREATEST(a."startedAt", LEAST(${now}::timestamptz,
      (SELECT r."heartbeatAt" FROM "Runner" r WHERE r."id" = a."runnerId")))
    WHERE a."id" = ANY(${[...ids]}::text[]) AND a."endedAt" IS NULL
    RETURNING a."id"`;
  return lost.map(({ id }) => id);
};
