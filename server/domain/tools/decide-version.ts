import type { AskAnswer } from "../../contract/asks.ts";
import type { ToolProposal } from "../../contract/tools.ts";
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
 * Errors: forbidden (only an admin accepts for all projects), conflict (withdrawn, decided, or another of its name).
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
  const { versionId, hash, agents, manifest, number } = proposal;
  const { decision, reason, scope } = answer;
  if (decision === "accept" && scope === "all" && actor.role !== "ADMIN")
    throw new DomainError(
      "forbidden",
      "Only an admin may accept a tool for all projects. Accept it for its project, or ask an admin.",
    );
  // By its hash as well: what is decided about is what was shown.
  const { count } = await tx.toolVersion.updateMany({
    where: { id: versionId, hash, status: "PROPOSED" },
    data: {
      status: decision === "accept" ? "ACCEPTED" : "REFUSED",
      decidedAt: domain.clock.now(),
      decidedById: actor.id,
      reason: reason === "" ? null : reason,
    },
  });
  if (count === 0)
    throw new DomainError("conflict", "This version is not waiting for a decision any more. Reload the page.");
  const version = await tx.toolVersion.findUniqueOrThrow({ where: { id: versionId }, include: { tool: true } });
  const { tool } = version;
  if (decision === "accept") {
    const projectId = scope === "all" ? null : (tool.projectId ?? proposal.askedBy?.id ?? null);
    const taken = await tx.tool.count({
      where: { id: { not: tool.id }, name: tool.name, projectId, removedAt: null },
    });
    if (taken > 0)
      throw new DomainError(
        "conflict",
        `There is another tool ${tool.name} for all projects. Accept this one for its project, or remove the other one first.`,
      );
    await tx.tool.update({ where: { id: tool.id }, data: { agents, projectId, enabled: true } });
  }
  await appendAudit(tx, {
    actorId: actor.id,
    action: decision === "accept" ? "tool.accepted" : "tool.refused",
    subjectId: tool.id,
    detail: { name: manifest.name, number, hash, scope: decision === "accept" ? scope : null, reason },
  });
  if (version.requestId !== null) await tellAsker(domain, tx, { requestId: version.requestId, actorId: actor.id });
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
