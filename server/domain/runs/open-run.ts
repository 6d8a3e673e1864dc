import { goesBeside, Operation } from "../../contract/roles.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, notifyChannels } from "../events/index.ts";
import { requestOf } from "./requests.ts";
import type { RunInput } from "./run-input.ts";

const openStatuses = ["QUEUED", "RUNNING", "WAITING"] as const;
/** A project's line of work; what goes on beside it is neither woken nor taken with it. */
export const inLine = { notIn: Operation.options.filter(goesBeside) };

/**
 * Creates a project's next run with its job and its agent's request; one that waits for a request has neither yet. A phase's rounds are the machine's to count; a run without a phase gets the
 * next number that its operation has not had in this cycle. The caller holds the project's lock.
 */
export const startRun = async (
  { queue }: Pick<Domain, "queue">,
  tx: Tx,
  options: {
    projectId: string;
    phaseId: string | null;
    operation: Operation;
    round: number;
    input: RunInput;
    waits?: true;
  },
): Promise<void> => {
  const { projectId, phaseId, operation, input, waits = false } = options;
  const { cycle } = await tx.project.findUniqueOrThrow({ where: { id: projectId }, select: { cycle: true } });
  const round =
    phaseId === null ? await tx.run.count({ where: { projectId, cycle, phaseId, operation } }) : options.round;
  const runId = newId("run");
  await tx.run.create({
    data: {
      id: runId,
      projectId,
      phaseId,
      cycle,
      operation,
      round,
      status: waits ? "WAITING" : "QUEUED",
      requestOf: waits ? null : requestOf(operation),
      input: { ...input },
    },
  });
  if (waits) return;
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: [{ runId, phaseId, payload: { type: "run.queued", operation, round } }],
  });
  await queue.enqueueRun(tx, { runId });
};

/**
 * Puts a job for the project's queued run, with no more back-off: somebody has just said that it may go on. A run that
 * has waited for a request takes it now.
 */
export const wakeOpenRun = async (
  { queue }: Pick<Domain, "queue">,
  tx: Tx,
  { projectId }: { projectId: string },
): Promise<void> => {
  const run = await tx.run.findFirst({ where: { projectId, status: "QUEUED", operation: inLine } });
  if (run === null) return;
  const { id, operation, phaseId, round, requestOf: taken } = run;
  const takes = taken === null ? requestOf(operation) : null;
  await tx.run.update({
    where: { id },
    data: { notBefore: null, failures: 0, ...(takes !== null && { requestOf: takes }) },
  });
  if (takes !== null) {
    const payload = { type: "run.queued", operation, round } as const;
    await appendEvents(tx, { projectId, fence: null, events: [{ runId: id, phaseId, payload }] });
  }
  await queue.enqueueRun(tx, { runId: run.id });
};

/**
 * Takes the open run from whoever works on it. The next lease token makes every later write of that runner fail, and
 * the control channel tells it to end its processes at once; it need not obey for the state to be right.
 */
export const takeOpenRun = async (
  { clock }: Pick<Domain, "clock">,
  tx: Tx,
  { projectId, becomes }: { projectId: string; becomes: "QUEUED" | "WAITING" | "CANCELLED" },
): Promise<void> => {
  const run = await tx.run.findFirst({
    where: { projectId, status: { in: [...openStatuses] }, operation: inLine },
    select: { id: true, status: true },
  });
  if (run === null) return;
  await tx.run.update({
    where: { id: run.id },
    data: {
      status: becomes,
      leaseToken: { increment: 1 },
      runnerId: null,
      leaseExpiresAt: null,
      ...(becomes === "CANCELLED" && { finishedAt: clock.now() }),
    },
  });
  await tx.liveBlock.deleteMany({ where: { runId: run.id } });
  if (run.status === "RUNNING") {
    await tx.$executeRaw`SELECT pg_notify(${notifyChannels.control}, ${JSON.stringify({ runId: run.id })})`;
  }
};
