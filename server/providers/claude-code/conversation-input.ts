import type { SDKUserMessage } from "@anthropic-ai/claude-agent-sdk";

/** What is said to one Claude Code process. Its stdin stays open until the end, for hooks are answered through it. */
export interface ConversationInput {
  readonly messages: AsyncIterable<SDKUserMessage>;
  say(text: string): void;
  /** No more is said. Idempotent. */
  end(): void;
}

/** @param first null says nothing at first */
export const createConversationInput = (first: string | null): ConversationInput => {
  let out: ReadableStreamDefaultController<SDKUserMessage> | null = null;
  const messages = new ReadableStream<SDKUserMessage>({
    start: (controller) => void (out = controller),
    // Whoever listened has gone.
    cancel: () => void (out = null),
  });
  const say = (text: string): void =>
    out?.enqueue({ type: "user", message: { role: "user", content: text }, parent_tool_use_id: null });
  if (first !== null) say(first);
  return {
    messages,
    say,
    end() {
      out?.close();
      out = null;
    },
  };
};
