import type { AgentSessionOptions } from "../provider.ts";
import { findTranscript, setAside } from "./transcript.ts";
import type { ModelUsages } from "./cli-lines.ts";

/** Where a session stands when a process for it begins, and what to say to it. */
export interface Opening {
  readonly resumes: boolean;
  /** Null says nothing: a deferred tool call goes on by itself. */
  readonly message: string | null;
  /**
   * To be said between two turns, or before the session would end. Said as a message of its own it would begin a turn
   * after the result of the one that the deferred call goes on with, which is taken for the end.
   */
  readonly afterTool: string | null;
  /** The totals that the process goes on counting from. */
  readonly usage: ModelUsages;
  /** Whether the conversation so far holds this message. */
  readonly holds: (messageId: string) => boolean;
}

/** Said to a session that is to go on without being told anything, but waits for no tool; or with another model. */
export const goOn = "Continue where you left off.";

/**
 * The transcript decides whether there is something to resume, not what the caller remembers: a process may have been
 * killed before it wrote its first line, or after that and before its caller noted it.
 * @returns null where there is neither a conversation nor anything to begin one with
 */
export const openingOf = async (
  options: Pick<AgentSessionOptions, "providerSessionId" | "resume" | "prompt" | "freshPrompt">,
  configPath: string,
): Promise<Opening | null> => {
  const transcript = await findTranscript(configPath, options.providerSessionId);
  if (transcript?.hasConversation) {
    const said = transcript.waitsForTool
      ? { message: null, afterTool: options.prompt }
      : { message: options.prompt ?? goOn, afterTool: null };
    return { resumes: true, ...said, usage: transcript.usage, holds: (id) => transcript.messageIds.has(id) };
  }
  if (transcript) await setAside(transcript);
  const message = (options.resume ? options.freshPrompt : undefined) ?? options.prompt;
  return message === null ? null : { resumes: false, message, afterTool: null, usage: {}, holds: () => false };
};
