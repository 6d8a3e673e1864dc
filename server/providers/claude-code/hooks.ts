import type { Options } from "@anthropic-ai/claude-agent-sdk";
import type { ToolDecision, ToolUse } from "../provider.ts";
import { answeredInput, plainToolName } from "./own-tools.ts";
import type { OtherModel, SessionControl } from "./session.ts";
import type { Mailbox } from "./mailbox.ts";
import type { ToolGate } from "./tool-gate.ts";

export interface HookOptions extends SessionControl {
  readonly gate: ToolGate;
  /** A tool was allowed and begins now. */
  readonly begins: (toolUseId: string, name: string, input: unknown) => void;
  readonly mailbox: Pick<Mailbox, "collect">;
  /** Who takes the next turn; null: whoever took the last. */
  readonly nextModel: () => Promise<OtherModel | null>;
  /** A decision may be waited for as long as the run may take. */
  readonly longestWaitMs: number;
}

/** For a call whose decision failed: the error ends the session, and the call must not slip through before. */
const stopping: Exclude<ToolDecision, { decision: "defer" }> = {
  decision: "deny",
  message: "The run is being stopped.",
};

/** A call inside a subagent cannot be deferred. */
const notBySubagent: ToolDecision = {
  decision: "deny",
  message: "Only the main conversation can call this tool. Say in your result that it is needed.",
};

/** What the call is carried out with in place of its own input; undefined: with that. */
const inputInstead = ({ input }: ToolUse, decision: ToolDecision): Readonly<Record<string, unknown>> | undefined => {
  switch (decision.decision) {
    case "allow":
      return decision.input;
    case "answer":
      return answeredInput(input, decision.text);
    case "deny":
    case "defer":
      return undefined;
  }
};

/**
 * Puts every tool call before the gate. The CLI itself stays in its default mode, in which it asks before it acts: the
 * hook's "allow" is what lets a call through, also as root, where bypassing permissions would be refused.
 */
export const hooksFor = ({
  gate,
  begins,
  mailbox,
  nextModel,
  longestWaitMs,
  waitFor,
  changeModel,
}: HookOptions): Pick<Options, "hooks" | "canUseTool"> => ({
  hooks: {
    PreToolUse: [
      {
        // In seconds, and a little longer than the run's own limit.
        timeout: Math.ceil(longestWaitMs / 1_000) + 60,
        // A call whose decision failed is not carried out.
        onFailure: "block",
        hooks: [
          async (input) => {
            if (input.hook_event_name !== "PreToolUse") return {};
            const name = input.tool_name;
            const toolUse = {
              toolUseId: input.tool_use_id,
              name: plainToolName(name) ?? name,
              input: input.tool_input,
            };
            const isOwn = plainToolName(name) !== null;
            // What one of our own tools does is done by the decision itself.
            if (isOwn) begins(toolUse.toolUseId, toolUse.name, toolUse.input);
            const decision =
              input.agent_id !== undefined && isOwn
                ? notBySubagent
                : await waitFor<ToolDecision>(() => gate.decide(toolUse), stopping);
            const updatedInput = inputInstead(toolUse, decision);
            const goesOn = decision.decision === "allow" || decision.decision === "answer";
            if (goesOn && !isOwn) begins(toolUse.toolUseId, toolUse.name, updatedInput ?? toolUse.input);
            return {
              hookSpecificOutput: {
                hookEventName: "PreToolUse",
                permissionDecision: goesOn ? "allow" : decision.decision,
                ...(decision.decision === "deny" ? { permissionDecisionReason: decision.message } : {}),
                ...(updatedInput === undefined ? {} : { updatedInput: { ...updatedInput } }),
              },
            };
          },
        ],
      },
    ],
    // Between two turns, when all tools of the last one have ended. A subagent's turns are not the session's.
    PostToolBatch: [
      {
        hooks: [
          async (input) => {
            if (input.hook_event_name !== "PostToolBatch" || input.agent_id !== undefined) return {};
            const next = await waitFor(nextModel, null);
            if (next !== null) await changeModel(next);
            const text = await waitFor(() => mailbox.collect(), null);
            return text === null
              ? {}
              : { hookSpecificOutput: { hookEventName: "PostToolBatch", additionalContext: text } };
          },
        ],
      },
    ],
    // It was about to end: what has come in meanwhile is a reason to go on.
    Stop: [
      {
        hooks: [
          async (input) => {
            if (input.hook_event_name !== "Stop" || input.agent_id !== undefined) return {};
            const text = await waitFor(() => mailbox.collect(), null);
            return text === null ? {} : { hookSpecificOutput: { hookEventName: "Stop", additionalContext: text } };
          },
        ],
      },
    ],
  },
  canUseTool: async (claudeName, input, { toolUseID: toolUseId }) => {
    const toolUse = { toolUseId, name: plainToolName(claudeName) ?? claudeName, input };
    const decision = await waitFor(() => gate.decideObjection(toolUse), stopping);
    return decision.decision === "deny"
      ? { behavior: "deny", message: decision.message }
      : { behavior: "allow", updatedInput: { ...(inputInstead(toolUse, decision) ?? input) } };
  },
});
