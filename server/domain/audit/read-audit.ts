import { z } from "zod";
import {
  auditActions,
  AuditDetail,
  type AuditChoices,
  type AuditEntryView,
  type AuditFilter,
  type AuditInput,
  type AuditPage,
} from "../../contract/audit.ts";
import { groupOf } from "../../contract/audit-words.ts";
import { dayBegins } from "../../db/day-begins.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Reader } from "../domain.ts";

const pageSize = 50;
const exportedAtOnce = 2_000;

const Row = z
  .object({
    sequence: z.number(),
    at: z.date(),
    actorId: z.string().nullable(),
    actorName: z.string().nullable(),
    action: z.string(),
    subjectId: z.string().nullable(),
    subjectName: z.string().nullable(),
    projectId: z.string().nullable(),
    projectTitle: z.string().nullable(),
    detail: AuditDetail,
    hash: z.string(),
  })
  .transform(({ actorId, actorName, projectId, projectTitle, ...row }): AuditEntryView => {
    const actor = actorId === null ? null : { id: actorId, name: actorName ?? "a user who is gone" };
    const project = projectId === null ? null : { id: projectId, title: projectTitle };
    return { ...row, actor, project };
  });

type Asked = Pick<AuditInput, "filter" | "timeZone">;

const conditions = ({ filter: { actor, group, project, from, to }, timeZone }: Asked): Prisma.Sql[] => [
  // Those of transactions that have not committed are nobody's to see; all others have their number.
  Prisma.sql`"sequence" IS NOT NULL`,
  ...(actor === undefined ? [] : [Prisma.sql`"actorId" = ${actor}`]),
  ...(project === undefined ? [] : [Prisma.sql`"projectId" = ${project}`]),
  ...(group === undefined ? [] : [Prisma.sql`"action" IN (${Prisma.join(actionsOf(group))})`]),
  ...(from === undefined
    ? []
    : [Prisma.sql`"at" >= ${dayBegins(Prisma.sql`${from}::text::date::timestamp`, timeZone)}`]),
  ...(to === undefined
    ? []
    : [Prisma.sql`"at" < ${dayBegins(Prisma.sql`(${to}::text::date + 1)::timestamp`, timeZone)}`]),
];

const actionsOf = (group: NonNullable<AuditFilter["group"]>): string[] =>
  auditActions.filter((action) => groupOf(action) === group);

const select = async (
  { prisma }: Reader,
  { where, order, limit }: { where: Prisma.Sql[]; order: Prisma.Sql; limit: number },
): Promise<AuditEntryView[]> =>
  z.array(Row).parse(
    await prisma.$queryRaw`
      SELECT e."sequence", e."at", e."actorId", a."name" AS "actorName", e."action", e."subjectId",
        s."name" AS "subjectName", e."projectId", p."title" AS "projectTitle", e."detail", e."hash"
      FROM (SELECT * FROM "AuditEntry" WHERE ${Prisma.join(where, " AND ")} ORDER BY "sequence" ${order}
        LIMIT ${Prisma.raw(String(limit))}) AS e
      LEFT JOIN "User" AS a ON a."id" = e."actorId"
      LEFT JOIN "User" AS s ON s."id" = COALESCE(e."detail"->>'userId', e."subjectId")
      LEFT JOIN "Project" AS p ON p."id" = e."projectId"
      ORDER BY e."sequence" ${order}`,
  );

/** Entries from the newest down, fifty at a time, by their numbers: what is written meanwhile moves nothing. */
export const readAudit = async (reader: Reader, input: AuditInput): Promise<AuditPage> => {
  const where = conditions(input);
  if (input.cursor !== undefined) where.push(Prisma.sql`"sequence" < ${input.cursor}`);
  const found = await select(reader, { where, order: Prisma.sql`DESC`, limit: pageSize + 1 });
  const entries = found.slice(0, pageSize);
  return { entries, next: found.length > pageSize ? (entries.at(-1)?.sequence ?? null) : null };
};

/** All entries that are asked for, oldest first, a page at a time: however many they are, few are in memory. */
export async function* exportAudit(reader: Reader, asked: Asked): AsyncGenerator<readonly AuditEntryView[], void> {
  let after = 0;
  for (;;) {
    const where = [...conditions(asked), Prisma.sql`"sequence" > ${after}`];
    const entries = await select(reader, { where, order: Prisma.sql`ASC`, limit: exportedAtOnce });
    if (entries.length > 0) yield entries;
    const last = entries.at(-1);
    if (last === undefined || entries.length < exportedAtOnce) return;
    after = last.sequence;
  }
}

/** Whom and what one can filter by: the people and the projects that occur. */
export const auditChoices = async ({ prisma }: Reader): Promise<AuditChoices> => {
  const [people, projects] = await Promise.all([
    prisma.$queryRaw`
      SELECT u."id", u."name" FROM "User" AS u
      WHERE EXISTS (SELECT 1 FROM "AuditEntry" AS e WHERE e."actorId" = u."id") ORDER BY u."name"`,
    prisma.$queryRaw`
      SELECT p."id", p."title" AS "name" FROM "Project" AS p
      WHERE EXISTS (SELECT 1 FROM "AuditEntry" AS e WHERE e."projectId" = p."id") ORDER BY p."createdAt" DESC LIMIT 500`,
  ]);
  return { people: Named.parse(people), projects: Named.parse(projects) };
};
const Named = z.array(z.object({ id: z.string(), name: z.string() }));
