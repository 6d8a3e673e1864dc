import { z } from "zod";
import type { Domain } from "../domain.ts";
import { unknownEnd } from "./call-end.ts";
import { writeRecord } from "./write-record.ts";

/** How long after an attempt's end its calls may still be written down by whoever made them. */
const graceMs = 5_000;
/** Older attempts have been looked at, except those that were only now found to be lost. */
const lookBackMs = 60 * 60_000;

const Unended = z.array(z.object({ id: z.string() }));

/**
 * Gives every call an end that nobody will give one any more: its runner was killed, or could not reach the database.
 * The record says UNKNOWN and holds what the answer had reported by then; nothing is guessed.
 * @returns how many there were
 */
export const closeUnendedCalls = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<number> => {
  const now = clock.now().getTime();
  const unended = Unended.parse(
    await prisma.$queryRaw`
      SELECT c."id" FROM "Attempt" a JOIN "ProviderCall" c ON c."attemptId" = a."id"
      WHERE a."endedAt" < ${new Date(now - graceMs)}
        AND (a."endedAt" > ${new Date(now - lookBackMs)} OR a."outcome" = 'LOST')
        AND NOT EXISTS (SELECT 1 FROM "UsageRecord" u WHERE u."key" = c."id")`,
  );
  for (const { id } of unended) {
    const call = await prisma.providerCall.findUniqueOrThrow({ where: { id } });
    await writeRecord(prisma, { call, end: unknownEnd(call.beginning), endedAt: call.startedAt });
  }
  return unended.length;
};
