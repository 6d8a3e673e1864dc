import type { FallbackView, ProviderWish } from "../../server/contract/fallback.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { chosenForPhase } from "./may-go-local.ts";
import { hasClaude } from "./redo-options.ts";

/** What is said when it was chosen where a project is worked on. */
export interface WishedWords {
  readonly title: string;
  /** Null: it is all said. */
  readonly detail: string | null;
}

const undo = "“Do it again…” in the phase's menu changes that.";

/** What follows from such a choice: what was chosen for the phase at work goes before it. Pure. */
export const wishedWords = (
  { phases, standIn }: Pick<ProjectView, "standIn"> & { phases: readonly Pick<PhaseView, "status" | "provider">[] },
  wish: ProviderWish | null,
): WishedWords => {
  const chosen = chosenForPhase(phases);
  if (wish === "local") {
    if (chosen === "claude")
      return {
        title: "It goes on with a local model after this phase",
        detail: `Claude was chosen for this one. ${undo}`,
      };
    return standIn === null
      ? { title: "It goes on with a local model from the next turn on", detail: null }
      : { title: "It stays with a local model", detail: "Until somebody sends it back to Claude, in the same menu." };
  }
  return chosen === "local"
    ? { title: "Claude is asked after this phase", detail: `A local model was chosen for this one. ${undo}` }
    : { title: "Claude is asked from the next turn on", detail: null };
};

type Wished = Pick<ProjectView, "providerWish" | "standIn">;

type ForAll = Pick<FallbackView, "wish"> | undefined;

/** Whether going local is a choice: not where it is made for the project or, unless that says otherwise, for all. Pure. */
export const mayWishLocal = ({ providerWish }: Pick<Wished, "providerWish">, fallback: ForAll): boolean =>
  (providerWish ?? fallback?.wish) !== "local";

/** What that choice is called: where a local model stands in, it lasts also when Claude can be asked again. Pure. */
export const localWishLabel = ({ standIn }: Pick<Wished, "standIn">): string =>
  standIn === null ? "Go local now" : "Stay local";

/**
 * Whether a project may be sent back to Claude: it is local by its own wish or the one for all, or a local model stands in
 * until Claude can be asked again. What was chosen for a phase is undone there. Pure.
 */
export const mayComeBack = (project: Wished, fallback: Pick<FallbackView, "account" | "wish"> | undefined): boolean => {
  const { standIn } = project;
  if (!mayWishLocal(project, fallback)) return true;
  if (standIn === null || standIn.reason === "wish") return false;
  // An account that was refused can be tried again; where there is none, nothing can.
  return standIn.reason !== "no_account" || (fallback !== undefined && fallback.account !== null);
};

/** What sends it there: as it comes or, where all projects are to be local, its own choice of Claude, which goes before. */
export const wishForClaude = (fallback: ForAll): "claude" | null => (fallback?.wish === "local" ? "claude" : null);

/** Why it would not come back although it was sent, in a menu's few words; null: it would. Pure. */
export const whyNotBack = (
  project: Pick<ProjectView, "provider">,
  fallback: Pick<FallbackView, "account"> | undefined,
): string | null => (hasClaude(project, fallback) ? null : "There is no account of Claude's");
