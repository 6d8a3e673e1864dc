import { shareOf, timeOf } from "../../contract/rate-limits.ts";
import type { AgentEvent } from "../provider.ts";
import type { AssistantLine, CliLine, ToolResultBlock } from "./cli-lines.ts";
import { plainToolName } from "./own-tools.ts";
import { todosAfter } from "./todos.ts";

export interface TranslatorOptions {
  readonly configPath: string;
  readonly sessionId: string;
  /** What was said to a tool call that was refused by our own hook; null for any other. */
  readonly refusalOf: (toolUseId: string) => string | null;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export interface Translator {
  /** The events of one line, in order; none for most lines. */
  translate(line: CliLine): Promise<AgentEvent[]>;
  /** A tool really begins now (it may have waited for a decision, or come from the process before). */
  toolBegins(toolUseId: string, name: string, input: unknown): void;
}

interface ToolRun {
  readonly name: string;
  readonly input: unknown;
  readonly since: number;
}

/**
 * Which block of its message a finished block is. Its own line does not say; blocks finish in the order in which
 * they begin, so it is the first of its kind that was begun and not finished yet.
 */
class BlockIds {
  #messageId = "";
  #open: { readonly index: number; readonly kind: string }[] = [];
  #unstreamed = 0;

  messageBegins(messageId: string): void {
    this.#messageId = messageId;
    this.#open = [];
  }
  blockBegins(index: number, kind: string): void {
    this.#open.push({ index, kind });
  }
  ofDelta(index: number): string {
    return `${this.#messageId}:${index}`;
  }
  ofFinished(messageId: string, kind: string): string {
    const at = messageId === this.#messageId ? this.#open.findIndex((block) => block.kind === kind) : -1;
    const [block] = at === -1 ? [] : this.#open.splice(at, 1);
    return block ? `${messageId}:${block.index}` : `${messageId}:unstreamed-${(this.#unstreamed += 1)}`;
  }
}

/** Makes the product's events of Claude Code's lines. Knows nothing of processes. */
export const createTranslator = (options: TranslatorOptions): Translator => {
  const blockIds = new BlockIds();
  const tools = new Map<string, ToolRun>();
  const reportedDenials = new Set<string>();
  let started = false;

  const toolBegins: Translator["toolBegins"] = (toolUseId, name, input) => {
    tools.set(toolUseId, { name, input, since: options.now() });
  };

  const called = (toolUseId: string, name: string, input: unknown, parentToolUseId: string | null): AgentEvent[] => {
    toolBegins(toolUseId, name, input);
    return [{ type: "tool_called", toolUseId, name, input, parentToolUseId }];
  };

  const fromBlock = (line: AssistantLine, block: AssistantLine["message"]["content"][number]): AgentEvent[] => {
    const { message, parent_tool_use_id: parentToolUseId } = line;
    switch (block.type) {
      case "text":
      case "thinking": {
        // A subagent's words stay with it: its tool calls and its result are what the session shows.
        if (parentToolUseId !== null) return [];
        const blockId = blockIds.ofFinished(message.id, block.type);
        if (block.type === "text") return block.text === "" ? [] : [{ type: "text", blockId, text: block.text }];
        return block.thinking === "" ? [] : [{ type: "thinking", blockId, text: block.thinking }];
      }
      case "tool_use":
        if (parentToolUseId === null) blockIds.ofFinished(message.id, block.type);
        return called(block.id, plainToolName(block.name) ?? block.name, block.input, parentToolUseId);
      case "other":
        return [];
    }
  };

  const fromResult = async (block: ToolResultBlock): Promise<AgentEvent[]> => {
    const toolUseId = block.tool_use_id;
    const tool = tools.get(toolUseId);
    tools.delete(toolUseId);
    if (reportedDenials.has(toolUseId)) return [];
    const refusal = options.refusalOf(toolUseId);
    if (refusal !== null)
      return [{ type: "permission_denied", toolUseId, toolName: tool?.name ?? "", message: refusal }];
    const finished: AgentEvent = {
      type: "tool_finished",
      toolUseId,
      isError: block.is_error ?? false,
      output: outputOf(block),
      durationMs: tool ? options.now() - tool.since : 0,
    };
    const todos = tool ? await todosAfter(tool.name, tool.input, options.configPath, options.sessionId) : null;
    return todos === null ? [finished] : [finished, { type: "todos", items: todos }];
  };

  const translate: Translator["translate"] = async (line) => {
    switch (line.type) {
      case "stream_event": {
        if (line.parent_tool_use_id !== null) return [];
        const { event } = line;
        if (event.type === "message_start") blockIds.messageBegins(event.message.id);
        if (event.type === "content_block_start") blockIds.blockBegins(event.index, event.content_block.type);
        if (event.type !== "content_block_delta" || event.delta.type !== "text_delta" || !event.delta.text) return [];
        return [{ type: "text_delta", blockId: blockIds.ofDelta(event.index), text: event.delta.text }];
      }
      case "assistant":
        // With an error its text is Claude Code's own report, which the result carries as well.
        return line.error === undefined ? line.message.content.flatMap((block) => fromBlock(line, block)) : [];
      case "user": {
        const { content } = line.message;
        const results = typeof content === "string" ? [] : content.filter((block) => block.type === "tool_result");
        return (await Promise.all(results.map(fromResult))).flat();
      }
      case "rate_limit_event": {
        const { status, resetsAt, rateLimitType, utilization } = line.rate_limit_info;
        // Every answer to a subscription brings one; only those that name a window or its use say anything.
        if (rateLimitType === undefined && utilization === undefined) return [];
        return [
          {
            type: "rate_limit",
            status: status === "allowed_warning" ? "warning" : status,
            window: rateLimitType ?? null,
            utilisation: utilization === undefined ? null : shareOf(utilization),
            resetsAt: resetsAt === undefined ? null : timeOf(resetsAt),
          },
        ];
      }
      case "result":
        return [];
      case "system":
        switch (line.subtype) {
          case "init":
            // Repeated at every turn.
            if (started) return [];
            started = true;
            return [
              {
                type: "session_started",
                providerSessionId: line.session_id,
                model: line.model,
                cliVersion: line.claude_code_version,
                tools: line.tools,
              },
            ];
          case "api_retry":
            return [
              { type: "retrying", attempt: line.attempt, delayMs: line.retry_delay_ms, httpStatus: line.error_status },
            ];
          case "permission_denied": {
            const { tool_use_id: toolUseId, tool_name: toolName, message } = line;
            reportedDenials.add(toolUseId);
            return [{ type: "permission_denied", toolUseId, toolName, message }];
          }
          case "compact_boundary":
            return [{ type: "compacted" }];
        }
    }
  };

  return { translate, toolBegins };
};

/** A tool's output as text; of pictures and the like only that they were there. */
const outputOf = ({ content }: ToolResultBlock): string => {
  if (content === undefined) return "";
  if (typeof content === "string") return content;
  return content.map((part) => part.text ?? `[${part.type}]`).join("\n");
};
