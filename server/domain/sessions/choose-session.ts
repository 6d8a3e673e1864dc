/** Which of a phase's conversations goes on, and whether it has to be told what happened elsewhere. */
export type SessionChoice =
  /** There is none yet. */
  | { readonly go: "first" }
  /** `news`: another one has gone on in its place meanwhile. */
  | { readonly go: "on"; readonly id: string; readonly news: boolean }
  /** A new one, with a hand-over: `from` is longer than the model's context. */
  | { readonly go: "afresh"; readonly from: string };

export interface KnownSession {
  readonly id: string;
  readonly handOverOf: string | null;
  readonly started: boolean;
}

/** The part of a model's context that a conversation may take up when it is resumed: it still has to grow. */
const fullShare = 0.75;

/**
 * Whether a conversation can go on with a model of this context.
 * @param tokens as it was last counted; null: nobody has, and it is tried
 */
export const fitsContext = (tokens: number | null, contextTokens: number): boolean =>
  tokens === null || tokens <= contextTokens * fullShare;

/**
 * It is one conversation, whoever answers in it, as long as it fits. A local model for which it is too long begins
 * afresh; when Claude comes back, its own conversation goes on with all of its context. Pure.
 *
 * @param sessions of this go of the phase, oldest first
 * @param currentId the one that was worked in last; null: none was
 * @param local the local model that is to go on, and what its context holds; null: Claude is
 */
export const chooseSession = ({
  sessions,
  currentId,
  local,
}: {
  readonly sessions: readonly KnownSession[];
  readonly currentId: string | null;
  readonly local: { readonly contextTokens: number; readonly tokens: number | null } | null;
}): SessionChoice => {
  const current = sessions.find(({ id }) => id === currentId) ?? sessions.at(-1);
  if (current === undefined) return { go: "first" };
  if (local !== null) {
    return !current.started || fitsContext(local.tokens, local.contextTokens)
      ? { go: "on", id: current.id, news: false }
      : { go: "afresh", from: current.id };
  }
  const own = sessions.find(({ handOverOf, started }) => handOverOf === null && started);
  return current.handOverOf === null || own === undefined
    ? { go: "on", id: current.id, news: false }
    : { go: "on", id: own.id, news: true };
};
