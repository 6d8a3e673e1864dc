import { AskAnswer, AskContent } from "../../contract/asks.ts";
import { decidedPageSize, type DecidedAsk } from "../../contract/inbox.ts";
import type { Viewer } from "../../contract/views.ts";
import type { Prisma } from "../../db/generated/client.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { visibleTo } from "../projects/index.ts";

type Reading = Pick<Viewer, "id" | "role">;

/** Asks with their answers in what the viewer may see, the newest answer first. */
export const readDecided = async (
  domain: Pick<Domain, "prisma">,
  { viewer, after }: { viewer: Reading; after: { readonly answeredAt: Date; readonly askId: string } | null },
): Promise<DecidedAsk[]> =>
  decided(domain, {
    take: decidedPageSize,
    where: {
      project: visibleTo(viewer),
      ...(after !== null && {
        OR: [{ answeredAt: { lt: after.answeredAt } }, { answeredAt: after.answeredAt, id: { lt: after.askId } }],
      }),
    },
  });

const similarCount = 5;
/** Looked through for what is alike. */
const similarWithin = 300;

/**
 * How the newest ones like it were decided: of the same kind, and for a permission of the same tool and, where it is a
 * command, the same program. Error: not_found.
 */
export const readSimilar = async (
  domain: Pick<Domain, "prisma">,
  { viewer, askId }: { viewer: Reading; askId: string },
): Promise<DecidedAsk[]> => {
  const row = await domain.prisma.ask.findFirst({ where: { id: askId, project: visibleTo(viewer) } });
  if (row === null) throw new DomainError("not_found", "This request does not exist, or you may not see it.");
  const kin = kinship(AskContent.parse(row.content));
  const rows = await decided(domain, {
    take: similarWithin,
    where: { id: { not: askId }, kind: row.kind, project: visibleTo(viewer) },
  });
  return rows.filter(({ content }) => kinship(content) === kin).slice(0, similarCount);
};

/** What makes two asks alike. */
const kinship = (content: AskContent): string => {
  if (content.kind !== "permission") return content.kind;
  const { toolName, input } = content;
  const command: unknown = new Map<string, unknown>(Object.entries(input ?? {})).get("command");
  const program = typeof command === "string" ? (command.trim().split(/\s/u, 1)[0] ?? "") : "";
  return JSON.stringify([toolName, program]);
};

const decided = async (
  { prisma }: Pick<Domain, "prisma">,
  { where, take }: { where: Prisma.AskWhereInput; take: number },
): Promise<DecidedAsk[]> => {
  const rows = await prisma.ask.findMany({
    where: { ...where, status: "ANSWERED" },
    orderBy: [{ answeredAt: "desc" }, { id: "desc" }],
    take,
    include: { project: { select: { id: true, title: true } } },
  });
  const people = await prisma.user.findMany({
    where: { id: { in: rows.flatMap(({ answeredById }) => answeredById ?? []) } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    askId: row.id,
    project: row.project,
    content: AskContent.parse(row.content),
    answer: AskAnswer.parse(row.answer),
    by: row.answeredById === null ? null : (names.get(row.answeredById) ?? "a user who is gone"),
    askedAt: row.createdAt,
    answeredAt: row.answeredAt ?? row.createdAt,
  }));
};
