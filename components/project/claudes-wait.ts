import { switchReasonWords, type FallbackView } from "../../server/contract/fallback.ts";
import { familyOf, otherModels } from "../../server/contract/model-families.ts";
import { modelOfRole, type StandardModels } from "../../server/contract/models.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { holdingBack } from "../shell/provider-words.ts";
import { formatAtClock, formatClock } from "../ui/format.ts";

/** Which of Claude's models a phase would be asked of, and which others there are. */
export interface AskedOfClaude {
  readonly model: string;
  /** A person named this very one for the phase: no other takes its place. */
  readonly named: boolean;
  /** Claude's models of other families. */
  readonly others: readonly string[];
}

/** The model that a project's Developer would be asked with for a phase. Pure. */
export const askedOfClaude = (
  { choices }: { readonly choices: Pick<ProjectView["choices"], "models" | "complexity"> },
  standard: StandardModels,
  /** The one that a person names for the phase; empty: none. */
  name: string,
): AskedOfClaude => {
  const named = name.trim();
  const model = named || (choices.models.DEVELOPER ?? modelOfRole(standard, "DEVELOPER", choices.complexity));
  return { model, named: named !== "", others: otherModels(model, standard) };
};

/**
 * What to expect of a phase that Claude alone may do while the model that it would be asked of is held back, as whole
 * sentences; null: nothing is in the way, or another of its models goes on. A limit that is only near is not in the way:
 * whoever has nowhere else to go uses what is left. Pure.
 */
export const claudesWaitWords = (
  view: Pick<FallbackView, "mode" | "breakers"> | undefined,
  asked: AskedOfClaude | undefined,
  now: Date,
): string | null => {
  if (view === undefined || asked === undefined) return null;
  const open = holdingBack(view.breakers, now).filter(({ reason }) => reason !== "near_limit");
  const inTheWayOf = (model: string) =>
    open.filter(({ modelClass }) => modelClass === "all" || modelClass === familyOf(model));
  const found = inTheWayOf(asked.model);
  const first = found.find(({ probing }) => !probing) ?? found[0];
  if (first === undefined) return null;
  // Only for a limit of one family does another model go on, and only where that happens by itself.
  const isFamilyLimit = found.every(({ modelClass, reason }) => modelClass !== "all" && reason === "quota");
  const others = isFamilyLimit && view.mode === "auto" && !asked.named ? asked.others : [];
  if (others.some((model) => inTheWayOf(model).length === 0)) return null;
  const whose = first.modelClass === "all" ? "" : ` (${first.modelClass})`;
  if (first.probing) return `Claude${whose} is being tried just now. Until it has answered, the phase waits.`;
  // Whoever chooses Claude for a phase has it tried at once.
  switch (first.reason) {
    case "quota":
      return others.length === 0
        ? `Claude${whose} is at its limit until ${formatClock(first.until, now)}. It is asked once all the same; where it refuses, the phase waits until then.`
        : `Claude${whose} is at its limit until ${formatClock(first.until, now)}, and its other models are held back, too. They are asked once all the same; where none answers, the phase waits.`;
    case "no_account":
      return `Claude's account was refused when it was last tried. It is asked once all the same; where it is refused again, the project stops and says what to do.`;
    case "overloaded":
    case "network":
    case "near_limit":
    case "wish":
    case "private":
    case "recovered":
    case "returned":
      return `${switchReasonWords[first.reason]}${whose} and would be tried again ${formatAtClock(first.until, now)}. It is asked once all the same; where it does not answer, the phase waits.`;
  }
};
