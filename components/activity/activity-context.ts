"use client";

import { createContext, useContext } from "react";
import type { LiveBlock } from "../../server/contract/events.ts";
import type { Operation } from "../../server/contract/roles.ts";
import type { PhaseView, RunView } from "../../server/contract/views.ts";
import { blockKey } from "../live/live-blocks.ts";

/** What rows need to know of the project around them. */
export interface ActivityContextValue {
  readonly runOf: (runId: string | null) => RunView | null;
  readonly phaseOf: (phaseId: string | null) => PhaseView | null;
  readonly operationOf: (runId: string) => Operation | null;
  /** The words searched for, in lower case; empty while nothing is. */
  readonly query: string;
}

export const ActivityContext = createContext<ActivityContextValue | null>(null);

export const useActivity = (): ActivityContextValue => {
  const value = useContext(ActivityContext);
  if (value === null) throw new Error("A row outside of the activity");
  return value;
};

/** Apart from the rest because it changes many times a second, and only running rows read it. */
export const LiveBlocksContext = createContext<ReadonlyMap<string, LiveBlock>>(new Map());

/** What runs in a shell: a tool call, or a check that Spiral runs itself. */
export type ShellSource = { readonly toolUseId: string } | { readonly checkCommand: string };

/** What a shell has printed so far; null where nothing is known of it. */
export const useShellOutput = (runId: string | null, source: ShellSource): string | null => {
  const blocks = useContext(LiveBlocksContext);
  if (runId === null) return null;
  if ("toolUseId" in source) return blocks.get(blockKey({ runId, blockId: source.toolUseId }))?.text ?? null;
  // A check's block ends with its command: `check-<attempt>-<command>`.
  const isItsBlock = (block: LiveBlock) =>
    block.runId === runId && block.kind === "shell" && block.blockId.endsWith(`-${source.checkCommand}`);
  return [...blocks.values()].findLast(isItsBlock)?.text ?? null;
};
