import type { EventPayload } from "../contract/events.ts";
import type { AgentEvent } from "../providers/provider.ts";
import { unreachable } from "../platform/errors.ts";
import { knownSecrets } from "../platform/known-secrets.ts";

/** Of a tool's output in the log; the transcript in the project's home keeps it whole. */
const outputCharacters = 16_000;
/** Of a single text in a tool's input (a file's content, say). */
const inputCharacters = 32_000;

/** What becomes of an agent's event: an entry in the log, text that is still growing, or nothing that people need. */
export type Logged =
  | { readonly type: "append"; readonly payload: EventPayload; readonly finishes: string | null }
  | { readonly type: "grow"; readonly blockId: string; readonly kind: "text" | "shell"; readonly text: string }
  | { readonly type: "session_started" };

const append = (payload: EventPayload, finishes: string | null = null): Logged => ({
  type: "append",
  payload,
  finishes,
});

/** Cuts the middle out of what is too long, and says so. Secrets go first: a cut could leave half of one. */
const capText = (whole: string, limit: number): { text: string; truncated: boolean } => {
  const text = knownSecrets().redact(whole);
  if (text.length <= limit) return { text, truncated: false };
  const half = Math.floor(limit / 2);
  return {
    text: `${text.slice(0, half)}\n… ${text.length - limit} characters left out …\n${text.slice(-half)}`,
    truncated: true,
  };
};

const capInput = (value: unknown): unknown => {
  if (typeof value === "string") return capText(value, inputCharacters).text;
  if (Array.isArray(value)) return value.slice(0, 200).map(capInput);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, capInput(item)]));
  }
  return value;
};

/** Pure: what the log says of an agent's event. */
export const toLogged = (event: AgentEvent): Logged => {
  switch (event.type) {
    case "session_started":
      return { type: "session_started" };
    case "text_delta":
      return { type: "grow", blockId: event.blockId, kind: "text", text: event.text };
    case "text":
      return append({ type: "agent.wrote", blockId: event.blockId, text: event.text }, event.blockId);
    case "thinking":
      return append({ type: "agent.thought", blockId: event.blockId, text: event.text }, event.blockId);
    case "tool_called": {
      const { toolUseId, name, input, parentToolUseId } = event;
      return append({ type: "tool.called", toolUseId, name, input: capInput(input), parentToolUseId });
    }
    case "tool_output_delta":
      return { type: "grow", blockId: event.toolUseId, kind: "shell", text: event.text };
    case "tool_finished": {
      const { toolUseId, isError, durationMs } = event;
      const { text: output, truncated } = capText(event.output, outputCharacters);
      return append(
        { type: "tool.finished", toolUseId, isError, output, truncated, durationMs: Math.round(durationMs) },
        toolUseId,
      );
    }
    case "todos":
      return append({ type: "todos.updated", items: [...event.items] });
    case "permission_denied":
      return append(
        {
          type: "tool.finished",
          toolUseId: event.toolUseId,
          isError: true,
          output: event.message,
          truncated: false,
          durationMs: 0,
        },
        event.toolUseId,
      );
    case "retrying":
      return append({ type: "provider.retrying", delayMs: event.delayMs, httpStatus: event.httpStatus });
    case "rate_limit": {
      const { status, window, utilisation, resetsAt } = event;
      return append({ type: "provider.limit_reported", status, window, utilisation, resetsAt });
    }
    case "compacted":
      return append({
        type: "agent.thought",
        blockId: "compacted",
        text: "The conversation was shortened to fit the model.",
      });
    case "line_dropped":
      return append({ type: "agent.line_dropped", bytes: event.bytes });
    default:
      return unreachable(event);
  }
};
