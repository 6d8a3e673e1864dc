import { isPhaseClosed, localModelHelps, type Hold } from "../../server/contract/statuses.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { fallbackModeLabels, type FallbackView, type ProviderWish } from "../../server/contract/fallback.ts";
import { whyNotLocal } from "../shell/provider-words.ts";

type PhaseChoice = Pick<PhaseView, "status" | "provider">;

/** Whom somebody has chosen for the phase at work: that goes before what holds for the project. Null: nobody. */
export const chosenForPhase = (phases: readonly PhaseChoice[]): ProviderWish | null =>
  phases.find(({ status }) => !isPhaseClosed(status))?.provider ?? null;

/**
 * Whether the way to a local model is worth offering to who looks at a project that waits: it is Claude that is missing,
 * and nothing that a local model needs as well; and nobody has chosen who is to work on the very phase, for that choice
 * goes before what holds for the project. Pure.
 */
export const mayGoLocal = (
  {
    can,
    hold,
    private: isPrivate,
    provider,
    providerWish,
    phases,
  }: Pick<ProjectView, "can" | "hold" | "private" | "provider" | "providerWish"> & {
    readonly phases: readonly PhaseChoice[];
  },
  fallback: Pick<FallbackView, "wish"> | undefined,
): boolean => {
  if (!can.steer || hold === null || isPrivate || provider === "scripted" || !localModelHelps(hold)) return false;
  if (chosenForPhase(phases) !== null) return false;
  // What a local model has failed at is no reason to go to one.
  if ((providerWish ?? fallback?.wish) === "local") return false;
  return hold.reason === "quota" || provider !== "ollama";
};

/**
 * Whether a local model is there to go on with such a wait, and people want to be offered one. In the mode that waits for
 * Claude that is only where the wait has no end of its own. Pure.
 */
export const offersLocal = (hold: Hold, fallback: Pick<FallbackView, "mode" | "local"> | undefined): boolean =>
  fallback !== undefined && fallback.local !== null && (fallback.mode !== "disabled" || hold.reason !== "quota");

/** Why no local model works in Claude's place, and whether Settings, Fallback is where that is changed. */
export interface NobodyStandsIn {
  readonly why: string;
  readonly inSettings: boolean;
}

/**
 * Why a project of Claude's waits although local models could stand in: a choice, the mode, or what is missing. Null:
 * nothing of these, or nobody knows yet. Pure.
 */
export const whyNobodyStandsIn = (
  {
    hold,
    phases,
    provider,
    providerWish,
  }: Pick<ProjectView, "hold" | "provider" | "providerWish"> & {
    readonly phases: readonly PhaseChoice[];
  },
  fallback: Pick<FallbackView, "mode" | "wish" | "local" | "ollama"> | undefined,
): NobodyStandsIn | null => {
  if (chosenForPhase(phases) === "claude")
    return {
      why: "Claude was chosen for this phase, so no local model stands in. “Do it again…” in the phase's menu, “As the rest of the project”, undoes that.",
      inSettings: false,
    };
  if (providerWish === "claude")
    return {
      why: "Claude was chosen for this project, so no local model stands in. “Go local now” in its menu changes that.",
      inSettings: false,
    };
  // A sample's providers are played, and its mode is its own.
  if (fallback === undefined || provider === "scripted") return null;
  const missing = whyNotLocal(fallback);
  if (providerWish === null && fallback.wish === "claude")
    return { why: "Claude was chosen for all projects, so no local model stands in.", inSettings: true };
  if (providerWish === null && fallback.wish === null && fallback.mode !== "auto") {
    const why = `The mode is “${fallbackModeLabels[fallback.mode].name}”, so no local model stands in by itself.`;
    // Of a model that would not be offered, nobody needs to know what keeps it.
    const isOffered = fallback.mode === "manual" || hold?.reason !== "quota";
    return { why: isOffered && missing !== null ? `${why} ${missing}.` : why, inSettings: true };
  }
  return missing === null ? null : { why: `${missing}, so nobody stands in.`, inSettings: true };
};

/** How a wait for an account of Claude's ends, after the words that tell people to enter a key. Pure. */
export const afterKeyWords = (fallback: Pick<FallbackView, "account"> | undefined): string =>
  // There is one, and it is not this project's: whoever signs in changes nothing.
  fallback?.account === "subscription"
    ? ": then the work goes on by itself. A Claude subscription works only on projects of the person who is named there as its owner."
    : ", or sign in to Claude Code on the runner's machine: then the work goes on by itself.";
