/** What the scripted model decided to say, before it is put on the wire. */
export type AnswerBlock =
  | { type: "text"; text: string }
  | { type: "thinking"; thinking: string }
  | { type: "tool_use"; id: string; name: string; input: Record<string, unknown> };

export type StopReason = "end_turn" | "tool_use" | "max_tokens" | "refusal" | "model_context_window_exceeded";

export interface Answer {
  readonly blocks: readonly AnswerBlock[];
  readonly stopReason: StopReason;
}

export const textAnswer = (text: string): Answer => ({ blocks: [{ type: "text", text }], stopReason: "end_turn" });
