import type { PermissionMode } from "../../contract/statuses.ts";
import type { ToolDecision, ToolUse } from "../provider.ts";

/** Tools that only look, or only speak of the work. Whatever is not listed acts: a new tool is asked for. */
const looking = new Set([
  "Read",
  "Glob",
  "Grep",
  "TaskCreate",
  "TaskUpdate",
  "TaskList",
  "TaskGet",
  "TodoWrite",
  "StructuredOutput",
]);
const editing = new Set(["Write", "Edit", "NotebookEdit"]);

/**
 * Whether a tool use is put before `decideToolUse`, or allowed by the project's permission mode itself.
 * @param own plain names of our own tools, whose answer is the decision
 */
export const needsDecision = (
  mode: PermissionMode,
  toolName: string,
  own: ReadonlySet<string> = new Set(),
): boolean => {
  if (own.has(toolName)) return true;
  switch (mode) {
    case "ask":
      return !looking.has(toolName);
    case "acceptEdits":
      return !looking.has(toolName) && !editing.has(toolName);
    case "autonomous":
      return false;
  }
};

export interface ToolGate {
  /** Answers one call; several calls are answered one after the other. */
  readonly decide: (toolUse: ToolUse) => Promise<ToolDecision>;
  /**
   * Answers what Claude Code itself objects to after a call was allowed here: writing to .git, .claude, a shell's start
   * files and the like. A person's approval counts for these too, the mode's alone does not.
   */
  readonly decideObjection: (toolUse: ToolUse) => Promise<Exclude<ToolDecision, { decision: "defer" }>>;
  /** What was said to a call that was refused here; null for one that was not. */
  readonly refusalOf: (toolUseId: string) => string | null;
}

const waiting =
  "Not carried out: another tool call of the same message waits for a person's answer. Call this one again afterwards if it is still needed.";

/**
 * Stands between the agent and its tools. At most one call is deferred per process: Claude Code ends with the last
 * deferred call and forgets the others, so the calls beside it are refused with a reason that lets the model repeat
 * them.
 */
export const createToolGate = (
  mode: PermissionMode,
  decideToolUse: (toolUse: ToolUse) => Promise<ToolDecision>,
  own: ReadonlySet<string> = new Set(),
): ToolGate => {
  const decisions = new Map<string, ToolDecision>();
  const refused = new Map<string, string>();
  let deferred = false;
  let last: Promise<unknown> = Promise.resolve();

  const ask = async (toolUse: ToolUse): Promise<ToolDecision> => {
    const decision: ToolDecision = deferred ? { decision: "deny", message: waiting } : await decideToolUse(toolUse);
    decisions.set(toolUse.toolUseId, decision);
    if (decision.decision === "deny") refused.set(toolUse.toolUseId, decision.message);
    deferred ||= decision.decision === "defer";
    return decision;
  };
  const decide = (toolUse: ToolUse): Promise<ToolDecision> => {
    if (!needsDecision(mode, toolUse.name, own)) return Promise.resolve({ decision: "allow" });
    const mine = last.then(() => ask(toolUse));
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    decide,
    async decideObjection(toolUse) {
      const { toolUseId, name } = toolUse;
      // One that was not put before the gate at all gets no shorter way through it.
      const decision = decisions.get(toolUseId) ?? (needsDecision(mode, name, own) ? await decide(toolUse) : null);
      switch (decision?.decision) {
        case "allow":
        case "answer":
        case "deny":
          return decision;
        case "defer":
        case undefined: {
          const message = decision === null ? protectedHere(name) : waiting;
          refused.set(toolUseId, message);
          return { decision: "deny", message };
        }
      }
    },
    refusalOf: (toolUseId) => refused.get(toolUseId) ?? null,
  };
};

const protectedHere = (name: string): string =>
  `${name} was not carried out: Claude Code wants a person's approval for this, and this project asks nobody for it.`;
