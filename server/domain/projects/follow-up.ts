import { StoredSource } from "../../contract/sources.ts";
import { Prisma, type Project } from "../../db/generated/client.ts";
import { RequestLimits } from "../../contract/requests.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { currentAccount, privateAccount } from "../accounts/index.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, storableText } from "../events/index.ts";
import { screenSubmission, storeScreening } from "../screening/index.ts";
import { applySignal } from "./apply-signal.ts";
import { lockProject } from "./load-project.ts";
import { provisionalTitle } from "./provisional-title.ts";

/**
 * Begins the next cycle of a project that has ended (R18): a brief of its own, in the same workspace, with an end and a
 * report of its own. What the cycle before came to is kept beside it. Errors: not_found; unavailable with the fix when
 * nobody can carry it out; conflict while it has not ended or its workspace is gone; conflict, invalid (screening).
 */
export const followUpProject = async (
  domain: Domain,
  options: { projectId: string; actorId: string; brief: string; approvePlan: boolean; screeningHash: string | null },
): Promise<void> => {
  const { projectId, actorId, approvePlan, screeningHash } = options;
  const found = await domain.prisma.project.findUnique({
    where: { id: projectId },
    select: { scenario: true, ownerId: true, private: true },
  });
  if (found === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
  const whoever = found.private ? privateAccount(domain) : currentAccount(domain, found.ownerId);
  const account = found.scenario === null ? await whoever : null;
  if (account !== null && account.kind === null) throw new DomainError("unavailable", account.fix);
  const record = await screenSubmission(domain, {
    projectId,
    brief: options.brief,
    confirmed: screeningHash,
    actorId,
  });
  const brief = storableText(options.brief);
  await domain.prisma.$transaction(async (tx) => {
    const cycle = await nextCycle(tx, { projectId, brief, approvePlan, provider: account?.kind ?? null });
    const { name: by } = await tx.user.findUniqueOrThrow({ where: { id: actorId }, select: { name: true } });
    await appendEvents(tx, {
      projectId,
      fence: null,
      events: [{ payload: { type: "project.followed_up", cycle, brief, by } }],
    });
    await applySignal(domain, tx, { projectId, signal: { type: "followed_up" }, actorId });
    await storeScreening(tx, { projectId, record });
    await appendAudit(tx, { actorId, action: "project.followed_up", subjectId: projectId, detail: { cycle } });
  });
};

/** Puts what the cycle came to beside the project, and clears its row for the next one. */
const nextCycle = async (
  tx: Tx,
  next: { projectId: string; brief: string; approvePlan: boolean; provider: string | null },
): Promise<number> => {
  const { projectId, brief, approvePlan, provider } = next;
  const { project } = await lockProject(tx, projectId);
  if (project.workspaceRemovedAt !== null)
    throw new DomainError("conflict", "The workspace of this project has been removed, so nothing can be built on it.");
  const { cycle: number, status, summary, error, startedAt, finishedAt } = project;
  const report = project.report ?? Prisma.DbNull;
  await tx.projectCycle.create({
    data: {
      id: newId("cycle"),
      projectId,
      number,
      brief: project.brief,
      status,
      summary,
      report,
      error,
      startedAt,
      finishedAt,
    },
  });
  const cycle = number + 1;
  await tx.project.update({
    where: { id: projectId },
    data: {
      cycle,
      brief,
      approvePlan,
      summary: null,
      report: Prisma.DbNull,
      error: null,
      startedAt: null,
      finishedAt: null,
      ...(provider !== null && { provider }),
    },
  });
  return cycle;
};

/** What a copy starts from as well: an archive is one project's, and a credential one person's. */
const sourceOfCopy = (
  { source, ownerId }: Pick<Project, "source" | "ownerId">,
  actorId: string,
): { readonly source: StoredSource | null; readonly leftOut: string | null } => {
  const original = StoredSource.nullable().parse(source);
  if (original === null || original.kind === "empty") return { source: null, leftOut: null };
  if (original.kind === "archive") return { source: null, leftOut: original.name };
  if (original.kind !== "git" || ownerId === actorId) return { source: original, leftOut: null };
  return { source: { ...original, credentialId: null }, leftOut: null };
};

/**
 * A new draft with everything that was asked of this project, and nothing of what came of it. It begins with the first
 * cycle's brief, and with what the original began with, except an archive, which `leftOut` names. Error: not_found.
 */
export const duplicateProject = async (
  { prisma }: Pick<Domain, "prisma">,
  { projectId, actorId }: { projectId: string; actorId: string },
): Promise<{ projectId: string; leftOut: string | null }> =>
  prisma.$transaction(async (tx) => {
    const original = await tx.project.findUnique({
      where: { id: projectId },
      include: { cycles: { where: { number: 1 } } },
    });
    if (original === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
    const { priority, importance, urgency, permissionMode, approvePlan, maxRefinements } = original;
    const { language, kind, complexity, maxAssignments, requestLimits } = original;
    const { egressHosts, assessment, models, private: isPrivate } = original;
    const brief = original.cycles[0]?.brief ?? original.brief;
    const { source, leftOut } = sourceOfCopy(original, actorId);
    const id = newId("project");
    await tx.project.create({
      data: {
        id,
        ownerId: actorId,
        title: provisionalTitle(brief),
        brief,
        status: "DRAFT",
        priority,
        importance,
        urgency,
        permissionMode,
        approvePlan,
        private: isPrivate,
        maxRefinements,
        language,
        kind,
        complexity,
        maxAssignments,
        requestLimits: RequestLimits.parse(requestLimits),
        egressHosts: egressHosts ?? Prisma.DbNull,
        assessment: assessment ?? Prisma.DbNull,
        models: models ?? Prisma.DbNull,
        source: source ?? Prisma.DbNull,
      },
    });
    await appendAudit(tx, { actorId, action: "project.duplicated", subjectId: id, detail: { from: projectId } });
    return { projectId: id, leftOut };
  });
