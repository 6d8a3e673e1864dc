import { familyOfWindow, windowLength, type LimitWindowView, type WindowEstimate } from "../../contract/rate-limits.ts";
import type { Domain } from "../domain.ts";
import type { AccountLimits } from "../../contract/rate-limits.ts";
import { estimateWindow, windowBegan } from "./estimate-window.ts";

/** The newest windows say most: plans change. */
const comparedWindows = 20;
/** Two reports of one window's end differ by less. */
const sameWindowMs = 60_000;
/** What the ledger's rollup is summed over. */
const bucketMs = 15 * 60_000;

interface EndedWindow {
  readonly resetsAt: Date;
  readonly utilisation: number;
  readonly micros: number;
}

/**
 * How much is used of a window that runs now and that nothing is reported of, by the ledger and by what its provider said
 * of earlier ones; to the quarter of an hour, as the rollup has it. For showing only: nothing is decided by it.
 * @returns null where its figure is reported, where none runs, or where too little is known of earlier ones
 */
export const readEstimate = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  {
    account: { provider, account },
    window: { name, utilisation, resetsAt, hasReset, answersAgain },
  }: { account: Pick<AccountLimits, "provider" | "account">; window: LimitWindowView },
): Promise<WindowEstimate | null> => {
  const length = windowLength(name);
  if (length === null || resetsAt === null || utilisation !== null || answersAgain) return null;
  const now = clock.now();
  const family = familyOfWindow(name);
  const models = family === null ? "%" : `claude-${family}%`;
  const began = hasReset
    ? windowBegan(
        (
          await prisma.$queryRaw<{ bucket: Date }[]>`
            SELECT DISTINCT "bucket" FROM "UsageRollup"
            WHERE "provider" = ${provider} AND "account" = ${account} AND "model" LIKE ${models} AND "bucket" >= ${resetsAt}
            ORDER BY "bucket"`
        ).map(({ bucket }) => bucket),
        { after: resetsAt, length, now },
      )
    : new Date(resetsAt.getTime() - length);
  if (began === null) return null;
  const ended = await prisma.$queryRaw<EndedWindow[]>`
    SELECT w."resetsAt", w."utilisation", (
      SELECT coalesce(sum(r."equivalentMicros" + r."billedMicros"), 0)::float8 FROM "UsageRollup" AS r
      WHERE r."provider" = ${provider} AND r."account" = ${account} AND r."model" LIKE ${models}
        AND r."bucket" > w."resetsAt" - make_interval(secs => ${(length + bucketMs) / 1_000}::float8) AND r."bucket" <= w."at"
    ) AS "micros"
    FROM (
      SELECT DISTINCT ON ("resetsAt") "resetsAt", "at", "utilisation" FROM "RateLimitSample"
      WHERE "provider" = ${provider} AND "account" = ${account} AND "name" = ${name}
        AND "resetsAt" <= ${began}::timestamptz + interval '1 minute'
      ORDER BY "resetsAt" DESC, "at" DESC LIMIT ${comparedWindows}
    ) AS w ORDER BY w."resetsAt" DESC`;
  const [used] = await prisma.$queryRaw<{ micros: number }[]>`
    SELECT coalesce(sum("equivalentMicros" + "billedMicros"), 0)::float8 AS "micros" FROM "UsageRollup"
    WHERE "provider" = ${provider} AND "account" = ${account} AND "model" LIKE ${models}
      AND "bucket" > ${new Date(began.getTime() - bucketMs)}`;
  const known = ended.filter(
    (window, index) => (ended[index - 1]?.resetsAt.getTime() ?? Infinity) - window.resetsAt.getTime() > sameWindowMs,
  );
  const estimate = estimateWindow(known, used?.micros ?? 0);
  return estimate && { ...estimate, resetsAt: new Date(began.getTime() + length) };
};
