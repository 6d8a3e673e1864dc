import { z } from "zod";
import { operations, type AgentRole } from "../../contract/roles.ts";
import { ToolRequest } from "../../contract/tool-requests.ts";
import { requestTool } from "../../contract/tools.ts";
import { fileToolRequest, findToolRequest } from "../../domain/tool-requests/index.ts";
import { describeTool, harmlessSchema } from "../../agents/tools.ts";
import { isKnownTool, offeredTools } from "../../domain/tools/index.ts";
import { callTool } from "../tools/call-tool.ts";
import type { OwnTool, ToolDecision, ToolUse } from "../../providers/provider.ts";
import { FencedError } from "../run-log.ts";
import type { StepContext } from "../step-context.ts";

/** By which an agent asks for what it lacks. */
const toolToAskWith: OwnTool = {
  name: requestTool,
  description:
    "Asks the user for a tool that you lack and cannot replace with what is here. The user decides. Where you cannot go on without it, set blocking: the answer is then the decision. Otherwise go on with other work; you are told the decision in a message. Do not ask for what a command, a package or a small script does, and never twice for the same tool.",
  inputSchema: z.toJSONSchema(ToolRequest, { target: "draft-7", io: "input" }),
};

const roleOf = ({ operation }: StepContext["lease"]): AgentRole => operations[operation].role ?? "DEVELOPER";

/**
 * What an agent has in its hands besides the tools of its trade: the tools that were accepted for it, and the one to ask
 * for another with, unless it is building one.
 */
export const ownToolsFor = async ({ domain, lease, project }: StepContext): Promise<readonly OwnTool[]> => {
  const offered = await offeredTools(domain, { projectId: project.id, role: roleOf(lease) });
  return [
    ...(project.buildsRequestId === null ? [toolToAskWith] : []),
    ...offered.map(({ manifest, madeFor }) => ({
      name: manifest.name,
      description: describeTool({ description: manifest.description, madeFor }),
      inputSchema: z.record(z.string(), z.unknown()).parse(harmlessSchema(manifest.input)),
    })),
  ];
};

/** Looked up anew for every call: a tool that was switched off meanwhile is not called. */
const callAccepted = async (
  context: StepContext,
  { toolUseId, name, input }: ToolUse,
): Promise<ToolDecision | null> => {
  const { domain, lease, project } = context;
  const offered = await offeredTools(domain, { projectId: project.id, role: roleOf(lease) });
  const tool = offered.find(({ manifest }) => manifest.name === name);
  if (tool !== undefined) return { decision: "answer", text: await callTool(context, { tool, toolUseId, input }) };
  return (await isKnownTool(domain, { projectId: project.id, name }))
    ? { decision: "answer", text: `${name} was not called: it is switched off, or was removed. Go on without it.` }
    : null;
};

const filed =
  "Asked. The user decides, and you are told in a message. Until then go on with what does not need it, and do not ask again.";

/**
 * Decides about a call of one of our own tools. A request is put before the user once, whatever becomes of this process:
 * one that blocks when the attempt is settled, any other here, with the run's lease. Null: it is none of ours.
 */
export const decideOwnTool = async (context: StepContext, toolUse: ToolUse): Promise<ToolDecision | null> => {
  const { domain, lease, project } = context;
  const { toolUseId, name, input } = toolUse;
  if (name !== requestTool) return callAccepted(context, toolUse);
  const parsed = ToolRequest.safeParse(input);
  if (!parsed.success)
    return { decision: "deny", message: `Not asked. Mend this and call again:\n${z.prettifyError(parsed.error)}` };
  const request = parsed.data;
  const { projectId, runId, leaseToken } = lease;
  const of = { projectId, cycle: project.cycle, runId, toolUseId, name: request.name };
  const known = await findToolRequest(domain, of);
  if (known !== null && known.outcome !== null) return { decision: "answer", text: known.outcome };
  if (request.blocking) return { decision: "defer" };
  if (known !== null) return { decision: "answer", text: filed };
  const role = roleOf(lease);
  const isFiled = await domain.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const held = await tx.run.findFirst({ where: { id: runId, leaseToken, status: "RUNNING" }, select: { id: true } });
    if (held !== null) await fileToolRequest(domain, tx, { lease, role, toolUseId, request });
    return held !== null;
  });
  if (!isFiled) throw new FencedError();
  return { decision: "answer", text: filed };
};
