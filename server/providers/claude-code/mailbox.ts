import type { AgentMailbox, AgentMessage } from "../provider.ts";
import type { CliLine } from "./cli-lines.ts";

/**
 * Hands a person's messages to a living session between two of its turns: beside the results of its tool calls, or,
 * where it was about to end, as a reason to go on. What was handed over counts as received when the model has answered
 * to it; before that, only the transcript knows, and the next process of the session looks there.
 */
export interface Mailbox {
  /** What has come since, as one text to hand over; null: nothing. */
  readonly collect: () => Promise<string | null>;
  /** Tells the other side when what was handed over has been answered to. */
  readonly see: (line: CliLine) => Promise<void>;
  /**
   * Sorts what waits at the start of a process: what the transcript holds was received, the rest is to be said first,
   * or between two turns where the session goes on without being told anything.
   * @returns what to say first; null: nothing
   */
  readonly open: (first: string | null, isInTranscript: (id: string) => boolean) => Promise<string | null>;
}

const introduction = "A message for you has come in while you work. Take it into account from now on:";

const asText = (messages: readonly AgentMessage[]): string | null =>
  messages.length === 0 ? null : [introduction, ...messages.map(({ text }) => text)].join("\n\n");

/** @param afterTool to be handed over before anything else, where the session goes on with a deferred call */
export const createMailbox = ({ waiting, received }: AgentMailbox, afterTool: string | null = null): Mailbox => {
  let unsaid = afterTool;
  /** Handed over and not answered to yet. */
  let underWay: string[] = [];
  const handedOver = new Set<string>();

  const handOver = (messages: readonly AgentMessage[]): string | null => {
    const fresh = messages.filter(({ id }) => !handedOver.has(id));
    for (const { id } of fresh) handedOver.add(id);
    underWay.push(...fresh.map(({ id }) => id));
    return asText(fresh);
  };

  return {
    async collect() {
      const parts = [unsaid, handOver(await waiting())].filter((part) => part !== null);
      unsaid = null;
      return parts.length === 0 ? null : parts.join("\n\n");
    },
    async open(first, isInTranscript) {
      const messages = await waiting();
      const there = messages.filter(({ id }) => isInTranscript(id));
      for (const { id } of there) handedOver.add(id);
      if (there.length > 0) await received(there.map(({ id }) => id));
      if (first === null) return null;
      const news = handOver(messages);
      return news === null ? first : `${first}\n\n${news}`;
    },
    async see(line) {
      // The answer to a request begins: whatever was handed over before is in that request.
      const answers =
        line.type === "stream_event" && line.parent_tool_use_id === null && line.event.type === "message_start";
      if (!answers || underWay.length === 0) return;
      const ids = underWay;
      underWay = [];
      await received(ids);
    },
  };
};
