import type { ContentBlock, ToolResultBlock } from "../protocol/request.ts";
import type { Turn } from "../protocol/conversation.ts";

/**
 * Where a Developer script stands, derived from the conversation alone. Every tool call that the server hands out
 * carries its place in its id: `toolu_p1r0s3c0_…` is phase 1, round 0, step 3, call 0. So a session that was killed
 * and resumed, on this or another server process, goes on at the right step.
 */
export interface Place {
  readonly phaseIndex: number;
  readonly round: number;
  readonly step: number;
  /** `search` is the call of ToolSearch that loads a step's tools. */
  readonly call: number | "search";
}

/**
 * @param unique makes the id one of a kind, as the real API's are. Counting what the conversation holds would not
 *   do: a call that was seen by others can be missing from the transcript of a process that was killed.
 */
export const toolUseIdAt = (place: Place, unique: string): string =>
  `toolu_p${place.phaseIndex}r${place.round}s${place.step}c${place.call}_${unique}`;

const pattern = /^toolu_p(\d+)r(\d+)s(\d+)c(\d+|search)_[0-9a-zA-Z]+$/;

/** Null for an id that this server did not hand out to a Developer. */
export const placeOf = (toolUseId: string): Place | null => {
  const [, phaseIndex, round, step, call] = pattern.exec(toolUseId) ?? [];
  if (call === undefined) return null;
  return {
    phaseIndex: Number(phaseIndex),
    round: Number(round),
    step: Number(step),
    call: call === "search" ? "search" : Number(call),
  };
};

export const resultText = (block: ToolResultBlock): string => {
  if (block.content === undefined) return "";
  if (typeof block.content === "string") return block.content;
  return block.content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
};

/**
 * How Claude Code 2.1 words the result of a call that it could not see to its end: after kill -9, after a live
 * interruption, and (as the shell's status) after SIGTERM. Tried with the real CLI; these are its internals, which
 * the real-CLI test pins down.
 */
const interruptedResults = [
  /^\[Tool call interrupted/,
  /this call was stopped while running/,
  /^Exit code (130|137|143)\b/,
];

export const wasInterrupted = (result: ToolResultBlock): boolean =>
  interruptedResults.some((wording) => wording.test(resultText(result)));

export interface PlacedCall {
  readonly place: Place;
  readonly toolName: string;
  readonly input: Record<string, unknown>;
  readonly result: ToolResultBlock | null;
}

/** All calls of this server in the conversation, in order, with their results. */
export const placedCalls = (turns: readonly Turn[]): readonly PlacedCall[] => {
  const blocks: readonly ContentBlock[] = turns.flatMap((turn) => turn.blocks);
  const results = new Map(
    blocks.flatMap((block) => (block.type === "tool_result" ? [[block.tool_use_id, block]] : [])),
  );
  return blocks.flatMap((block) => {
    if (block.type !== "tool_use") return [];
    const place = placeOf(block.id);
    if (place === null) return [];
    return [{ place, toolName: block.name, input: block.input, result: results.get(block.id) ?? null }];
  });
};

export interface Position {
  readonly step: number;
  /** Calls of this step that have their result. */
  readonly done: ReadonlySet<number>;
  /** Calls of this step that were handed out, whatever became of them. */
  readonly handedOut: ReadonlySet<Place["call"]>;
}

export const startOf = (step: number): Position => ({ step, done: new Set(), handedOut: new Set() });

/**
 * The furthest step that was begun, with what is done of it. A call counts as done when its result is there and is
 * not the trace of an interruption; calls of the step that were never handed out are open too, because a crash in
 * the middle of an answer leaves only its first calls in the conversation.
 */
export const positionIn = (calls: readonly PlacedCall[], at: { phaseIndex: number; round: number }): Position => {
  const mine = calls.filter(({ place }) => place.phaseIndex === at.phaseIndex && place.round === at.round);
  const step = Math.max(0, ...mine.map(({ place }) => place.step));
  const done = new Set<number>();
  const handedOut = new Set<Place["call"]>();
  for (const { place, result } of mine) {
    if (place.step !== step) continue;
    handedOut.add(place.call);
    if (place.call !== "search" && result !== null && !wasInterrupted(result)) done.add(place.call);
  }
  return { step, done, handedOut };
};
