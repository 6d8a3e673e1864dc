import { ImportScreening, sourceWords, StoredSource, type SourceView } from "../../contract/sources.ts";
import { z } from "zod";
import type { Project } from "../../db/generated/client.ts";
import type { Reader } from "../domain.ts";

const Screened = z.object({ screening: ImportScreening });

/** What a project starts from, for its page; null where that is nothing. */
export const sourceView = async ({ prisma }: Reader, project: Project): Promise<SourceView | null> => {
  const source = StoredSource.nullable().parse(project.source);
  if (source === null) return null;
  const event = await prisma.event.findFirst({
    where: { projectId: project.id, type: "import.screened" },
    orderBy: { sequence: "desc" },
    select: { payload: true },
  });
  const { status, importedAt, heldFrom } = project;
  return {
    kind: source.kind,
    words: sourceWords(source),
    imported: importedAt !== null,
    changeable:
      importedAt === null &&
      (status === "DRAFT" ||
        status === "QUEUED" ||
        ((status === "WAITING" || status === "PAUSED") && heldFrom === "PLANNING")),
    screening: event === null ? null : Screened.parse(event.payload).screening,
  };
};
