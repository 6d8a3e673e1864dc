import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";
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

/** Both together, as two servers have counted. */
export const addTallies = (a: TokenTally, b: TokenTally): TokenTally => ({
  calls: a.calls + b.calls,
  refused: a.refused + b.refused,
  inputUncached: a.inputUncached + b.inputUncached,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
  cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
  output: a.output + b.output,
});

const WrittenTally = z.object({
  calls: z.int(),
  refused: z.int(),
  inputUncached: z.int(),
  cacheRead: z.int(),
  cacheWrite5m: z.int(),
  cacheWrite1h: z.int(),
  output: z.int(),
});

/** The sum of a file that tally books have written (`TallyBook`); nothing where there is none yet. */
export const readTallyFile = (file: string): TokenTally =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => WrittenTally.parse(JSON.parse(line)))
        .reduce(addTallies, emptyTally)
    : emptyTally;

/** Counts what is sent; with a `file` it is written down there before it is sent, so that it outlives a kill -9. */
export class TallyBook {
  readonly #file: string | null;
  readonly #entries = new Map<string, { scope: Scope; tally: TokenTally }>();

  constructor(file: string | null = null) {
    this.#file = file;
  }

  #add(scope: Scope, part: Partial<TokenTally>): void {
    const tally = { ...emptyTally, ...part };
    // One short line in one write: two servers may share a file.
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(tally)}\n`);
    const key = scopePath(scope);
    const entry = this.#entries.get(key) ?? { scope, tally: emptyTally };
    this.#entries.set(key, { scope, tally: addTallies(entry.tally, tally) });
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
      .reduce((total, entry) => addTallies(total, entry.tally), emptyTally);
  }
}
