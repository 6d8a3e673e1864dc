import type { Domain } from "../domain.ts";

/** Everybody who can have projects, by name. */
export const listMembers = async ({
  prisma,
}: Pick<Domain, "prisma">): Promise<{ readonly id: string; readonly name: string }[]> =>
  prisma.user.findMany({
    where: { disabledAt: null, role: { not: "VIEWER" } },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
