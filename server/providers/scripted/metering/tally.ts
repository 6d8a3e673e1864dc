import { scopePath, type Scope } from "../base-url.ts";
import type { PromptUsage } from "./prompt-cache.ts";

/**
 * What the server told its clients, counted on its own side: the reference that a ledger is held against. A call
 * whose stream was cut counts with what had been sent by then, because nobody can know more.
 */
export interface TokenTally {
  /** Calls whose usage was sent, in whole or in part. */
  readonly calls: number;
  /** Calls answered with an error status; they cost nothing. */
  readonly refused: number;
  readonly inputUncached: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly output: number;
}

export const emptyTally: TokenTally = {
  calls: 0,
  refused: 0,
  inputUncached: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
};

const add = (a: TokenTally, b: TokenTally): TokenTally => ({
  calls: a.calls + b.calls,
  refused: a.refused + b.refused,
  inputUncached: a.inputUncached + b.inputUncached,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
  cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
  output: a.output + b.output,
});

export class TallyBook {
  readonly #entries = new Map<string, { scope: Scope; tally: TokenTally }>();

  #add(scope: Scope, tally: Partial<TokenTally>): void {
    const key = scopePath(scope);
    const entry = this.#entries.get(key) ?? { scope, tally: emptyTally };
    this.#entries.set(key, { scope, tally: add(entry.tally, { ...emptyTally, ...tally }) });
  }

  /** The prompt's usage was sent, with `output` tokens so far. */
  begin(scope: Scope, prompt: PromptUsage, output: number): void {
    const { uncached, ...cached } = prompt;
    this.#add(scope, { calls: 1, inputUncached: uncached, ...cached, output });
  }

  /** Further output tokens were reported for a call that had begun. */
  addOutput(scope: Scope, output: number): void {
    this.#add(scope, { output });
  }

  refuse(scope: Scope): void {
    this.#add(scope, { refused: 1 });
  }

  /** The sum over all scopes that agree with the parts given; `{}` sums over everything. */
  read(part: Partial<Scope>): TokenTally {
    const matches = (scope: Scope): boolean =>
      (part.scenario ?? scope.scenario) === scope.scenario &&
      (part.operation ?? scope.operation) === scope.operation &&
      (part.phaseIndex ?? scope.phaseIndex) === scope.phaseIndex &&
      (part.round ?? scope.round) === scope.round;
    return [...this.#entries.values()]
      .filter((entry) => matches(entry.scope))
      .reduce((total, entry) => add(total, entry.tally), emptyTally);
  }
}
