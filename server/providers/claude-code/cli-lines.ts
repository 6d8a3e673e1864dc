import { z } from "zod";

/**
 * The lines of Claude Code's `--output-format stream-json` that the product reads, as tried with 2.1.329; whatever
 * else a line carries is left out. A line that fits none of them is unknown: logged, never an error, because every
 * version adds some.
 */

const tokens = z.number().min(0);

export const ModelUsage = z.object({
  inputTokens: tokens,
  outputTokens: tokens,
  cacheReadInputTokens: tokens,
  cacheCreationInputTokens: tokens,
  cacheCreationEphemeral1hInputTokens: tokens.optional(),
  costUSD: z.number().min(0).optional(),
});
export type ModelUsage = z.infer<typeof ModelUsage>;
export const ModelUsages = z.record(z.string(), ModelUsage);
export type ModelUsages = z.infer<typeof ModelUsages>;

/** The Messages API's own figures; null where a service leaves one out. */
export const MessageUsage = z.object({
  input_tokens: tokens.nullish(),
  output_tokens: tokens.nullish(),
  cache_read_input_tokens: tokens.nullish(),
  cache_creation_input_tokens: tokens.nullish(),
  cache_creation: z.object({ ephemeral_1h_input_tokens: tokens.nullish() }).nullish(),
});
export type MessageUsage = z.infer<typeof MessageUsage>;

const TextBlock = z.object({ type: z.literal("text"), text: z.string() });
const ThinkingBlock = z.object({ type: z.literal("thinking"), thinking: z.string() });
const ToolUseBlock = z.object({ type: z.literal("tool_use"), id: z.string(), name: z.string(), input: z.unknown() });
const ToolResultBlock = z.object({
  type: z.literal("tool_result"),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))]).optional(),
  is_error: z.boolean().nullish(),
});
export type ToolResultBlock = z.infer<typeof ToolResultBlock>;
/** Blocks that are not shown (redacted thinking, images, server tools). */
const OtherBlock = z.object({ type: z.string() }).transform(() => ({ type: "other" as const }));
const AssistantBlock = z.union([TextBlock, ThinkingBlock, ToolUseBlock, OtherBlock]);

const StreamEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("message_start"),
    message: z.object({ id: z.string(), model: z.string(), usage: MessageUsage.nullish() }),
  }),
  z.object({
    type: z.literal("content_block_start"),
    index: z.int(),
    content_block: z.object({ type: z.string(), name: z.string().optional() }),
  }),
  z.object({
    type: z.literal("content_block_delta"),
    index: z.int(),
    delta: z.object({ type: z.string(), text: z.string().optional(), partial_json: z.string().optional() }),
  }),
  z.object({ type: z.literal("message_delta"), usage: MessageUsage.nullish() }),
  z.object({ type: z.literal(["content_block_stop", "message_stop", "ping"]) }),
]);

const parentToolUseId = z
  .string()
  .nullish()
  .transform((id) => id ?? null);

const InitLine = z.object({
  type: z.literal("system"),
  subtype: z.literal("init"),
  session_id: z.string(),
  model: z.string(),
  tools: z.array(z.string()),
  claude_code_version: z.string(),
});

const ApiRetryLine = z.object({
  type: z.literal("system"),
  subtype: z.literal("api_retry"),
  attempt: z.int(),
  retry_delay_ms: z.number(),
  error_status: z.int().nullable(),
});

const PermissionDeniedLine = z.object({
  type: z.literal("system"),
  subtype: z.literal("permission_denied"),
  tool_name: z.string(),
  tool_use_id: z.string(),
  message: z.string(),
});

const CompactLine = z.object({ type: z.literal("system"), subtype: z.literal("compact_boundary") });

const StreamEventLine = z.object({
  type: z.literal("stream_event"),
  event: StreamEvent,
  parent_tool_use_id: parentToolUseId,
});

const AssistantLine = z.object({
  type: z.literal("assistant"),
  message: z.object({
    id: z.string(),
    model: z.string(),
    content: z.array(AssistantBlock),
    usage: MessageUsage.nullish(),
  }),
  parent_tool_use_id: parentToolUseId,
  /** Set on the line that says why an API call failed; the codes below belong to it. */
  error: z.string().optional(),
  api_error: z.string().optional(),
  api_error_status: z.int().nullish(),
});
export type AssistantLine = z.infer<typeof AssistantLine>;

const UserLine = z.object({
  type: z.literal("user"),
  message: z.object({ content: z.union([z.string(), z.array(z.union([ToolResultBlock, OtherBlock]))]) }),
});

const RateLimitLine = z.object({
  type: z.literal("rate_limit_event"),
  rate_limit_info: z.object({
    status: z.enum(["allowed", "allowed_warning", "rejected"]),
    /** Seconds since 1970 (milliseconds are understood, too). */
    resetsAt: z.number().optional(),
    rateLimitType: z.string().optional(),
    utilization: z.number().optional(),
  }),
});

const ResultLine = z.object({
  type: z.literal("result"),
  subtype: z.string(),
  is_error: z.boolean(),
  result: z.string().optional(),
  errors: z.array(z.string()).optional(),
  terminal_reason: z.string().nullish(),
  stop_reason: z.string().nullish(),
  api_error_status: z.int().nullish(),
  startup_failure_reason: z.string().optional(),
  num_turns: z.int(),
  duration_ms: z.number(),
  modelUsage: ModelUsages,
  structured_output: z.unknown().optional(),
  deferred_tool_use: z.object({ id: z.string(), name: z.string(), input: z.unknown() }).optional(),
});
export type ResultLine = z.infer<typeof ResultLine>;

export const CliLine = z.union([
  z.discriminatedUnion("type", [StreamEventLine, AssistantLine, UserLine, RateLimitLine, ResultLine]),
  z.discriminatedUnion("subtype", [InitLine, ApiRetryLine, PermissionDeniedLine, CompactLine]),
]);
export type CliLine = z.infer<typeof CliLine>;

/** The SDK's own conversation with the process (hooks, initialisation): passed on to it unread. */
const controlTypes = ["control_request", "control_response", "control_cancel_request", "keep_alive"] as const;

export type ReadLine =
  | { readonly kind: "control" }
  | { readonly kind: "event"; readonly line: CliLine }
  /** Valid JSON that the product does not read; `type` is for the log. */
  | { readonly kind: "unknown"; readonly type: string }
  /** A result in a form that was not tried: there will be no other. */
  | { readonly kind: "broken_result" }
  | { readonly kind: "garbage" };

const Typed = z.looseObject({ type: z.string(), subtype: z.string().optional() });

/** Never throws. */
export const readCliLine = (text: string): ReadLine => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: "garbage" };
  }
  const typed = Typed.safeParse(json);
  if (!typed.success) return { kind: "garbage" };
  const { type, subtype } = typed.data;
  if (controlTypes.some((control) => control === type)) return { kind: "control" };
  const line = CliLine.safeParse(json);
  if (line.success) return { kind: "event", line: line.data };
  return type === "result"
    ? { kind: "broken_result" }
    : { kind: "unknown", type: subtype ? `${type}/${subtype}` : type };
};
