import {
  type AccountLimits,
  type LimitWindowView,
  windowLength,
  type WindowForecast,
} from "../../contract/rate-limits.ts";
import type { Domain } from "../domain.ts";
import { forecastWindow, lastPart, type UtilisationSample } from "./forecast-window.ts";

/** What is older counts for nothing in a slope whose weights halve every 20 minutes. */
const slopeHours = 6;

/**
 * What a window will have come to when it begins anew, from what is kept of it and of those before it.
 * @returns null where too little is reported, or where its length or its end is not known
 */
export const readForecast = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  {
    account: { provider, account },
    window: { name, utilisation, resetsAt, hasReset, reportedAt },
  }: { account: Pick<AccountLimits, "provider" | "account">; window: LimitWindowView },
): Promise<WindowForecast | null> => {
  const length = windowLength(name);
  if (length === null || resetsAt === null || hasReset || utilisation === null) return null;
  const now = clock.now();
  const left = resetsAt.getTime() - now.getTime();
  // Of earlier windows what a forecast could be made from as long before their end as it is now, and how they ended.
  const kept = await prisma.$queryRaw<UtilisationSample[]>`
    SELECT "at", "utilisation", "resetsAt" FROM "RateLimitSample"
    WHERE "provider" = ${provider} AND "account" = ${account} AND "name" = ${name} AND "at" < ${reportedAt}
      AND CASE WHEN "resetsAt" > ${now} THEN "at" > ${now}::timestamptz - make_interval(hours => ${slopeHours}::integer)
        ELSE extract(epoch FROM "resetsAt" - "at") * 1000 <= ${length * lastPart}::float8
          OR extract(epoch FROM "resetsAt" - "at") * 1000 BETWEEN ${left}::float8 AND ${left}::float8 + ${slopeHours * 3_600_000}::float8
      END
    ORDER BY "at"`;
  return forecastWindow([...kept, { at: reportedAt, utilisation, resetsAt }], { now, resetsAt, length });
};
