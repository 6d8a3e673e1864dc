import { z } from "zod";
import type { LiveBlockKind } from "../../contract/events.ts";
import type { Reader } from "../domain.ts";
import { storableText } from "./storable.ts";

const Written = z.tuple([z.object({ written: z.boolean() })]);

/**
 * Stores a block that is still being written, whole, so that a reload in mid-sentence shows the sentence so far.
 * The finished block's event removes it. Returns false when the lease is no longer the caller's.
 */
export const writeLiveBlock = async (
  { prisma }: Reader,
  block: { projectId: string; runId: string; leaseToken: number; blockId: string; kind: LiveBlockKind; text: string },
): Promise<boolean> => {
  const { projectId, runId, leaseToken, blockId, kind } = block;
  const text = storableText(block.text);
  const [{ written }] = Written.parse(
    await prisma.$queryRaw`SELECT spiral_live(${projectId}, ${runId}, ${leaseToken}::integer, ${blockId}, ${kind}, ${text}) AS written`,
  );
  return written;
};
