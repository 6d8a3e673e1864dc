import { Prisma } from "../../db/generated/client.ts";
import type { CallSelection, UsagePart } from "../../contract/usage-query.ts";
import { unreachable } from "../../platform/errors.ts";
import type { Span } from "./usage-scope.ts";

/** The part of a period that a mark stands for. */
export const within = (whole: Span, part: UsagePart | undefined): Span => {
  if (part === undefined || "weekday" in part) return whole;
  return {
    from: part.from > whole.from ? part.from : whole.from,
    to: part.to < whole.to ? part.to : whole.to,
  };
};

/** Whether a time falls into the hour of the week that a mark stands for. */
export const inWeek = (time: Prisma.Sql, part: UsagePart | undefined, timeZone: string): Prisma.Sql =>
  part === undefined || !("weekday" in part)
    ? Prisma.sql`TRUE`
    : Prisma.sql`extract(isodow FROM ${time} AT TIME ZONE ${timeZone}) = ${part.weekday}
        AND extract(hour FROM ${time} AT TIME ZONE ${timeZone}) = ${part.hour}`;

/** Whether a record is one of those that are asked for, as the rollup counts them. */
export const selected = (only: CallSelection): Prisma.Sql => {
  switch (only) {
    case "all":
      return Prisma.sql`TRUE`;
    case "failed":
      return Prisma.sql`"kind" = 'CALL' AND spiral_call_failed("outcome", "errorClass")`;
    case "uncosted":
      return Prisma.sql`"kind" = 'CALL' AND ("basis" = 'unpriced' OR spiral_call_unreported("basis", "outcome"))`;
    case "billed":
      return Prisma.sql`"billable" AND "costMicros" <> 0`;
    case "equivalent":
      return Prisma.sql`NOT "billable" AND "costMicros" <> 0`;
    default:
      return unreachable(only);
  }
};
