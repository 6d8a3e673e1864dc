import type { MessageView } from "../../contract/views.ts";
import type { Reader } from "../domain.ts";

/** What a person has said to a project, for its agents. */
export interface UserMessage {
  readonly id: string;
  readonly by: string;
  readonly text: string;
}

interface OfCycle {
  readonly projectId: string;
  readonly cycle: number;
}

const messages = async ({ prisma }: Reader, { projectId, cycle }: OfCycle) => {
  const rows = await prisma.message.findMany({
    where: { projectId, cycle },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const authors = await prisma.user.findMany({
    where: { id: { in: rows.map(({ authorId }) => authorId) } },
    select: { id: true, name: true },
  });
  const names = new Map(authors.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({ ...row, by: names.get(row.authorId) ?? "a user who is gone" }));
};

type Row = Awaited<ReturnType<typeof messages>>[number];
const toUserMessage = ({ id, by, text }: Row): UserMessage => ({ id, by, text });

/** Those that no agent has yet, oldest first. */
export const waitingMessages = async (reader: Reader, of: OfCycle): Promise<UserMessage[]> =>
  (await messages(reader, of)).filter(({ deliveredAt }) => deliveredAt === null).map(toUserMessage);

/**
 * Those that an agent of this cycle has had: whoever begins afresh is to know of them.
 * @param since of whoever comes back: when it left. Null or absent: from the beginning
 */
export const earlierMessages = async (
  reader: Reader,
  { since = null, ...of }: OfCycle & { readonly since?: Date | null },
): Promise<UserMessage[]> =>
  (await messages(reader, of))
    .filter(({ deliveredAt }) => deliveredAt !== null && (since === null || deliveredAt > since))
    .map(toUserMessage);

/** For the project's page, oldest first. */
export const messageViews = async (reader: Reader, of: OfCycle): Promise<MessageView[]> =>
  (await messages(reader, of)).map(({ id, text, by, createdAt, deliveredAt }) => ({
    id,
    text,
    by,
    createdAt,
    deliveredAt,
  }));
