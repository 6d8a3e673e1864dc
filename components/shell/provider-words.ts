import { switchReasonWords, type FallbackView } from "#server/contract/fallback";
import type { ProviderKind } from "#server/contract/provider-kinds";
import type { SystemFinding } from "#server/contract/views";
import type { Tone } from "#client/ui/tone";
import { capitalised, formatAtClock, formatClock, formatNumberOf } from "#client/ui/format";

/** Whether Claude works now, and who does in its place. */
export interface ClaudeWords {
  /** `waits` ends by itself; `needs` waits for a person. */
  readonly state: "ok" | "stands_in" | "waits" | "needs";
  readonly title: string;
  /** Null: the account's own limits say more. */
  readonly detail: string | null;
  /** Who stands in: a local model, or another one of Claude's; null: nobody does. */
  readonly by: "local" | "claude" | null;
  /** What a project that begins now does, in a sentence; null: Claude works on it. */
  readonly begins: string | null;
}

/** A person wants local models alone, and there is none. */
const noneForAll = {
  state: "needs",
  title: "No local model is ready",
  detail: "All projects are to be worked on locally",
  by: null,
  begins: "Waits: no local model is ready, and all projects are to be worked on locally.",
} as const satisfies ClaudeWords;

/** In the tones of a project's state: what waits by itself is calm. */
export const awayTones = {
  stands_in: "fallback",
  waits: "neutral",
  needs: "needs",
} as const satisfies Record<Exclude<ClaudeWords["state"], "ok">, Tone>;

const fine: ClaudeWords = { state: "ok", title: "", detail: null, by: null, begins: null };

/** Those that keep from asking Claude. One whose time has come does not: whoever works next asks. */
export const holdingBack = (breakers: FallbackView["breakers"], now: Date): FallbackView["breakers"] =>
  breakers.filter(({ until, probing }) => probing || until.getTime() > now.getTime());

type OpenBreaker = FallbackView["breakers"][number];

/** Whether a local model takes over by itself where Claude cannot work. */
const hasStandIn = (view: FallbackView): view is FallbackView & { readonly local: string } =>
  view.mode === "auto" && view.wish === null && view.local !== null;

const isLimit = ({ reason }: OpenBreaker): boolean => reason === "quota" || reason === "near_limit";

/** Whether work that one family's limit keeps from its model goes on with another of Claude's models by itself. */
const hasOtherModel = (view: FallbackView, breaker: OpenBreaker, held: readonly OpenBreaker[]): boolean => {
  const { mode, wish, families } = view;
  if (mode !== "auto" || wish === "local" || breaker.modelClass === "all" || !isLimit(breaker)) return false;
  // What is left of a limit that is near is used by whoever has nowhere else to go; nobody goes there from another such.
  const usesRest = !hasStandIn(view) && breaker.reason !== "near_limit";
  const isHeld = (family: string): boolean =>
    held.some(
      ({ modelClass, reason }) =>
        (modelClass === family || modelClass === "all") && !(usesRest && reason === "near_limit"),
    );
  return families.some((family) => family !== breaker.modelClass && !isHeld(family));
};

/**
 * Those that keep work from Claude, or from the model that is chosen for it. One of a limit that is only near does where
 * there is somewhere else to go; whoever has nowhere uses what is left.
 */
export const inTheWay = (view: FallbackView, now: Date): FallbackView["breakers"] => {
  const held = holdingBack(view.breakers, now);
  return held.filter(
    (breaker) => breaker.reason !== "near_limit" || hasStandIn(view) || hasOtherModel(view, breaker, held),
  );
};

/** When Claude is asked again, as the end of a sentence. */
export const triedWords = ({ probing, until }: Pick<OpenBreaker, "probing" | "until">, now: Date): string =>
  probing ? "Claude is being tried now" : `tried again ${formatAtClock(until, now)}`;

