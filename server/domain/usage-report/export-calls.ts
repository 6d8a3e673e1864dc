import type { UsageCallsInput } from "../../contract/usage-query.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { inWeek, selected, within } from "./call-selection.ts";
import { slotsOf } from "./period-slots.ts";
import { recordsIn, type UsageQuestion } from "./usage-scope.ts";

/** A row of the ledger as it leaves the house, in the order of its columns. */
export interface ExportedCall {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly kind: string;
  readonly correctsId: string | null;
  readonly projectId: string;
  readonly project: string;
  readonly phaseId: string | null;
  readonly phase: string | null;
  readonly user: string | null;
  readonly role: string | null;
  readonly operation: string;
  readonly round: number;
  readonly attempt: number;
  readonly provider: string;
  readonly accountKind: string;
  readonly account: string;
  readonly model: string;
  readonly requestedModel: string;
  readonly outcome: string;
  readonly errorClass: string | null;
  readonly httpStatus: number | null;
  readonly inputUncached: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly output: number;
  readonly thinking: number | null;
  readonly webSearches: number;
  /** Millionths of a dollar. */
  readonly costMicros: number | null;
  readonly costBasis: string;
  readonly billable: boolean;
  readonly reportedCostMicros: number | null;
  readonly priceSource: string | null;
  readonly firstTokenMs: number | null;
  readonly durationMs: number | null;
  readonly messageId: string | null;
  readonly requestId: string | null;
}

const pageRows = 2_000;

/** All calls of a period, oldest first, a page at a time: however many they are, few are in memory. */
export async function* exportCalls(
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  question: UsageQuestion & { readonly input: Pick<UsageCallsInput, "part" | "only"> },
): AsyncGenerator<readonly ExportedCall[], void> {
  const { period, timeZone } = question.query;
  const { part, only } = question.input;
  const span = within(await slotsOf({ prisma }, { period, timeZone, now: clock.now() }), part);
  const asked = Prisma.sql`${recordsIn(question, span)} AND ${selected(only)} AND ${inWeek(Prisma.sql`"at"`, part, timeZone)}`;
  let after = Prisma.sql`TRUE`;
  for (;;) {
    const rows = await prisma.$queryRaw<(Omit<ExportedCall, "at"> & { at: Date })[]>`
      SELECT u."id", u."at", u."kind", u."correctsId", u."projectId", p."title" AS "project", u."phaseId",
        f."title" AS "phase", o."name" AS "user", u."role", u."operation"::text AS "operation", u."round",
        u."attemptNumber" AS "attempt", u."provider", u."accountKind", u."account", COALESCE(u."responseModel", u."model") AS "model",
        u."model" AS "requestedModel", u."outcome", u."errorClass", u."httpStatus", u."inputUncached", u."cacheRead",
        u."cacheWrite5m", u."cacheWrite1h", u."output", u."thinking", u."webSearches",
        u."costMicros"::float8 AS "costMicros", u."basis" AS "costBasis", u."billable",
        u."reportedCostMicros"::float8 AS "reportedCostMicros", u."priceSource", u."firstTokenMs", u."durationMs",
        u."messageId", u."requestId"
      FROM (
        SELECT * FROM "UsageRecord" WHERE ${asked} AND ${after}
        ORDER BY "at", "id" LIMIT ${Prisma.raw(String(pageRows))}
      ) AS u
      JOIN "Project" AS p ON p."id" = u."projectId"
      LEFT JOIN "Phase" AS f ON f."id" = u."phaseId"
      LEFT JOIN "User" AS o ON o."id" = u."ownerId"
      ORDER BY u."at", u."id"`;
    if (rows.length > 0) yield rows.map(({ at, ...row }) => inOrder({ ...row, at: at.toISOString() }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = Prisma.sql`("at", "id") > (${last.at}, ${last.id})`;
  }
}

const inOrder = ({ id, at, ...rest }: ExportedCall): ExportedCall => ({ id, at, ...rest });
