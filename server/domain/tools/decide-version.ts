import type { AskAnswer } from "../../contract/asks.ts";
import { AgentRole, agentRoles } from "../../contract/roles.ts";
import type { ToolProposal, ToolScope } from "../../contract/tools.ts";
import type { Tool } from "../../db/generated/client.ts";
import type { UserRole } from "../../contract/statuses.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { leaveMessage } from "../messages/index.ts";
import { buildStateOf, decisionText } from "../tool-requests/index.ts";
import { ToolVerdict } from "../../contract/tool-requests.ts";
import { wakeWhoWaits } from "./wake-waiting.ts";

/**
 * A person has decided about exactly this version, in the transaction that answers its ask. Accepted, it is what agents
 * use from their next turn on; whoever waits for it goes on, and whoever went on without it is told.
 * Errors: forbidden (only an admin accepts for all projects), conflict (withdrawn, decided, or another of its name; its
 * tool was removed, or has a newer version in use).
 */
export const decideToolVersion = async (
  domain: Domain,
  tx: Tx,
  options: {
    proposal: ToolProposal;
    answer: Extract<AskAnswer, { kind: "tool_acceptance" }>;
    actor: { readonly id: string; readonly role: UserRole };
  },
): Promise<void> => {
  const { proposal, answer, actor } = options;
  const { versionId, hash, manifest, number } = proposal;
  const { decision, reason } = answer;
  const isAccepted = decision === "accept";
  // By its hash as well: what is decided about is what was shown.
  const { count } = await tx.toolVersion.updateMany({
    where: { id: versionId, hash, status: "PROPOSED" },
    data: {
      status: isAccepted ? "ACCEPTED" : "REFUSED",
      decidedAt: domain.clock.now(),
      decidedById: actor.id,
      reason: reason === "" ? null : reason,
    },
  });
  if (count === 0)
    throw new DomainError("conflict", "This version is not waiting for a decision any more. Reload the page.");
  const version = await tx.toolVersion.findUniqueOrThrow({ where: { id: versionId }, include: { tool: true } });
  const { tool } = version;
  // One that all projects have stays so: nobody takes it from the others by accepting its next version for one.
  const scope = tool.projectId === null ? "all" : answer.scope;
  if (isAccepted) {
    if (scope === "all" && actor.role !== "ADMIN") throw new DomainError("forbidden", onlyAdmins(tool));
    await useFromNowOn(tx, { tool, proposal, scope });
  }
  await appendAudit(tx, {
    actorId: actor.id,
    action: isAccepted ? "tool.accepted" : "tool.refused",
    subjectId: tool.id,
    detail: { name: manifest.name, number, hash, scope: isAccepted ? scope : null, reason },
  });
  if (version.requestId !== null) await tellAsker(domain, tx, { requestId: version.requestId, actorId: actor.id });
};

const onlyAdmins = ({ name, projectId }: Pick<Tool, "name" | "projectId">): string =>
  projectId === null
    ? `All projects have the tool ${name}: only an admin may accept another version of it. Ask an admin, or refuse it.`
    : "Only an admin may accept a tool for all projects. Accept it for its project, or ask an admin.";

/** The accepted version is what agents use: it has to be the tool's newest, of a tool that is there. */
const useFromNowOn = async (
  tx: Tx,
  { tool, proposal, scope }: { tool: Tool; proposal: ToolProposal; scope: ToolScope },
): Promise<void> => {
  const { id, name } = tool;
  if (tool.removedAt !== null)
    throw new DomainError(
      "conflict",
      `The tool ${name} was removed meanwhile, and cannot come back. Refuse this version; built again, it is a tool of its own.`,
    );
  const newer = await tx.toolVersion.findFirst({
    where: { toolId: id, status: "ACCEPTED", number: { gt: proposal.number } },
    select: { number: true },
  });
  if (newer !== null)
    throw new DomainError(
      "conflict",
      `Version number ${newer.number} of ${name} was accepted meanwhile, and is what agents use. Refuse this one, which is older; if it is wanted still, have it built again.`,
    );
  const projectId = scope === "all" ? null : tool.projectId;
  const taken = await tx.tool.count({ where: { id: { not: id }, name, projectId, removedAt: null } });
  if (taken > 0)
    throw new DomainError(
      "conflict",
      `There is another tool ${name} for all projects. Accept this one for its project, or remove the other one first.`,
    );
  // Whoever has the version before keeps the tool.
  const had = proposal.previous === null ? [] : AgentRole.array().parse(tool.agents);
  const agents = agentRoles.filter((role) => proposal.agents.includes(role) || had.includes(role));
  await tx.tool.update({ where: { id }, data: { agents, projectId, enabled: true } });
};

const tellAsker = async (
  domain: Domain,
  tx: Tx,
  { requestId, actorId }: { requestId: string; actorId: string },
): Promise<void> => {
  const request = await tx.toolRequest.findUnique({ where: { id: requestId } });
  if (request === null || (await wakeWhoWaits(domain, tx, request))) return;
  const { projectId, name } = request;
  await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
  const text = `About the tool ${name} that was asked for. ${decisionText(name, ToolVerdict.parse(request.verdict), await buildStateOf({ prisma: tx }, requestId))}`;
  await leaveMessage(domain, tx, { projectId, authorId: actorId, text });
};
