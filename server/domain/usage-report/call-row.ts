import { z } from "zod";
import { Prisma } from "../../db/generated/client.ts";
import { ProviderErrorClass } from "../../contract/errors.ts";
import { Operation } from "../../contract/roles.ts";
import { AccountKind, callOutcomes, CostBasis } from "../../contract/usage.ts";
import type { UsageCallView } from "../../contract/usage-views.ts";

/** A call as the queries below give it; `u` is its record. */
export interface CallRow {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly projectId: string;
  readonly projectTitle: string;
  readonly phaseTitle: string | null;
  readonly operation: string;
  readonly round: number;
  readonly attemptNumber: number;
  readonly provider: string;
  readonly accountKind: string;
  readonly model: string;
  readonly outcome: string;
  readonly errorClass: string | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicros: bigint | null;
  readonly basis: string;
  readonly billable: boolean;
  readonly firstTokenMs: number | null;
  readonly durationMs: number | null;
}

export const callColumns = Prisma.sql`u."id", u."at", u."kind", u."projectId", p."title" AS "projectTitle",
  f."title" AS "phaseTitle", u."operation"::text AS "operation", u."round", u."attemptNumber", u."provider",
  u."accountKind", COALESCE(u."responseModel", u."model") AS "model", u."outcome", u."errorClass",
  u."inputUncached" + u."cacheRead" + u."cacheWrite5m" + u."cacheWrite1h" AS "inputTokens", u."output" AS "outputTokens",
  u."costMicros", u."basis", u."billable", u."firstTokenMs", u."durationMs"`;

/** What a record's names come from. */
export const callTables = Prisma.sql`JOIN "Project" AS p ON p."id" = u."projectId"
  LEFT JOIN "Phase" AS f ON f."id" = u."phaseId"`;

export const toCallView = (row: CallRow): UsageCallView => ({
  id: row.id,
  at: row.at,
  isCorrection: row.kind === "CORRECTION",
  projectId: row.projectId,
  projectTitle: row.projectTitle,
  phaseTitle: row.phaseTitle,
  operation: Operation.parse(row.operation),
  round: row.round,
  attemptNumber: row.attemptNumber,
  provider: row.provider,
  accountKind: AccountKind.parse(row.accountKind),
  model: row.model,
  outcome: z.enum(callOutcomes).parse(row.outcome),
  errorClass: row.errorClass === null ? null : ProviderErrorClass.parse(row.errorClass),
  inputTokens: row.inputTokens,
  outputTokens: row.outputTokens,
  costMicros: row.costMicros === null ? null : Number(row.costMicros),
  basis: CostBasis.parse(row.basis),
  billable: row.billable,
  firstTokenMs: row.firstTokenMs,
  durationMs: row.durationMs,
});
