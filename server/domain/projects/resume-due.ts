import { z } from "zod";
import type { Domain } from "../domain.ts";
import { DomainError } from "../../platform/errors.ts";
import { applySignal } from "./apply-signal.ts";

const Due = z.array(z.object({ id: z.string() }));

/** Lets projects go on whose quota window has reset. Returns how many. */
export const resumeDueProjects = async (domain: Domain): Promise<number> => {
  const due = Due.parse(
    await domain.prisma.$queryRaw`
      SELECT "id" FROM "Project"
      WHERE "status" = 'WAITING' AND "hold"->>'reason' = 'quota' AND ("hold"->>'until')::timestamptz <= ${domain.clock.now()}`,
  );
  for (const { id } of due) {
    try {
      await domain.prisma.$transaction((tx) => applySignal(domain, tx, { projectId: id, signal: { type: "retried" } }));
    } catch (error) {
      // Somebody else let it go on (or paused it) in between: that is as good.
      if (!(error instanceof DomainError && error.code === "conflict")) throw error;
    }
  }
  return due.length;
};
