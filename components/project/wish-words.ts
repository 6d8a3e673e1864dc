import type { FallbackView, ProviderWish } from "../../server/contract/fallback.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { chosenForPhase } from "./may-go-local.ts";

/** What is said when it was chosen where a project is worked on. */
export interface WishedWords {
  readonly title: string;
  /** Null: it is all said. */
  readonly detail: string | null;
}

const undo = "“Do it again…” in the phase's menu changes that.";

/** What follows from such a choice: what was chosen for the phase at work goes before it. Pure. */
export const wishedWords = (
  phases: readonly Pick<PhaseView, "status" | "provider">[],
  wish: ProviderWish | null,
): WishedWords => {
  const chosen = chosenForPhase(phases);
  if (wish === "local")
    return chosen === "claude"
      ? { title: "It goes on with a local model after this phase", detail: `Claude was chosen for this one. ${undo}` }
      : { title: "It goes on with a local model from the next turn on", detail: null };
  return chosen === "local"
    ? { title: "Claude is asked after this phase", detail: `A local model was chosen for this one. ${undo}` }
    : { title: "Claude is asked from the next turn on", detail: null };
};

type Wished = Pick<ProjectView, "providerWish" | "standIn">;

/** Whether going local is a choice: not where it is made for the project or, unless that says otherwise, for all. Pure. */
export const mayWishLocal = (
  { providerWish }: Pick<Wished, "providerWish">,
  fallback: Pick<FallbackView, "wish"> | undefined,
): boolean => (providerWish ?? fallback?.wish) !== "local";

/**
 * Whether a project may be sent back to Claude: it is local by its own wish, or a local model stands in until Claude can
 * be asked again. A wish for all projects is undone in the settings. Pure.
 */
export const mayComeBack = (
  { providerWish, standIn }: Wished,
  fallback: Pick<FallbackView, "account"> | undefined,
): boolean => {
  if (providerWish === "local") return true;
  if (standIn === null || standIn.reason === "wish") return false;
  // An account that was refused can be tried again; where there is none, nothing can.
  return standIn.reason !== "no_account" || (fallback !== undefined && fallback.account !== null);
};

/** Why it would not come back although it was sent, in a menu's few words; null: it would. Pure. */
export const whyNotBack = (fallback: Pick<FallbackView, "account" | "wish"> | undefined): string | null => {
  if (fallback === undefined) return null;
  if (fallback.wish === "local") return "All projects are worked on locally";
  return fallback.account === null ? "There is no account of Claude's" : null;
};
