import {
  isCovered,
  matchOf,
  PermissionMatch,
  PermissionScope,
  ruleWords,
  type PermissionRuleView,
} from "../../contract/permissions.ts";
import type { Viewer } from "../../contract/views.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { accessColumns, accessOf, visibleTo } from "../projects/index.ts";

/** Characters of a rule's words that the audit log keeps: an input may be as long as a file. */
const auditedRule = 1_000;

/** Remembers what was just allowed, in the transaction of the answer. */
export const rememberPermission = async (
  tx: Tx,
  options: {
    scope: PermissionScope;
    projectId: string;
    runId: string | null;
    toolName: string;
    input: unknown;
    actorId: string;
  },
): Promise<void> => {
  const { scope, projectId, runId, toolName, input, actorId } = options;
  if (scope === "all") {
    const actor = await tx.user.findUniqueOrThrow({ where: { id: actorId }, select: { role: true } });
    if (actor.role !== "ADMIN")
      throw new DomainError("forbidden", "Only an admin may allow something in every project.");
  }
  const match = matchOf(toolName, input);
  const rule = {
    scope,
    projectId: scope === "all" ? null : projectId,
    runId: scope === "run" ? runId : null,
  };
  // Identical asks are answered together: one rule says it for all of them.
  if ((await tx.permissionRule.count({ where: { ...rule, removedAt: null, match: { equals: match } } })) > 0) return;
  const id = newId("permissionRule");
  await tx.permissionRule.create({ data: { id, ...rule, match, createdById: actorId } });
  await appendAudit(tx, {
    actorId,
    action: "permission.remembered",
    subjectId: id,
    detail: { projectId, scope, rule: ruleWords(match).slice(0, auditedRule) },
  });
};

/** Whether a remembered permission covers a tool use of this run; it then counts as used. */
export const isRemembered = async (
  { prisma, clock }: { readonly prisma: Pick<Tx, "permissionRule">; readonly clock: Domain["clock"] },
  { projectId, runId, toolName, input }: { projectId: string; runId: string; toolName: string; input: unknown },
): Promise<boolean> => {
  const rules = await prisma.permissionRule.findMany({
    where: { removedAt: null, OR: [{ scope: "all" }, { scope: "project", projectId }, { scope: "run", runId }] },
  });
  const rule = rules.find(({ match }) => isCovered(PermissionMatch.parse(match), toolName, input));
  if (rule === undefined) return false;
  // Removed in this very moment, it no longer allows anything.
  const { count } = await prisma.permissionRule.updateMany({
    where: { id: rule.id, removedAt: null },
    data: { uses: { increment: 1 }, lastUsedAt: clock.now() },
  });
  return count === 1;
};

/** What is remembered in what the viewer may see, the newest first. */
export const listPermissionRules = async (
  { prisma }: Pick<Domain, "prisma">,
  { viewer }: { viewer: Pick<Viewer, "id" | "role"> },
): Promise<PermissionRuleView[]> => {
  const rows = await prisma.permissionRule.findMany({
    where: { removedAt: null, OR: [{ scope: "all" }, { project: visibleTo(viewer) }] },
    orderBy: { createdAt: "desc" },
    include: { project: { select: { id: true, title: true, ...accessColumns } } },
  });
  const people = await prisma.user.findMany({
    where: { id: { in: rows.map(({ createdById }) => createdById) } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map(({ id, scope, match, project, createdById, createdAt, uses, lastUsedAt }) => ({
    id,
    scope: PermissionScope.parse(scope),
    match: PermissionMatch.parse(match),
    project: project === null ? null : { id: project.id, title: project.title },
    createdBy: names.get(createdById) ?? "a user who is gone",
    createdAt,
    uses,
    lastUsedAt,
    canRemove: project === null ? viewer.role === "ADMIN" : accessOf(viewer, project) === "steer",
  }));
};

/** Forgets a remembered permission: what it covered is asked for again. Errors: not_found, forbidden. */
export const removePermissionRule = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { viewer, ruleId }: { viewer: Pick<Viewer, "id" | "role">; ruleId: string },
): Promise<void> => {
  const rules = await listPermissionRules({ prisma }, { viewer });
  const rule = rules.find(({ id }) => id === ruleId);
  if (rule === undefined) throw new DomainError("not_found", "This permission does not exist any more.");
  if (!rule.canRemove) {
    throw new DomainError("forbidden", "Only an admin, or whoever steers the project, may take it back.");
  }
  await prisma.$transaction(async (tx) => {
    const { scope, projectId, runId } = await tx.permissionRule.findUniqueOrThrow({ where: { id: ruleId } });
    // And every other one that says the same, or it would still be allowed.
    await tx.permissionRule.updateMany({
      where: { scope, projectId, runId, removedAt: null, match: { equals: rule.match } },
      data: { removedAt: clock.now() },
    });
    const detail = { scope, rule: ruleWords(rule.match).slice(0, auditedRule) };
    await appendAudit(tx, { actorId: viewer.id, action: "permission.forgotten", subjectId: ruleId, detail });
  });
};
