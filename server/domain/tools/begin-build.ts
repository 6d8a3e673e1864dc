import { buildBrief, buildPlan } from "../../contract/tool-builds.ts";
import type { RequestLimits } from "../../contract/requests.ts";
import { ToolRequest, type ToolVerdict } from "../../contract/tool-requests.ts";
import { Prisma } from "../../db/generated/client.ts";
import { newId } from "../../platform/ids.ts";
import { setBudget } from "../budgets/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, storableText } from "../events/index.ts";
import { applySignal, storePlan } from "../projects/index.ts";
import { readSettings } from "../settings/index.ts";

/**
 * How a build's requests are shared out: the Developer has no more than its share of them, and of the rest the PM, who
 * judges and reports, has about twice what QA has. Everybody has one at least; together they have no more than was
 * approved, from three on.
 */
export const sharedOut = (requests: number, developerPercent: number): RequestLimits => {
  const developer = Math.max(1, Math.min(requests - 2, Math.floor((requests * developerPercent) / 100)));
  const rest = Math.max(2, requests - developer);
  const manager = Math.min(rest - 1, Math.ceil((rest * 2) / 3));
  return { DEVELOPER: developer, PROJECT_MANAGER: manager, QUALITY_ASSURANCE: rest - manager };
};

/**
 * Begins to build what was approved: a project of its own, of the same owner and seen by the same people, with the five
 * phases of every tool, the requests that were approved for it, and a budget like any project's. It works with whatever
 * the asking project works with. In the transaction of the decision.
 */
export const beginToolBuild = async (
  domain: Domain,
  tx: Tx,
  options: { requestId: string; verdict: Extract<ToolVerdict, { decision: "approve" }>; actorId: string },
): Promise<{ readonly projectId: string; readonly name: string }> => {
  const { requestId, verdict, actorId } = options;
  const row = await tx.toolRequest.findUniqueOrThrow({
    where: { id: requestId },
    include: { project: { include: { members: true } } },
  });
  const request = ToolRequest.parse(row.content);
  const { project: asking } = row;
  const settings = await readSettings({ prisma: tx });
  const projectId = newId("project");
  const requestLimits = sharedOut(verdict.maxRequests, settings["limits.toolDeveloperPercent"]);
  const { ownerId, importance, urgency, priority, private: isPrivate, provider, fallbackMode, providerWish } = asking;
  await tx.project.create({
    data: {
      id: projectId,
      ownerId,
      title: `Tool: ${request.name}`,
      brief: storableText(buildBrief(request, verdict.comment)),
      status: "DRAFT",
      kind: "build",
      language: "javascript",
      complexity: "simple",
      importance,
      urgency,
      priority,
      permissionMode: "autonomous",
      approvePlan: false,
      private: isPrivate,
      provider,
      fallbackMode,
      providerWish,
      models: asking.models ?? Prisma.DbNull,
      egressHosts: asking.egressHosts ?? Prisma.DbNull,
      maxRefinements: settings["limits.refinementsPerPhase"],
      maxAssignments: requestLimits.DEVELOPER,
      requestLimits,
      scenario: asking.scenario === null ? null : `${asking.scenario}-tool`,
      buildsRequestId: requestId,
      members: {
        create: asking.members.map(({ userId, access }) => ({ userId, access, createdById: actorId })),
      },
    },
  });
  await setBudget(tx, {
    budget: { scope: "PROJECT", subjectId: projectId, period: "TOTAL" },
    limitMicros: settings["budgets.projectDefaultMicros"],
    actorId,
  });
  const { plan, revision } = await storePlan(tx, { projectId, plan: buildPlan(request), author: null });
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: [{ payload: { type: "plan.proposed", revision, plan, by: null, reason: null } }],
  });
  await applySignal(domain, tx, { projectId, signal: { type: "submitted" }, actorId });
  return { projectId, name: request.name };
};
