import type { ProjectEvent } from "../server/contract/events.ts";
import type { Operation } from "../server/contract/roles.ts";
import { listEvents } from "../server/domain/events/index.ts";
import { submitProject } from "../server/domain/projects/index.ts";
import { seedDraft } from "../server/testing/project-factory.ts";
import type { AgentCall } from "./bare-project.ts";
import type { ThrowAwayProduct } from "./throw-away-product.ts";

/** One run, by the times in the project's log; all in milliseconds. */
export interface PlayedRun {
  readonly operation: Operation;
  readonly phaseIndex: number;
  readonly round: number;
  /** What the agent was asked; null for the runner's own operations. */
  readonly prompt: string | null;
  /** From its being queued to its attempt's first event: wake-up, claim, and what the step prepares. */
  readonly beginningMs: number;
  /** From its being queued to the next run's being queued (the same transaction that settles it). */
  readonly spanMs: number;
  /** Of which the project's own check commands. */
  readonly checkMs: number;
}

export interface PlayedProject {
  /** Milliseconds from the submission to the notification of its end. */
  readonly totalMs: number;
  readonly runs: readonly PlayedRun[];
}

const ended = new Set(["SUCCEEDED", "FAILED", "CANCELLED", "WAITING"]);
const statusOf = (row: unknown): string =>
  typeof row === "object" && row !== null && "status" in row ? String(row.status) : "";

/** Plays a scenario from its submission to its end. @throws Error when it does not end well */
export const playProject = async (product: ThrowAwayProduct, scenario: string): Promise<PlayedProject> => {
  const { domain, ownerId, watcher } = product;
  const projectId = await seedDraft(domain, { ownerId, scenario });
  const end = watcher.when(projectId, {
    query: `SELECT "status" FROM "Project" WHERE "id" = $1`,
    values: [projectId],
    found: (row) => ended.has(statusOf(row)),
  });
  const began = performance.now();
  await submitProject(domain, { projectId, actorId: ownerId });
  const totalMs = (await end) - began;
  const { status } = await domain.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  if (status !== "SUCCEEDED") throw new Error(`The project ended as ${status}.`);
  const phases = await domain.prisma.phase.findMany({ where: { projectId }, orderBy: { position: "asc" } });
  const events = await listEvents(domain, { projectId, after: 0, limit: 10_000 });
  return {
    totalMs,
    runs: runsOf(
      events,
      phases.map(({ id }) => id),
    ),
  };
};

const runsOf = (events: readonly ProjectEvent[], phaseIds: readonly string[]): PlayedRun[] => {
  const queued = events.flatMap((event) =>
    event.payload.type === "run.queued" ? [{ ...event, ...event.payload }] : [],
  );
  return queued.map(({ at, runId, phaseId, operation, round }, index) => {
    const own = events.filter((event) => event.runId === runId);
    const began = own.find(({ payload }) => payload.type === "attempt.started");
    const settled = own.findLast(({ payload }) => payload.type === "run.succeeded");
    const next = queued[index + 1] ?? settled;
    if (began === undefined || next === undefined) throw new Error(`The log does not say how ${operation} went.`);
    const instructed = own.flatMap(({ payload }) => (payload.type === "agent.instructed" ? [payload.prompt] : []));
    const checks = own.flatMap(({ payload }) => (payload.type === "check.finished" ? [payload.check.durationMs] : []));
    return {
      operation,
      phaseIndex: phaseId === null ? 0 : phaseIds.indexOf(phaseId),
      round,
      prompt: instructed[0] ?? null,
      beginningMs: began.at.getTime() - at.getTime(),
      spanMs: next.at.getTime() - at.getTime(),
      checkMs: checks.reduce((total, ms) => total + ms, 0),
    };
  });
};

/** What its agents were asked, in order. */
export const callsOf = ({ runs }: PlayedProject): AgentCall[] =>
  runs.flatMap(({ operation, phaseIndex, round, prompt }) =>
    prompt === null ||
    operation === "IMPORT" ||
    operation === "CHECK" ||
    operation === "ACCEPT" ||
    operation === "RESTORE"
      ? []
      : [{ operation, phaseIndex, round, prompt }],
  );
