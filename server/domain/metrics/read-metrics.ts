import { z } from "zod";
import { projectStatuses, RunStatus } from "../../contract/statuses.ts";
import type { Domain } from "../domain.ts";
import { runnerStatus } from "../runners/index.ts";
import { lastLedgerCheck } from "../usage/index.ts";
import { type LedgerSums, readLedgerSums } from "./ledger-sums.ts";

const States = z.array(z.object({ status: z.string(), count: z.int() }));

/** What metrics are made of: sums over the ledger, and the state of the work. */
export interface Metrics extends LedgerSums {
  readonly projects: Readonly<Record<string, number>>;
  readonly runs: Readonly<Record<string, number>>;
  readonly runnersAlive: number;
  /** Null before the first check. */
  readonly ledgerDrift: number | null;
  /** When the first call was; counters count from then. */
  readonly since: Date;
  readonly at: Date;
}

/**
 * Reads the figures of metrics from the ledger and the state of the work, so that there is no second count that could
 * disagree with it.
 */
export const readMetrics = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<Metrics> => {
  const sums = await readLedgerSums({ prisma });
  const runs = States.parse(
    await prisma.$queryRaw`SELECT "status"::text AS "status", count(*)::integer AS "count" FROM "Run" GROUP BY 1`,
  );
  const projects = States.parse(
    await prisma.$queryRaw`SELECT "status"::text AS "status", count(*)::integer AS "count" FROM "Project" GROUP BY 1`,
  );
  const at = clock.now();
  const first = await prisma.usageRecord.findFirst({ orderBy: { at: "asc" }, select: { at: true } });
  return {
    ...sums,
    projects: withZeros(projectStatuses, projects),
    runs: withZeros(RunStatus.options, runs),
    runnersAlive: (await runnerStatus({ prisma, clock })).alive,
    ledgerDrift: (await lastLedgerCheck({ prisma }))?.report.drift ?? null,
    since: first?.at ?? at,
    at,
  };
};

const withZeros = (names: readonly string[], found: z.infer<typeof States>): Record<string, number> => ({
  ...Object.fromEntries(names.map((name) => [name, 0])),
  ...Object.fromEntries(found.map(({ status, count }) => [status, count])),
});
