import { z } from "zod";
import { isReturn, SwitchReason, type StandInWork } from "../../contract/fallback.ts";
import type { Operation } from "../../contract/roles.ts";
import { isPutBack, putBackStatuses } from "../../contract/statuses.ts";
import { Prisma, type Phase, type Run } from "../../db/generated/client.ts";
import type { Domain, Reader } from "../domain.ts";

/** Work went over to a local model, as it was recorded. */
export interface RecordedSwitch {
  readonly at: Date;
  /** The attempt within which, or with whose beginning, it went over. */
  readonly attemptId: string;
  readonly reason: SwitchReason;
}

/** An attempt in which a local model worked in Claude's place, from its beginning or from a switch within it. */
export interface StandInAttempt {
  readonly id: string;
  /** Null: it was about no phase. */
  readonly phaseId: string | null;
  readonly operation: Operation;
  readonly model: string;
  readonly startedAt: Date;
  /** Null: it goes on. */
  readonly endedAt: Date | null;
}

/**
 * What local models did in Claude's place, by phase, in the order in which it began. Who worked is what the attempts say:
 * one local model follows another without any switch. Time is that of attempts: pauses and waits are not in it. Pure.
 */
export const standInWork = (
  {
    switches,
    attempts,
  }: { readonly switches: readonly RecordedSwitch[]; readonly attempts: readonly StandInAttempt[] },
  now: Date,
): StandInWork[] => {
  const work = new Map<
    string | null,
    { operations: Set<Operation>; models: Set<string>; reasons: Set<SwitchReason>; ms: number; goesOn: boolean }
  >();
  for (const { id, phaseId, operation, model, startedAt, endedAt } of attempts) {
    const end = endedAt ?? now;
    const within = switches.findLast(({ attemptId }) => attemptId === id);
    const reason = switches.findLast(({ at }) => at <= end)?.reason ?? null;
    const found = work.get(phaseId) ?? {
      operations: new Set(),
      models: new Set(),
      reasons: new Set(),
      ms: 0,
      goesOn: false,
    };
    found.operations.add(operation);
    found.models.add(model);
    // A private project's own model was in nobody's place: that it went over to it is no reason for what came later.
    if (reason !== null && reason !== "private") found.reasons.add(reason);
    found.ms += Math.max(0, end.getTime() - Math.max(startedAt.getTime(), within?.at.getTime() ?? 0));
    found.goesOn ||= endedAt === null;
    work.set(phaseId, found);
  }
  return [...work].map(([phaseId, { operations, models, reasons, ms, goesOn }]) => ({
    phaseId,
    operations: [...operations],
    models: [...models],
    reasons: [...reasons],
    ms,
    goesOn,
  }));
};

/** A run that puts files back: those of its phase, and of all that came after it. */
type PutBack = Pick<Run, "operation" | "status" | "createdAt"> & { readonly phase: Pick<Phase, "position"> | null };

/**
 * Whether what a run did of a phase is there: its files were not put back since. A phase that goes on from what is there
 * keeps what was done before. Pure.
 * @param runs of its cycle; those that put nothing back do not matter
 */
export const isThere = (
  { createdAt, phase }: Pick<Run, "createdAt"> & { readonly phase: Pick<Phase, "status" | "position"> },
  runs: readonly PutBack[],
): boolean =>
  !isPutBack(phase.status) &&
  !runs.some(
    (run) =>
      run.operation === "RESTORE" &&
      run.status === "SUCCEEDED" &&
      run.createdAt > createdAt &&
      run.phase !== null &&
      run.phase.position <= phase.position,
  );

/** The same (isThere) as a condition on `run` and its `phase`, if it is about one. */
export const runIsThere = Prisma.sql`(phase."id" IS NULL OR (
  phase."status"::text <> ALL(${[...putBackStatuses]}::text[]) AND NOT EXISTS (
    SELECT 1 FROM "Run" restored JOIN "Phase" since ON since."id" = restored."phaseId"
    WHERE restored."projectId" = run."projectId" AND restored."cycle" = run."cycle"
      AND restored."operation" = 'RESTORE' AND restored."status" = 'SUCCEEDED'
      AND restored."createdAt" > run."createdAt" AND since."position" <= phase."position")))`;

const StoodIn = z.array(z.object({ projectId: z.string(), model: z.string() }));

/**
 * The local models that worked in Claude's place on what is there of each project's present cycle, in the order in which
 * they began; projects without any are absent. One query, however many projects.
 */
export const modelsStoodIn = async (
  { prisma }: Reader,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  if (projectIds.length === 0) return new Map();
  const rows = await prisma.$queryRaw`
    SELECT run."projectId" AS "projectId", a."model" AS model
    FROM "Project" project
    JOIN "Run" run ON run."projectId" = project."id" AND run."cycle" = project."cycle"
    JOIN "Attempt" a ON a."runId" = run."id" AND a."standIn" AND a."model" IS NOT NULL
    LEFT JOIN "Phase" phase ON phase."id" = run."phaseId"
    WHERE project."id" = ANY(${[...projectIds]}::text[]) AND ${runIsThere}
    GROUP BY run."projectId", a."model"
    ORDER BY min(a."startedAt")`;
  const models = new Map<string, string[]>();
  for (const { projectId, model } of StoodIn.parse(rows)) {
    const known = models.get(projectId);
    if (known === undefined) models.set(projectId, [model]);
    else known.push(model);
  }
  return models;
};

const isClaude = (provider: string): boolean => provider === "anthropic_api" || provider === "claude_subscription";

/** The same of a project's cycle, from its records. */
export const readStandInWork = async (
  { prisma, clock }: Reader & Pick<Domain, "clock">,
  { projectId, cycle }: { readonly projectId: string; readonly cycle: number },
): Promise<StandInWork[]> => {
  const attempts = await prisma.attempt.findMany({
    where: { run: { projectId, cycle }, standIn: true },
    orderBy: { startedAt: "asc" },
    select: {
      id: true,
      model: true,
      startedAt: true,
      endedAt: true,
      run: {
        select: {
          phaseId: true,
          operation: true,
          createdAt: true,
          phase: { select: { status: true, position: true } },
        },
      },
    },
  });
  if (attempts.length === 0) return [];
  const restores = await prisma.run.findMany({
    where: { projectId, cycle, operation: "RESTORE" },
    select: { operation: true, status: true, createdAt: true, phase: { select: { position: true } } },
  });
  const switches = await prisma.providerSwitch.findMany({ where: { projectId }, orderBy: { dispatchedAt: "asc" } });
  return standInWork(
    {
      switches: switches.flatMap(({ dispatchedAt: at, attemptId, toProvider, ...recorded }) => {
        const reason = SwitchReason.parse(recorded.reason);
        return isReturn(reason) || isClaude(toProvider) ? [] : [{ at, attemptId, reason }];
      }),
      attempts: attempts.flatMap(({ id, model, startedAt, endedAt, run: { phaseId, operation, createdAt, phase } }) =>
        model === null || (phase !== null && !isThere({ createdAt, phase }, restores))
          ? []
          : [{ id, phaseId, operation, model, startedAt, endedAt }],
      ),
    },
    clock.now(),
  );
};
