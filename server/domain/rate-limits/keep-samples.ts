import { Prisma } from "../../db/generated/client.ts";
import type { Tx } from "../domain.ts";

/** A sample this long after the last one, or sooner where the use has grown by this share of the window. */
const everyMinutes = 5;
const step = 0.02;
/** Eight of the longest windows: past forecasts are judged by these. */
const keptDays = 60;

/** Whoever is refused has used all of it, whether a figure is named or not. */
const figure = Prisma.sql`COALESCE(w."utilisation", CASE WHEN w."status" = 'rejected' THEN 1 END)`;

/**
 * Keeps the figures that were just reported as samples, unless there is one from a moment ago that says the same. Only
 * of windows whose end is known: what they come to cannot be forecast otherwise. The caller holds the windows' rows, so
 * that two reports come one after the other.
 */
export const keepSamples = async (
  tx: Pick<Tx, "$executeRaw">,
  { provider, account, at, names }: { provider: string; account: string; at: Date; names: readonly string[] },
): Promise<void> => {
  const kept = await tx.$executeRaw`
    INSERT INTO "RateLimitSample" ("provider", "account", "name", "at", "utilisation", "resetsAt")
    SELECT "provider", "account", "name", "reportedAt", ${figure}, "resetsAt" FROM "RateLimitWindow" AS w
    WHERE "provider" = ${provider} AND "account" = ${account} AND "name" = ANY(${names}::text[])
      AND "reportedAt" = ${at}::timestamptz AND "resetsAt" > "reportedAt" AND ${figure} IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM "RateLimitSample" AS last
        WHERE last."provider" = w."provider" AND last."account" = w."account" AND last."name" = w."name"
          AND last."at" > w."reportedAt" - make_interval(mins => ${everyMinutes}::integer)
          AND ${figure} - last."utilisation" < ${step}
          AND abs(extract(epoch FROM w."resetsAt" - last."resetsAt")) < 60
      )
    ON CONFLICT DO NOTHING`;
  if (kept === 0) return;
  await tx.$executeRaw`
    DELETE FROM "RateLimitSample" WHERE "provider" = ${provider} AND "account" = ${account} AND "name" = ANY(${names}::text[])
      AND "at" < ${at}::timestamptz - make_interval(days => ${keptDays}::integer)`;
};
