import { z } from "zod";
import type { SwitchReason } from "../../contract/fallback.ts";
import { AgentRole, operations } from "../../contract/roles.ts";
import { newId } from "../../platform/ids.ts";
import type { Attempt, ProviderSwitch } from "../../db/generated/client.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents } from "../events/index.ts";
import type { Lease } from "../runs/index.ts";
import { giveUpProbe } from "./breakers.ts";

/** Who is about to work for a project. */
export interface Serving {
  /** `other_model`: Claude still, with a model that is not the one that was chosen. */
  readonly side: "claude" | "other_model" | "local";
  readonly provider: string;
  readonly model: string;
  /** Of Claude's models the one that was chosen, where another model works in its place; absent: nobody knows. */
  readonly insteadOf?: string;
  /** Why it is not the other side, or that a person wants it to be Claude; null: it is the first choice. */
  readonly why: SwitchReason | null;
  readonly until: Date | null;
}

/** Claude's models that are left: which agent's, and by which switch. */
const LeftModels = z.array(z.object({ model: z.string(), role: AgentRole.nullable(), id: z.string() }));

/** Whether somebody works in Claude's place, rather than as the first choice: of a private project, it is the only one. */
export const isStandIn = ({ side, why }: Serving): boolean => side === "local" && why !== null && why !== "private";

/**
 * Notes who works for a project from now on. A change of sides is a switch: recorded once, with its event, in the
 * statement that changes who it is, and only for the holder of the run's lease.
 */
export const noteServing = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { lease, serving }: { lease: Lease; serving: Serving },
): Promise<void> =>
  prisma.$transaction(async (tx) => {
    if (!(await lockHeldRun(tx, lease))) return;
    const before = await tx.attempt.findFirst({
      where: { run: { projectId: lease.projectId }, id: { not: lease.attemptId }, provider: { not: null } },
      orderBy: { startedAt: "desc" },
    });
    const now = clock.now();
    const detectedAt = (await noticedAt(tx, { lease, serving })) ?? now;
    // What it tried before, it asks no more.
    if (serving.side === "local") await giveUpProbe(tx, { runId: lease.runId, now });
    await changeSides(tx, { lease, serving, before, detectedAt, now });
  });

/**
 * When what is in the way was noticed: as the same run's last attempt failed, and it went on elsewhere at once. Null: it
 * was known before, it was waited for, or a person asked for it.
 */
const noticedAt = async (
  tx: Tx,
  { lease: { projectId, runId, attemptId }, serving }: { lease: Lease; serving: Serving },
): Promise<Date | null> => {
  if (serving.why === "wish") return null;
  // Not the project's last one: an assessment may be made beside it.
  const before = await tx.attempt.findFirst({
    where: { runId, id: { not: attemptId }, provider: { not: null } },
    orderBy: { startedAt: "desc" },
  });
  if (before?.outcome !== "FAILED") return null;
  // Where it is tried again after a pause, a failure counts.
  if ((await tx.run.count({ where: { id: runId, failures: 0 } })) === 0) return null;
  // Within a run the project's status changes by waits and pauses only.
  const ended = await tx.event.findFirst({
    where: { projectId, runId, attemptId: before.id, type: "attempt.ended" },
    select: { sequence: true },
  });
  const waits = { projectId, type: "project.status_changed", sequence: { gt: ended?.sequence ?? 0 } };
  return (await tx.event.count({ where: waits })) > 0 ? null : before.endedAt;
};

/** Locks the project's row; false where the run is somebody else's by now. */
export const lockHeldRun = async (tx: Tx, { projectId, runId, leaseToken }: Lease): Promise<boolean> => {
  await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
  return (await tx.run.count({ where: { id: runId, leaseToken, status: "RUNNING" } })) > 0;
};

/**
 * In a transaction that has locked the project's row for the holder of the lease.
 * @param before who worked until now; null: nobody
 * @param detectedAt when the reason was noticed; `now`: that was no moment of this switch's
 */
