import { isDeepStrictEqual } from "node:util";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import type { ToolUseOutcome } from "../../contract/tools.ts";
import { recordToolUse, toolArchive, type OfferedTool } from "../../domain/tools/index.ts";
import { knownSecrets } from "../../platform/known-secrets.ts";
import { hashOfContent, readManifest, unpackContent } from "../../tools/tool-content.ts";
import type { StepContext } from "../step-context.ts";
import { layOutTool, readToolFolder } from "./lay-out.ts";
import { ToolFailure, withToolProcess } from "./tool-process.ts";
import { openToolSandbox, startTool, ToolRefused } from "./tool-sandbox.ts";

/** What an agent reads of a tool's answer, in characters; more would only fill its context. */
const mostAnswer = 20_000;

/** What a call needs of the attempt that it is made in. */
export type ToolCallContext = Pick<
  StepContext,
  "domain" | "lease" | "signal" | "env" | "sandboxing" | "egress" | "runtimePath" | "project"
>;

interface Called {
  readonly outcome: ToolUseOutcome;
  /** For the agent. */
  readonly text: string;
  /** For people; null where all went well. */
  readonly detail: string | null;
}

/**
 * Carries out an agent's call of an accepted tool: from its read-only content, which has to be what was accepted, in a
 * sandbox of its own with just its declared rights. Whatever the tool does, the call ends and says what happened; it is
 * written down with how long it took.
 */
export const callTool = async (
  context: ToolCallContext,
  { tool, toolUseId, input }: { tool: OfferedTool; toolUseId: string; input: unknown },
): Promise<string> => {
  const { domain, lease, signal } = context;
  const began = performance.now();
  const called = await carryOut(context, tool, input);
  signal.throwIfAborted();
  await recordToolUse(domain, {
    versionId: tool.versionId,
    projectId: lease.projectId,
    runId: lease.runId,
    toolUseId,
    outcome: called.outcome,
    detail: called.detail,
    durationMs: Math.round(performance.now() - began),
  });
  return called.text;
};

const carryOut = async (context: ToolCallContext, tool: OfferedTool, input: unknown): Promise<Called> => {
  const { name, rights } = tool.manifest;
  try {
    const folder = await acceptedContent(context, tool);
    const room = await openToolSandbox(context, { folder, rights, project: context.project });
    try {
      const child = startTool(room.sandbox, tool.manifest);
      const result = await withToolProcess(
        child,
        { timeoutMs: rights.seconds * 1_000, signal: context.signal },
        (client) =>
          client.request({ method: "tools/call", params: { name, arguments: objectOf(input) } }, CallToolResultSchema, {
            timeout: rights.seconds * 1_000,
          }),
      );
      const text = capped(knownSecrets().redact(textOf(result)));
      return result.isError === true
        ? { outcome: "tool_error", text: `${name} says that it failed:\n${text}`, detail: text }
        : { outcome: "succeeded", text, detail: null };
    } finally {
      await room.close();
    }
  } catch (error) {
    return failedCall(name, error, context.signal);
  }
};

const failedCall = (name: string, error: unknown, signal: AbortSignal): Called => {
  if (signal.aborted) throw error;
  const outcome = error instanceof ToolFailure ? error.outcome : error instanceof ToolRefused ? "refused" : "crashed";
  const message = knownSecrets().redact(error instanceof Error ? error.message : String(error));
  return {
    outcome,
    text: `${name} ${outcome === "refused" ? "was not called" : "did not work"}. ${capped(message)}\nGo on without it, and say so in your summary.`,
    detail: message,
  };
};

/** Where exactly the accepted content lies. @throws ToolRefused where something else does */
const acceptedContent = async ({ domain, env }: ToolCallContext, tool: OfferedTool): Promise<string> => {
  const stored = await toolArchive(domain, { versionId: tool.versionId });
  if (stored === null) throw new ToolRefused("Its files are not kept any more.");
  const content = await unpackContent(stored.archive);
  if (hashOfContent(content) !== tool.hash)
    throw new ToolRefused("What is kept of it is not what was accepted. Nothing of it is run.");
  // The accepted hash names the rights as well: it has those of its own manifest, whatever stands beside it.
  if (!isDeepStrictEqual(readManifest(content).rights, tool.manifest.rights))
    throw new ToolRefused("Its rights are not those that were accepted with it. Nothing of it is run.");
  const folder = await layOutTool(env.SPIRAL_DATA_DIR, content);
  if (hashOfContent(await readToolFolder(folder)) !== tool.hash)
    throw new ToolRefused(
      `Its files in ${folder} were changed: they are not what was accepted (${tool.hash.slice(0, 12)}). Nothing of it is run. Remove that folder, and the accepted files are laid out anew.`,
    );
  return folder;
};

const objectOf = (input: unknown): Record<string, unknown> =>
  typeof input === "object" && input !== null ? { ...input } : {};

const textOf = ({ content, structuredContent }: ReturnType<typeof CallToolResultSchema.parse>): string => {
  const parts = content.map((part) => (part.type === "text" ? part.text : `(${part.type}, which is not shown)`));
  if (parts.length > 0) return parts.join("\n");
  return structuredContent === undefined ? "(nothing)" : JSON.stringify(structuredContent);
};

const capped = (text: string): string =>
  text.length <= mostAnswer
    ? text
    : `${text.slice(0, mostAnswer)}\n(${text.length - mostAnswer} more characters were left out)`;
