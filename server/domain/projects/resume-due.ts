import { z } from "zod";
import type { Domain } from "../domain.ts";
import { letAllGoOn } from "./let-go-on.ts";

const Due = z.array(z.object({ id: z.string() }));

/** Lets projects go on whose quota window has reset. Returns how many. */
export const resumeDueProjects = async (domain: Domain): Promise<number> => {
  const due = Due.parse(
    await domain.prisma.$queryRaw`
      SELECT "id" FROM "Project"
      WHERE "status" = 'WAITING' AND "hold"->>'reason' = 'quota' AND ("hold"->>'until')::timestamptz <= ${domain.clock.now()}`,
  );
  return letAllGoOn(domain, due, () => (hold) => hold.reason === "quota" && new Date(hold.until) <= domain.clock.now());
};