/** What the sidebar's foot says of Claude where there is an account of it. */
export const claudeWords = (view: FallbackView, now: Date): ClaudeWords => {
  const { wish, mode, local, families } = view;
  if (wish === "local") {
    return local === null
      ? noneForAll
      : {
          state: "stands_in",
          title: `Standing in: ${local}`,
          detail: "For all projects, because an admin wants it",
          by: "local",
          begins: `Begins on ${local}: an admin wants all projects worked on locally.`,
        };
  }
  const held = inTheWay(view, now);
  // What has no other model of Claude's to go to, the first to be free again at its head.
  const stuck = held
    .filter((breaker) => !hasOtherModel(view, breaker, held))
    .toSorted((a, b) => a.until.getTime() - b.until.getTime());
  // For all of the account's models first; a family's breaker leaves the others to ask.
  const open = held.find(({ modelClass }) => modelClass === "all") ?? stuck[0] ?? held[0];
  if (open === undefined) return fine;
  // Where every family is at its limit, work goes to the one that is free first.
  const isWhole =
    open.modelClass === "all" ||
    (mode === "auto" &&
      isLimit(open) &&
      families.every((family) => stuck.some((one) => one.modelClass === family && one.reason === open.reason)));
  const whose = isWhole ? "" : ` (${open.modelClass})`;
  // The limit alone has an end that is known.
  const end = open.reason === "quota" && !open.probing ? `at its limit until ${formatClock(open.until, now)}` : null;
  const how = `${switchReasonWords[open.reason]}${whose}, ${triedWords(open, now)}`;
  const why = end === null ? capitalised(how) : `Claude${whose} ${end}`;
  const because = end === null ? how : `Claude${whose} is ${end}`;
  const where = isWhole ? "" : ` where it needs ${open.modelClass}`;
  const waits = `Waits${where}: ${because}.`;
  if (hasOtherModel(view, open, held)) {
    const begins = `Begins with another of Claude's models${where}: ${because}.`;
    return { state: "stands_in", title: why, detail: "Another of its models goes on", by: "claude", begins };
  }
  if (hasStandIn(view)) {
    const begins = `Begins on ${view.local}${where}: ${because}.`;
    return { state: "stands_in", title: `Standing in: ${view.local}`, detail: why, by: "local", begins };
  }
  // A key that is refused, or a spend limit: every further try ends like the last until somebody mends it.
  return open.reason === "no_account"
    ? {
        state: "needs",
        title: why,
        detail: "Projects that need it wait until somebody mends that",
        by: null,
        begins: waits,
      }
    : { state: "waits", title: why, detail: "Projects that need it wait", by: null, begins: waits };
};

/** What the foot says where local models are the only ones that work. */
export interface LocalWords {
  /** `needs`: some or all wait, and for a person: nothing of it ends by itself. */
  readonly state: "ok" | "needs";
  readonly detail: string;
  /** What waits meanwhile, and for what; null: nothing. */
  readonly waiting: string | null;
}

/** What the sidebar's foot says of local models where there is no account of Claude's. */
export const onlyLocalWords = (view: FallbackView): LocalWords => {
  const detail = view.local ?? whyNotLocal(view) ?? "No local model is ready";
  if (view.wish === "claude")
    return { state: "needs", detail, waiting: "All but private projects wait for an account of Claude's" };
  if (view.claudesWait) {
    const works = view.local === null ? "" : "For new projects; ";
    return { state: "needs", detail, waiting: `${works}Claude's own wait for an account of it` };
  }
  return { state: view.local === null ? "needs" : "ok", detail, waiting: null };
};

const sentences = (...parts: readonly (string | null)[]): string =>
  parts.flatMap((part) => (part === null ? [] : [`${part}.`])).join(" ");

/** What the settings say of who would carry out a brief of one's own, by the same words. */
export const activeWords = (
  active: Exclude<ProviderKind, "scripted">,
  view: FallbackView,
  now: Date,
): { readonly tone: Tone; readonly words: string } => {
  const runs = { tone: "done", words: "Your projects run on it." } as const;
  if (active === "ollama") {
    const { state, detail, waiting } = onlyLocalWords(view);
    return state === "ok" ? runs : { tone: "needs", words: sentences(detail, waiting) };
  }
  const { state, title, detail } = claudeWords(view, now);
  return state === "ok" ? runs : { tone: awayTones[state], words: sentences(title, detail) };
};

/** What the foot says where nobody would carry out a brief of one's own. */
export interface NobodyWords {
  /** Projects wait for a person; false: nothing but the samples is missing somebody. */
  readonly needs: boolean;
  readonly title: string;
  readonly detail: string;
}

/**
 * What the sidebar's foot says where nobody would carry out a brief of one's own.
 * @param view null: not known yet
 */
