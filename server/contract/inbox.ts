import { z } from "zod";
import type { AskAnswer, AskContent } from "./asks.ts";
import type { AgentRole } from "./roles.ts";
import type { Hold } from "./statuses.ts";
import type { ToolAdvice } from "./tool-requests.ts";

/** Why a project waits for a person without an ask of an agent's: a provider, a step that failed for good. */
export type WaitingHold = Extract<Hold, { reason: "provider" | "attention" }>;

/** Where in a project something is asked. */
export interface AskedIn {
  readonly id: string;
  readonly title: string;
  /** The phase that it is about, from 1; null: the whole project. */
  readonly phase: { readonly number: number; readonly count: number; readonly title: string } | null;
}

/** Something that waits for a person. */
export interface InboxItem {
  /** The ask's id, or the project's for a hold; stays the same until it is decided. */
  readonly key: string;
  readonly project: AskedIn;
  readonly waiting:
    | {
        readonly type: "ask";
        readonly askId: string;
        readonly content: AskContent;
        readonly contentHash: string;
        /** What the PM says of a tool request; null: it is another kind. */
        readonly advice: ToolAdvice | null;
      }
    | { readonly type: "hold"; readonly hold: WaitingHold };
  /** Which agent asks; null: Spiral itself. */
  readonly from: AgentRole | null;
  readonly since: Date;
  /** Whether the project stands still for it. */
  readonly blocks: boolean;
  readonly canAnswer: boolean;
}

/** An ask that has its answer. */
export interface DecidedAsk {
  readonly askId: string;
  readonly project: Pick<AskedIn, "id" | "title">;
  readonly content: AskContent;
  readonly answer: AskAnswer;
  /** Null: nobody did, its time ran out. */
  readonly by: string | null;
  readonly askedAt: Date;
  readonly answeredAt: Date;
}

/** How many decided ones come at a time. */
export const decidedPageSize = 30;

export const ListDecidedInput = z.strictObject({
  /** The last one of the page before; none: from the newest on. */
  cursor: z.strictObject({ answeredAt: z.date(), askId: z.string().max(100) }).nullish(),
  direction: z.literal("forward").optional(),
});

export const SimilarAsksInput = z.strictObject({ askId: z.string().max(100) });
