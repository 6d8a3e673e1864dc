import { z } from "zod";
import { ProjectId } from "./ids.ts";
import type { Operation } from "./roles.ts";

/**
 * What happens when Claude cannot be asked.
 * - auto: the work goes on with a local model, and comes back by itself.
 * - manual: it waits, and a person may let it go on with a local model.
 * - disabled: it waits.
 */
export const FallbackMode = z.enum(["auto", "manual", "disabled"]);
export type FallbackMode = z.infer<typeof FallbackMode>;

export const fallbackModeLabels = {
  auto: { name: "Go on with a local model", detail: "and come back to Claude by itself" },
  manual: { name: "Wait, and let me decide", detail: "a project that waits offers the way to a local model" },
  disabled: { name: "Wait for Claude", detail: "local models are never used in its place" },
} as const satisfies Record<FallbackMode, { name: string; detail: string }>;

/** Where a person wants a project, or all of them, worked on. Null: as it comes. */
export const ProviderWish = z.enum(["claude", "local"]);
export type ProviderWish = z.infer<typeof ProviderWish>;

/**
 * When work leaves Claude before a usage window is used up. At 95 % in any case; from the threshold on
 * - forecast: where the window would not last until it begins anew, so that nothing that was paid for is left unused.
 * - threshold: always.
 */
export const EarlyWhen = z.enum(["forecast", "threshold"]);
export type EarlyWhen = z.infer<typeof EarlyWhen>;

/** In per cent of a window. */
export const EarlyThreshold = z.int("Enter whole per cents.").min(50, "At least 50 %.").max(95, "At most 95 %.");

export interface EarlyRule {
  readonly when: EarlyWhen;
  readonly threshold: number;
}

export const earlyLabels = {
  forecast: {
    name: "If it would not last",
    detail: "the forecast says that the window is used up before it begins anew",
  },
  threshold: { name: "Always", detail: "whatever the forecast says" },
} as const satisfies Record<EarlyWhen, { name: string; detail: string }>;

/** Why work went over to another provider. */
export const SwitchReason = z.enum([
  /** A usage window is used up. */
  "quota",
  /** The service is there and cannot. */
  "overloaded",
  /** The service cannot be reached. */
  "network",
  /** A usage window is about to be used up. */
  "near_limit",
  /** A person wanted it. */
  "wish",
  /** No account of Claude's can be used any more. */
  "no_account",
  /** The project is private. */
  "private",
  /** Back to Claude: what was in the way is over. */
  "recovered",
  /** Back to Claude: a person wanted it, or what a person had chosen instead is over. */
  "returned",
]);
export type SwitchReason = z.infer<typeof SwitchReason>;

/** Why work is not where it would be by itself. */
export type AwayReason = Exclude<SwitchReason, "recovered" | "returned">;

/** Whether it is the way back to Claude. */
export const isReturn = (reason: SwitchReason): reason is "recovered" | "returned" =>
  reason === "recovered" || reason === "returned";

/** As the middle of a sentence: "switched to … because …". */
export const switchReasonWords = {
  quota: "Claude's usage limit is reached",
  overloaded: "Claude is overloaded",
  network: "Claude cannot be reached",
  near_limit: "Claude's usage limit is near",
  wish: "somebody asked for it",
  no_account: "no account of Claude's can be used",
  private: "the project is private",
  recovered: "Claude is asked again",
  returned: "somebody wanted it so",
} as const satisfies Record<SwitchReason, string>;

/** The same of what is told afterwards: it may be over by then. */
const switchReasonThen = {
  ...switchReasonWords,
  quota: "Claude's usage limit was reached",
  overloaded: "Claude was overloaded",
  network: "Claude could not be reached",
  near_limit: "Claude's usage limit was near",
  no_account: "no account of Claude's could be used",
  private: "the project was private",
} as const satisfies Record<SwitchReason, string>;

/** What a local model did in Claude's place. */
export interface StandInWork {
  /** Null: outside of phases (the plan, the report). */
  readonly phaseId: string | null;
  /** What it did of it, each once. */
  readonly operations: readonly Operation[];
  readonly models: readonly string[];
  /** Empty where none was recorded. */
  readonly reasons: readonly SwitchReason[];
  /** Milliseconds at work, until now where it goes on. */
  readonly ms: number;
  /** It is at work now. */
  readonly goesOn: boolean;
}

/** What of a project's work outside of its phases it did: "Plan", "Plan and report". */
export const workBesidePhases = ({ operations }: Pick<StandInWork, "operations">): string => {
  const parts = [
    ...(operations.includes("PLAN") ? ["plan"] : []),
    ...(operations.includes("ASSESS_TOOL") ? ["advice on a tool"] : []),
    ...(operations.includes("REPORT") ? ["report"] : []),
  ];
  const words = new Intl.ListFormat("en-GB").format(parts);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};

/** Why it went over, as the end of a sentence that says what it did. */
export const becauseOf = ({ reasons }: Pick<StandInWork, "reasons">): string =>
  reasons.length === 0 ? "" : `, because ${reasons.map((reason) => switchReasonThen[reason]).join("; ")}`;

/** One of the two sides that work can be on. */
export const Served = z.strictObject({ provider: z.string(), model: z.string().nullable() });

export const WishProviderInput = z.strictObject({ projectId: ProjectId, wish: ProviderWish.nullable() });
export const ChangePrivacyInput = z.strictObject({ projectId: ProjectId, private: z.boolean() });
export const UpdateFallbackInput = z.strictObject({
  mode: FallbackMode,
  wish: ProviderWish.nullable(),
  /** Claude is asked again by whoever works next, also where its limit is not known to be over. */
  tryClaude: z.literal(true).optional(),
  /** Absent: as it is. */
  early: z.strictObject({ when: EarlyWhen, threshold: EarlyThreshold }).optional(),
});

/** Models of Claude's account that cannot be asked just now. */
export interface OpenBreakerView {
  /** A family of models; `all` for every one of the account. */
  readonly modelClass: string;
  readonly reason: SwitchReason;
  readonly message: string;
  readonly since: Date;
  readonly until: Date;
  /** Somebody is trying. */
  readonly probing: boolean;
}

export interface FallbackView {
  readonly mode: FallbackMode;
  readonly early: EarlyRule;
  readonly wish: ProviderWish | null;
  /** What Ollama servers that answer have; null: none answers. */
  readonly ollama: { readonly models: number } | null;
  /** Claude's account in use, as the ledger names it; null: there is none. */
  readonly account: string | null;
  /**
   * There is none, and projects that Claude has worked on wait for one: the mode, or a person's wish, keeps local models
   * out of its place. New projects are the local models' all the same.
   */
  readonly claudesWait: boolean;
  /** There is neither an account nor a local model that is ready, and projects wait for one of them. */
  readonly standStill: boolean;
  /** Families of Claude's models that work may go to by itself: of those that the settings use, and of the usual. */
  readonly families: readonly string[];
  /** Of that account. */
  readonly breakers: readonly OpenBreakerView[];
  /** The local model that stands in now; null: none is ready. */
  readonly local: string | null;
  /** All that are ready, in their order. */
  readonly ready: readonly string[];
  /** Of those, the ones on the runner's machine: no other works on private projects. */
  readonly readyHere: readonly string[];
}