export const nobodyWords = (view: FallbackView | null): NobodyWords => {
  const onlySamples = { needs: false, title: "Scripted model only", detail: "Add a key to run your own" };
  if (view === null) return onlySamples;
  if (view.wish === "local" && view.local === null) {
    const { title, detail } = noneForAll;
    return { needs: true, title, detail };
  }
  if (view.claudesWait || view.standStill)
    return { needs: true, title: "Projects wait", detail: "No account of Claude's can be used" };
  // There is somebody, but not for this person, or not as it is; the settings say what is missing.
  return view.account === null && view.local === null
    ? onlySamples
    : { ...onlySamples, detail: "See what your own briefs need" };
};

/** Who works on projects where nothing else is chosen for them, in a sentence for the settings. */
export const workWords = (view: FallbackView, now: Date): string => {
  switch (view.wish) {
    case "local": {
      const whyNot = whyNotLocal(view);
      return whyNot === null
        ? "All projects are worked on by local models, because an admin wants it."
        : `All projects are to be worked on by local models, because an admin wants it. ${whyNot}, so they wait.`;
    }
    case "claude":
      return view.account === null
        ? "All but private projects wait for an account of Claude's, because an admin wants it."
        : "All but private projects are worked on by Claude alone, because an admin wants it. Where it cannot, they wait.";
    case null:
      break;
    default:
      return view.wish satisfies never;
  }
  if (view.account === null) {
    if (view.local === null) return "There is no account of Claude's, and no local model is ready.";
    return view.claudesWait
      ? "There is no account of Claude's: local models work on new projects, and those begun with Claude wait for one."
      : "There is no account of Claude's: local models work on all projects.";
  }
  const { state, by } = claudeWords(view, now);
  switch (state) {
    case "ok":
      return "Claude works on projects where it can.";
    case "stands_in":
      return by === "claude"
        ? "What one of Claude's models cannot work on now goes on with another."
        : `What Claude cannot work on now goes on with ${view.local ?? "a local model"}.`;
    case "waits":
      return "Projects that need Claude wait for it.";
    case "needs":
      return "Projects that need Claude wait until somebody mends its account.";
  }
};

/** Whether the local model that is chosen does the work now: in Claude's place, or because there is no account. */
export const doesLocalWork = (view: FallbackView, now: Date): boolean =>
  view.account === null ? view.wish !== "claude" : claudeWords(view, now).by === "local";

/** What the local model that is chosen is there for; null: there is none. */
export const standInWords = (model: string | null, view: Pick<FallbackView, "account" | "mode" | "wish">): string => {
  const { account, mode, wish } = view;
  if (model === null)
    return account === null || mode !== "auto" ? "None is ready." : "None can stand in for Claude now.";
  if (wish === "local") return `${model} works on all projects.`;
  if (wish === "claude") return `${model} is ready, for private projects alone: all others are for Claude.`;
  if (account === null) return `${model} works where there is no account of Claude's.`;
  return mode === "auto"
    ? `${model} stands in for Claude, and works where there is no account.`
    : `${model} is ready. It works where there is no account, on private projects, and on what somebody sends to it; never in Claude's place by itself.`;
};

/** "Ollama: 3 models"; null where no server answers. */
export const ollamaWords = ({ ollama, local }: FallbackView): string | null => {
  if (ollama === null) return null;
  const models = ollama.models === 0 ? "no model" : formatNumberOf(ollama.models, "model");
  return `Ollama: ${models}${ollama.models > 0 && local === null ? ", none ready" : ""}`;
};

/** That servers of the settings answer where the environment's own does not; null: it does, none does, or it is not known. */
export const elsewhereWords = (
  own: Pick<SystemFinding, "status"> | undefined,
  view: Pick<FallbackView, "ollama"> | undefined,
): string | null =>
  own?.status !== "missing" || view === undefined || view.ollama === null
    ? null
    : `Elsewhere Ollama answers, with ${view.ollama.models === 0 ? "no model yet" : formatNumberOf(view.ollama.models, "model")}.`;

/** Why no work can go to a local model now, as the beginning of a sentence; null: it can, or nobody knows yet. */
export const whyNotLocal = (view: Pick<FallbackView, "ollama" | "local"> | undefined): string | null => {
  if (view === undefined || view.local !== null) return null;
  if (view.ollama === null) return "No Ollama server answers";
  return view.ollama.models === 0 ? "Ollama has no model yet" : "No local model is ready";
};
