import type { Reader } from "../domain.ts";

/** The project that an ask belongs to, for deciding who may answer. Null: no such ask. */
export const askProject = async ({ prisma }: Reader, { askId }: { askId: string }): Promise<string | null> => {
  const ask = await prisma.ask.findUnique({ where: { id: askId }, select: { projectId: true } });
  return ask?.projectId ?? null;
};
