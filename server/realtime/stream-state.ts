import type { StreamMessage } from "../contract/events.ts";
import type { ChangeSubscription, Changes } from "./changes.ts";
import type { Marks, Pending } from "./pending.ts";
import type { FeedBlock } from "./project-feed.ts";

export interface StreamStateOptions {
  readonly changes: Pick<Changes, "heads">;
  readonly subscription: ChangeSubscription;
  readonly pending: Pending;
  readonly projectIds: readonly string[];
  readonly mayView: (projectId: string) => Promise<boolean>;
}

/** What one stream has sent so far, and from it what is to be sent next. */
export interface StreamState {
  readonly collect: (marks: Marks) => Promise<StreamMessage[]>;
  /** What the reader may know of is asked anew from now on. */
  readonly forgetVisibility: () => void;
}

export const createStreamState = ({
  changes,
  subscription,
  pending,
  projectIds,
  mayView,
}: StreamStateOptions): StreamState => {
  const positions = new Map<string, number>();
  const sentBlocks = new Map<string, { readonly edition: number; readonly length: number }>();
  const visible = new Map<string, boolean>();

  const tellHeads = async (): Promise<StreamMessage[]> => {
    const heads = await changes.heads(projectIds);
    for (const { projectId, sequence } of heads) positions.set(projectId, sequence);
    sentBlocks.clear();
    return [{ type: "heads", heads }];
  };

  const nextPart = (block: FeedBlock): StreamMessage[] => {
    const { projectId, runId, blockId, kind, text, edition } = block;
    const key = `${projectId}/${runId}/${blockId}`;
    const sent = sentBlocks.get(key);
    const offset = sent?.edition === edition && sent.length <= text.length ? sent.length : 0;
    if (offset === text.length) return [];
    sentBlocks.set(key, { edition, length: text.length });
    return [{ type: "live", projectId, runId, blockId, kind, offset, text: text.slice(offset) }];
  };

  const nextLive = async (projectId: string): Promise<StreamMessage[]> => {
    const position = positions.get(projectId);
    if (position === undefined) return [];
    const blocks = await subscription.feed(projectId, position).liveBlocks();
    const present = new Set(blocks.map(({ runId, blockId }) => `${projectId}/${runId}/${blockId}`));
    for (const key of sentBlocks.keys())
      if (key.startsWith(`${projectId}/`) && !present.has(key)) sentBlocks.delete(key);
    return blocks.flatMap(nextPart);
  };

  const nextEvents = async (projectId: string): Promise<StreamMessage[]> => {
    const position = positions.get(projectId);
    if (position === undefined) return [];
    const page = await subscription.feed(projectId, position).eventsAfter(position);
    if (page === null) {
      pending.onGap();
      return [];
    }
    const last = page.events.at(-1);
    if (last === undefined) return [];
    // The rest goes with the next batch, after the reader has taken this one.
    if (page.more) pending.onEvents(projectId);
    positions.set(projectId, last.sequence);
    return [{ type: "events", projectId, events: page.events }];
  };

  const changed = async (projectId: string): Promise<StreamMessage[]> => {
    const may = visible.get(projectId) ?? (await mayView(projectId));
    visible.set(projectId, may);
    return may ? [{ type: "changed", projectId }] : [];
  };

  return {
    collect: async ({ gap, live, events, lists }) => {
      if (gap) return tellHeads();
      const messages: StreamMessage[] = [];
      for (const projectId of live) messages.push(...(await nextLive(projectId)));
      for (const projectId of events) messages.push(...(await nextEvents(projectId)));
      for (const projectId of lists) messages.push(...(await changed(projectId)));
      return messages;
    },
    forgetVisibility: () => visible.clear(),
  };
};
