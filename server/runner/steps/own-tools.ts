import { z } from "zod";
import { operations } from "../../contract/roles.ts";
import { ToolRequest } from "../../contract/tool-requests.ts";
import { requestTool } from "../../contract/tools.ts";
import { fileToolRequest, findToolRequest } from "../../domain/tool-requests/index.ts";
import type { OwnTool, ToolDecision, ToolUse } from "../../providers/provider.ts";
import { FencedError } from "../run-log.ts";
import type { StepContext } from "../step-context.ts";

/** What every agent has in its hands besides the tools of its trade. */
export const ownTools: readonly OwnTool[] = [
  {
    name: requestTool,
    description:
      "Asks the user for a tool that you lack and cannot replace with what is here. The user decides. Where you cannot go on without it, set blocking: the answer is then the decision. Otherwise go on with other work; you are told the decision in a message. Do not ask for what a command, a package or a small script does, and never twice for the same tool.",
    inputSchema: z.toJSONSchema(ToolRequest, { target: "draft-7", io: "input" }),
  },
];

const filed =
  "Asked. The user decides, and you are told in a message. Until then go on with what does not need it, and do not ask again.";

/**
 * Decides about a call of one of our own tools. A request is put before the user once, whatever becomes of this process:
 * one that blocks when the attempt is settled, any other here, with the run's lease. Null: it is none of ours.
 */
export const decideOwnTool = async (
  { domain, lease, project }: StepContext,
  { toolUseId, name, input }: ToolUse,
): Promise<ToolDecision | null> => {
  if (name !== requestTool) return null;
  const parsed = ToolRequest.safeParse(input);
  if (!parsed.success)
    return { decision: "deny", message: `Not asked. Mend this and call again:\n${z.prettifyError(parsed.error)}` };
  const request = parsed.data;
  const { projectId, runId, operation, leaseToken } = lease;
  const of = { projectId, cycle: project.cycle, runId, toolUseId, name: request.name };
  const known = await findToolRequest(domain, of);
  if (known !== null && known.outcome !== null) return { decision: "answer", text: known.outcome };
  if (request.blocking) return { decision: "defer" };
  if (known !== null) return { decision: "answer", text: filed };
  const role = operations[operation].role ?? "DEVELOPER";
  const isFiled = await domain.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const held = await tx.run.findFirst({ where: { id: runId, leaseToken, status: "RUNNING" }, select: { id: true } });
    if (held !== null) await fileToolRequest(domain, tx, { lease, role, toolUseId, request });
    return held !== null;
  });
  if (!isFiled) throw new FencedError();
  return { decision: "answer", text: filed };
};
