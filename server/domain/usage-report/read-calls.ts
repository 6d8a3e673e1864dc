import { Prisma } from "../../db/generated/client.ts";
import type { CallSelection, UsageCallsInput } from "../../contract/usage-query.ts";
import type { UsageCallPage, UsageCallView } from "../../contract/usage-views.ts";
import { unreachable } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { type CallRow, callColumns, callTables, toCallView } from "./call-row.ts";
import { inWeek, selected, within } from "./call-selection.ts";
import { slotsOf } from "./period-slots.ts";
import { recordsIn, rollupsIn, type Span, type UsageQuestion } from "./usage-scope.ts";

const pageSize = 50;

/**
 * Calls, newest first, a page at a time. The rollup says in which quarters of an hour there are any that are asked for:
 * so also the few calls of a rare model are found among a million others without looking at all of them.
 */
export const readCalls = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  question: UsageQuestion & { readonly input: Pick<UsageCallsInput, "part" | "only" | "cursor"> },
): Promise<UsageCallPage> => {
  const { period, timeZone } = question.query;
  const { part, only, cursor } = question.input;
  const whole = await slotsOf({ prisma }, { period, timeZone, now: clock.now() });
  const span = within(whole, part);
  const before = cursor === undefined ? Prisma.sql`TRUE` : Prisma.sql`("at", u."id") < (${cursor.at}, ${cursor.id})`;
  const upTo = cursor === undefined ? Prisma.sql`TRUE` : Prisma.sql`"bucket" <= ${cursor.at}`;
  const rows = await prisma.$queryRaw<CallRow[]>`
    SELECT ${callColumns} FROM (
      SELECT DISTINCT "bucket" FROM "UsageRollup"
      WHERE ${rollupsIn(question, quartersOf(span))} AND ${upTo} AND ${rollupHas(only)} AND ${inWeek(Prisma.sql`"bucket"`, part, timeZone)}
      ORDER BY "bucket" DESC LIMIT ${Prisma.raw(String(pageSize + 2))}
    ) AS quarters
    CROSS JOIN LATERAL (
      SELECT * FROM "UsageRecord" AS u
      WHERE u."at" >= quarters."bucket" AND u."at" < quarters."bucket" + interval '15 minutes'
        AND ${recordsIn(question, span)} AND ${selected(only)} AND ${before}
      -- Also keeps PostgreSQL from looking for them everywhere at once.
      ORDER BY u."at" DESC, u."id" DESC LIMIT ${Prisma.raw(String(pageSize + 1))}
    ) AS u ${callTables}
    ORDER BY u."at" DESC, u."id" DESC LIMIT ${Prisma.raw(String(pageSize + 1))}`;
  const calls: UsageCallView[] = rows.slice(0, pageSize).map(toCallView);
  const last = calls.at(-1);
  return { calls, next: rows.length > pageSize && last !== undefined ? { at: last.at, id: last.id } : null };
};

const quarterMs = 15 * 60_000;
/** The quarter that a span begins in belongs to it. */
const quartersOf = ({ from, to }: Span): Span => ({
  from: new Date(Math.floor(from.getTime() / quarterMs) * quarterMs),
  to,
});

const rollupHas = (only: CallSelection): Prisma.Sql => {
  switch (only) {
    case "all":
      return Prisma.sql`TRUE`;
    case "failed":
      return Prisma.sql`"failed" > 0`;
    case "uncosted":
      return Prisma.sql`"unpriced" + "unreported" > 0`;
    case "billed":
      return Prisma.sql`"billedMicros" <> 0`;
    case "equivalent":
      return Prisma.sql`"equivalentMicros" <> 0`;
    default:
      return unreachable(only);
  }
};
