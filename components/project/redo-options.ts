import type { FallbackView, ProviderWish } from "../../server/contract/fallback.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import type { RadioOption } from "../ui/radio-group.tsx";

type RedoneProject = Pick<ProjectView, "private" | "provider" | "providerWish"> & {
  readonly standIn: { readonly model: string } | null;
};
type Fallback = Pick<FallbackView, "account" | "mode" | "wish" | "ready" | "readyHere">;

/** Who can be chosen for a phase that is done again, and what to know of each. */
export interface RedoOptions {
  readonly options: readonly RadioOption<ProviderWish | "project">[];
  /** Local models that may do it, in their order. */
  readonly ready: readonly string[];
  /** That none is ready, where that matters; null: one is, or nobody knows yet. */
  readonly missing: string | null;
  /** Whether, as the rest of the project, only a local model does it: no model of Claude's is ever asked then. */
  readonly localAnyway: boolean;
}

/**
 * Who carries out what nobody was chosen for: a local model alone, nobody before there is an account of Claude's, or
 * Claude with whoever stands in for it. The rule is server/domain/fallback/decide-route.ts.
 */
const whoWorks = (
  { private: isPrivate, provider, providerWish }: RedoneProject,
  fallback: Fallback | undefined,
): "local" | "nobody" | "claude" => {
  if (isPrivate) return "local";
  if (provider === "scripted") return "claude";
  const wish = providerWish ?? fallback?.wish ?? null;
  if (wish === "local") return "local";
  if (fallback === undefined || fallback.account !== null) return "claude";
  // A mode that keeps local models out of Claude's place does so also where its account has gone.
  return wish === null && (fallback.mode === "auto" || provider === "ollama") ? "local" : "nobody";
};

/** Whether Claude could be asked of anything for a project: that of a sample is played. */
export const hasClaude = (
  { provider }: Pick<ProjectView, "provider">,
  fallback: Pick<FallbackView, "account"> | undefined,
): boolean => provider === "scripted" || fallback === undefined || fallback.account !== null;

const missingWords = (
  project: RedoneProject,
  { account }: Pick<Fallback, "account">,
  works: ReturnType<typeof whoWorks>,
): string => {
  if (project.private) return "Only a local model on this machine may do it, and none is ready.";
  if (account === null) return "There is no account of Claude's, and no local model is ready.";
  return works === "local"
    ? "As the rest of the project, only a local model may do it, and none is ready."
    : "A local model could do it, too, but none is ready.";
};

/**
 * The ways to do a phase again. What was chosen before stays among them, also where it cannot be chosen any more. Pure.
 * @param waits what a phase that Claude alone is to do would wait for now; null: nothing
 */
export const redoOptions = (
  project: RedoneProject,
  fallback: Fallback | undefined,
  { chosen, waits }: { readonly chosen: ProviderWish | null; readonly waits: string | null },
): RedoOptions => {
  const { private: isPrivate, standIn } = project;
  const played = project.provider === "scripted";
  const works = whoWorks(project, fallback);
  const ready = (isPrivate ? fallback?.readyHere : fallback?.ready) ?? [];
  const isThere = hasClaude(project, fallback);
  const offersClaude = !isPrivate && (isThere || chosen === "claude");
  const offersLocal = played || ready.length > 0 || chosen === "local";
  const now = ready[0] === undefined ? "" : `, now ${ready[0]}`;
  const asProject = {
    local: `The first local model that is ready${isPrivate ? " on this machine" : ""}${now}.`,
    nobody: "It waits for an account of Claude's.",
    claude:
      standIn === null
        ? "With what its settings and limits say at the time."
        : `Now that is ${standIn.model}, in Claude's place.`,
  }[works];
  const claude = isThere
    ? `Never a local model in its place. ${waits ?? "At a limit the phase waits."}`
    : "There is no account of Claude's, so it cannot do it now.";
  return {
    options: [
      { value: "project", label: "As the rest of the project", description: asProject },
      ...(offersClaude ? [{ value: "claude" as const, label: "Claude", description: claude }] : []),
      ...(offersLocal
        ? [
            {
              value: "local" as const,
              label: "A local model",
              description: "Its review and its verdict as well, so that one model stays in memory.",
            },
          ]
        : []),
    ],
    ready,
    missing: fallback === undefined || played || ready.length > 0 ? null : missingWords(project, fallback, works),
    localAnyway: works === "local",
  };
};
