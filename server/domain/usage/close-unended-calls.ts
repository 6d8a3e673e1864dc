import { z } from "zod";
import type { Domain } from "../domain.ts";
import { unknownEnd } from "./call-end.ts";
import { writeRecord } from "./write-record.ts";

/** How long after an attempt's end its calls may still be written down by whoever made them. */
const graceMs = 5_000;
/** How far before the last look an attempt may have ended and not been seen by it: clocks of runners differ. */
const marginMs = 60 * 60_000;

const Unended = z.array(z.object({ id: z.string() }));

/**
 * Gives every call an end that nobody will give one any more: its runner was killed, or could not reach the database.
 * The record says UNKNOWN and holds what the answer had reported by then; nothing is guessed. The first look is at all
 * attempts, however long nobody was there to look; every other one at those that have ended since, or were only now
 * found to be lost.
 * @returns looks once, and says how many there were
 */
export const unendedCallsCloser = ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): (() => Promise<number>) => {
  let lookedUpTo = new Date(0);
  return async () => {
    const now = clock.now().getTime();
    const unended = Unended.parse(
      await prisma.$queryRaw`
        SELECT c."id" FROM "Attempt" a JOIN "ProviderCall" c ON c."attemptId" = a."id"
        WHERE a."endedAt" < ${new Date(now - graceMs)} AND (a."endedAt" > ${lookedUpTo} OR a."outcome" = 'LOST')
          AND NOT EXISTS (SELECT 1 FROM "UsageRecord" u WHERE u."key" = c."id")`,
    );
    for (const { id } of unended) {
      const call = await prisma.providerCall.findUniqueOrThrow({ where: { id } });
      await writeRecord(prisma, { call, end: unknownEnd(call.beginning), endedAt: call.startedAt });
    }
    lookedUpTo = new Date(now - marginMs);
    return unended.length;
  };
};
