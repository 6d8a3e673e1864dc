import { dayBegins } from "../../db/day-begins.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { UsagePeriod, UsagePreset } from "../../contract/usage-query.ts";
import type { SlotUnit, UsageSlots } from "../../contract/usage-views.ts";
import type { Reader } from "../domain.ts";

export interface PeriodSlots extends UsageSlots {
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
}

const presetDays = { today: 1, "7d": 7, "30d": 30, "90d": 90 } as const satisfies Record<UsagePreset, number>;

const dayMs = 86_400_000;
const daysOf = (period: UsagePeriod): number =>
  "preset" in period ? presetDays[period.preset] : (Date.parse(period.to) - Date.parse(period.from)) / dayMs + 1;

/** So that a time line has a hundred slots at most, or nearly. */
const unitOf = (days: number): SlotUnit => {
  if (days <= 3) return "hour";
  if (days <= 92) return "day";
  return days <= 730 ? "week" : "month";
};

/**
 * Where a period and its slots begin and end. PostgreSQL knows the time zones: days on which the clock changes have 23 or
 * 25 hours, and where midnight itself is left out, a day begins with the first moment that there is.
 */
export const slotsOf = async (
  { prisma }: Reader,
  { period, timeZone, now }: { period: UsagePeriod; timeZone: string; now: Date },
): Promise<PeriodSlots> => {
  const days = daysOf(period);
  const unit = unitOf(days);
  const last =
    "preset" in period
      ? Prisma.sql`(${now}::timestamptz AT TIME ZONE ${timeZone})::date`
      : Prisma.sql`${period.to}::text::date`;
  const rows = await prisma.$queryRaw<{ edge: Date }[]>`
    WITH days AS (SELECT ${last} AS "last", ${last} - ${days - 1}::integer AS "first"),
      ends AS (SELECT "first", "last", ${dayBegins(Prisma.sql`"first"::timestamp`, timeZone)} AS "begins",
        ${dayBegins(Prisma.sql`("last" + 1)::timestamp`, timeZone)} AS "ends" FROM days)
    SELECT DISTINCT "edge" FROM ends, LATERAL (
      ${unit === "hour" ? hours : calendar(unit, timeZone)}
      UNION ALL SELECT "ends"
    ) AS edges("edge") ORDER BY "edge"`;
  const edges = rows.map(({ edge }) => edge);
  const [from, to] = [edges[0], edges.at(-1)];
  if (from === undefined || to === undefined) throw new Error("A period has a beginning and an end.");
  return { from, to, unit, edges };
};

/** Hours pass alike in all time zones. */
const hours = Prisma.sql`SELECT generate_series("begins", "ends" - interval '1 second', interval '1 hour')`;

/** Weeks and months begin where the calendar says, the first of them with the period. */
const calendar = (unit: Exclude<SlotUnit, "hour">, timeZone: string): Prisma.Sql => Prisma.sql`
  SELECT ${dayBegins(Prisma.sql`GREATEST("local", "first"::timestamp)`, timeZone)}
  FROM generate_series(date_trunc(${unit}, "first"::timestamp), "last"::timestamp, ${`1 ${unit}`}::interval) AS local("local")`;
