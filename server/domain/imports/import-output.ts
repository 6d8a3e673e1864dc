import { ImportOutput } from "../../contract/sources.ts";
import type { Reader } from "../domain.ts";

/** What a project was begun with; null where it began with nothing, or has not yet. */
export const importOutput = async ({ prisma }: Reader, projectId: string): Promise<ImportOutput | null> => {
  const run = await prisma.run.findFirst({
    where: { projectId, operation: "IMPORT", status: "SUCCEEDED" },
    orderBy: { createdAt: "asc" },
    select: { output: true },
  });
  return ImportOutput.nullable().parse(run?.output ?? null);
};
