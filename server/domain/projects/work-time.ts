import { z } from "zod";
import type { WorkTime } from "../../contract/views.ts";
import type { Domain, Reader } from "../domain.ts";
import { runTiming } from "../runs/index.ts";

/** What is known of the attempts of a run, or of a project. */
export interface WorkedSpans {
  /** The spans of those that have ended, added up; milliseconds. */
  readonly endedMs: number;
  /** The one that has not ended; null: none is open. */
  readonly open: {
    readonly startedAt: Date;
    /** When its runner was last heard of; null: it is not known at all. */
    readonly runnerSeenAt: Date | null;
  } | null;
}

/**
 * Time at work: the spans of the attempts, added up. What lies between them (pauses, waits for a person or for quota,
 * the queue) is not in it. An attempt whose runner has fallen silent has worked until that was last heard of. Pure.
 */
export const workTime = ({ endedMs, open }: WorkedSpans, now: Date): WorkTime => {
  if (open === null) return { ms: endedMs, since: null };
  const { startedAt, runnerSeenAt } = open;
  if (runnerSeenAt === null) return { ms: endedMs, since: null };
  if (now.getTime() - runnerSeenAt.getTime() <= runTiming.runnerSilenceMs) return { ms: endedMs, since: startedAt };
  return { ms: endedMs + Math.max(0, runnerSeenAt.getTime() - startedAt.getTime()), since: null };
};

export const noWork: WorkTime = { ms: 0, since: null };

/** Adds times at work. At most one of a project's attempts goes on, so at most one of them has a beginning. */
export const addWork = (a: WorkTime, b: WorkTime): WorkTime => ({ ms: a.ms + b.ms, since: a.since ?? b.since });

const Rows = z.array(
  z.object({
    key: z.string(),
    endedMs: z.number(),
    openSince: z.date().nullable(),
    runnerSeenAt: z.date().nullable(),
  }),
);

const measure = async (
  { prisma, clock }: Reader & Pick<Domain, "clock">,
  { projectIds, by }: { projectIds: readonly string[]; by: "project" | "run" },
): Promise<ReadonlyMap<string, WorkTime>> => {
  if (projectIds.length === 0) return new Map();
  const rows = await prisma.$queryRaw`
    SELECT CASE ${by} WHEN 'run' THEN run."id" ELSE run."projectId" END AS "key",
      COALESCE(sum(EXTRACT(EPOCH FROM a."endedAt" - a."startedAt") * 1000), 0)::float8 AS "endedMs",
      max(a."startedAt") FILTER (WHERE a."endedAt" IS NULL) AS "openSince",
      max(r."heartbeatAt") FILTER (WHERE a."endedAt" IS NULL) AS "runnerSeenAt"
    FROM "Attempt" a JOIN "Run" run ON run."id" = a."runId" LEFT JOIN "Runner" r ON r."id" = a."runnerId"
    WHERE run."projectId" = ANY(${[...projectIds]}::text[])
    GROUP BY 1`;
  const now = clock.now();
  return new Map(
    Rows.parse(rows).map(({ key, endedMs, openSince, runnerSeenAt }) => [
      key,
      workTime({ endedMs, open: openSince === null ? null : { startedAt: openSince, runnerSeenAt } }, now),
    ]),
  );
};

/** Time at work per project. Projects that nothing has worked on are absent. */
export const workByProject = (
  domain: Reader & Pick<Domain, "clock">,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, WorkTime>> => measure(domain, { projectIds, by: "project" });

/** Time at work per run of one project. Runs that were never begun are absent. */
export const workByRun = (
  domain: Reader & Pick<Domain, "clock">,
  projectId: string,
): Promise<ReadonlyMap<string, WorkTime>> => measure(domain, { projectIds: [projectId], by: "run" });