export const changeSides = async (
  tx: Tx,
  {
    lease: { projectId, runId, phaseId, attemptId, operation },
    serving: { side, provider, model, insteadOf, why, until },
    before,
    detectedAt,
    now,
  }: {
    lease: Lease;
    serving: Serving;
    before: Pick<Attempt, "id" | "provider" | "model"> | null;
    detectedAt: Date;
    now: Date;
  },
): Promise<void> => {
  const project = await tx.project.findUniqueOrThrow({
    where: { id: projectId },
    select: { servedBy: true, servedFor: true },
  });
  const { servedBy } = project;
  const left = LeftModels.parse(project.servedFor);
  const { role } = operations[operation];
  // Agents have models of their own: each may be left and come back to, also where another one was chosen for it meanwhile.
  const own =
    side === "claude"
      ? (left.find((one) => one.model === model) ?? left.find((one) => one.role === role))
      : left.find((one) => one.model === insteadOf);
  const isLeft = side === "other_model" && servedBy === side && insteadOf !== undefined && own === undefined;
  if (servedBy === side && !isLeft) return;
  // One whose model was never in the way is no way back to the one that was left.
  if (servedBy === "other_model" && side === "claude" && own === undefined && left.length > 0) return;
  const id = newId("providerSwitch");
  const others = side === "local" ? left : left.filter((one) => one !== own && one.role !== role);
  const stay = side === "other_model" && insteadOf !== undefined ? [...others, { model: insteadOf, role, id }] : others;
  await tx.project.update({
    where: { id: projectId },
    data: { servedBy: side === "claude" && stay.length > 0 ? "other_model" : side, servedFor: stay },
  });
  // The first to work took over from nobody, unless it stands in for another.
  if (servedBy === null && (why === null || why === "private" || side === "claude")) return;
  const wentOver =
    own === undefined || servedBy === "local" ? null : await tx.providerSwitch.findUnique({ where: { id: own.id } });
  const last = await tx.providerSwitch.findFirst({ where: { projectId }, orderBy: { dispatchedAt: "desc" } });
  // What this one ends: where others are left still, the last may be one of theirs.
  const previous = (side === "claude" ? wentOver : null) ?? last;
  const from =
    before?.id === attemptId
      ? { provider: before.provider ?? provider, model: before.model }
      : leftBy({ side, servedBy, insteadOf, before, wentOver, last });
  // The one that stood in for it was chosen meanwhile.
  if (side === "claude" && from.model === model) return;
  const byChoice = why === "wish" || previous === null || previous.reason === "wish" || previous.reason === "private";
  // Another of Claude's models may come back first, when only its family's limit is left.
  const comesBack = side === "claude" || (side === "other_model" && servedBy === "local");
  const reason = !comesBack ? (why ?? "no_account") : byChoice ? "returned" : "recovered";
  await tx.providerSwitch.create({
    data: {
      id,
      projectId,
      runId,
      attemptId,
      fromProvider: from.provider,
      fromModel: from.model,
      toProvider: provider,
      toModel: model,
      reason,
      until,
      detectedAt,
      dispatchedAt: now,
    },
  });
  const payload = {
    type: "provider.switched",
    from,
    to: { provider, model },
    reason,
    until: until?.toISOString() ?? null,
    lastedMs: previous === null ? null : await workedSince(tx, { projectId, since: previous.dispatchedAt, now }),
  } as const;
  await appendEvents(tx, { projectId, fence: null, events: [{ phaseId, runId, attemptId, payload }] });
  const detail = { from: from.model ?? from.provider, to: model, provider, reason };
  await appendAudit(tx, { actorId: null, action: "provider.switched", subjectId: projectId, detail });
};

/** Whose place is taken as an attempt begins: what was asked before may have been another agent's. */
const leftBy = ({
  side,
  servedBy,
  insteadOf,
  before,
  wentOver,
  last,
}: Pick<Serving, "side"> & {
  readonly servedBy: string | null;
  readonly insteadOf: string | undefined;
  readonly before: Pick<Attempt, "provider" | "model"> | null;
  /** The switch to the one of Claude's models that works in this one's place. */
  readonly wentOver: Pick<ProviderSwitch, "toProvider" | "toModel"> | null;
  readonly last: Pick<ProviderSwitch, "toProvider" | "toModel"> | null;
}): { readonly provider: string; readonly model: string | null } => {
  const standing = wentOver ?? (servedBy === "other_model" && side === "claude" ? last : null);
  if (standing !== null) return { provider: standing.toProvider, model: standing.toModel };
  const provider = before?.provider ?? (side === "claude" ? "ollama" : "anthropic_api");
  if (servedBy === "local") return { provider, model: before?.model ?? last?.toModel ?? null };
  return { provider, model: insteadOf ?? before?.model ?? null };
};

/** How long a project has been worked on since then: pauses and waits are not in it, nor is who has not begun yet. */
const workedSince = async (
  tx: Tx,
  { projectId, since, now }: { readonly projectId: string; readonly since: Date; readonly now: Date },
): Promise<number> => {
  const attempts = await tx.attempt.findMany({
    where: { run: { projectId }, provider: { not: null }, OR: [{ endedAt: null }, { endedAt: { gt: since } }] },
    select: { startedAt: true, endedAt: true },
  });
  return attempts.reduce((sum, { startedAt, endedAt }) => {
    const ms = (endedAt ?? now).getTime() - Math.max(startedAt.getTime(), since.getTime());
    return sum + Math.max(0, ms);
  }, 0);
};
