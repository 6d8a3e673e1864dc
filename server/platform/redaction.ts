import { spellingsOf } from "./secret-spellings.ts";

/** Shorter ones are left out: they would be found in ordinary text. */
export const shortestRedacted = 8;

/** Of a short secret nothing is shown: four characters would be too much of it. */
const shortestShown = 12;

/** The last four characters of a secret, which is all that people are ever shown of it; nothing of a short one. */
export const lastFourOf = (value: string): string => (value.length < shortestShown ? "" : value.slice(-4));

/** What stands in a secret's place. */
export const redactionOf = (secret: string): string => {
  const lastFour = lastFourOf(secret);
  return lastFour === "" ? "[secret]" : `[secret •••${lastFour}]`;
};

/** A text that arrives in pieces: a secret across their border is found all the same. */
export interface RedactingStream {
  /** Adds a piece; returns what can be shown, which leaves out an end that may be the beginning of a secret. */
  push(text: string): string;
  /** What was kept back. The stream is used up. */
  end(): string;
}

export interface Redactor {
  /** The text with every spelling of every secret replaced; the very same text where there is none. */
  readonly redact: (text: string) => string;
  readonly stream: () => RedactingStream;
}

interface Match {
  start: number;
  /** Exclusive. */
  end: number;
  label: string;
}

/** As much of a beginning may be shown before it is known that a secret follows; else any "s" would be kept back. */
const shownOfBeginning = 3;

/**
 * Finds all spellings of all secrets in one pass over the text (Aho-Corasick): a tree of their beginnings, in which
 * each node also knows the longest other beginning that its end could be (`fail`). The tree is kept in flat arrays,
 * because texts are long and secrets are few: nearly every character is answered by the root's table.
 */
class Matcher {
  readonly #root = new Int32Array(65_536);
  readonly #code: number[] = [0];
  readonly #firstChild: number[] = [0];
  readonly #nextSibling: number[] = [0];
  readonly #fail: number[] = [0];
  readonly #depth: number[] = [0];
  /** Length of the longest spelling that ends at this node, and what it is replaced by; 0 where none does. */
  readonly #matched: number[] = [0];
  readonly #label: string[] = [""];

  constructor(secrets: readonly string[]) {
    for (const secret of secrets) {
      const label = redactionOf(secret);
      for (const spelling of spellingsOf(secret)) this.#add(spelling, label);
    }
    this.#link();
  }

  #add(spelling: string, label: string): void {
    let node = 0;
    for (let index = 0; index < spelling.length; index += 1) {
      const code = spelling.charCodeAt(index);
      node = this.#child(node, code) || this.#grow(node, code);
    }
    this.#matched[node] = spelling.length;
    this.#label[node] = label;
  }

  #child(node: number, code: number): number {
    if (node === 0) return this.#root[code] ?? 0;
    let child = this.#firstChild[node] ?? 0;
    while (child !== 0 && this.#code[child] !== code) child = this.#nextSibling[child] ?? 0;
    return child;
  }

  #grow(parent: number, code: number): number {
    const node = this.#code.length;
    this.#code.push(code);
    this.#firstChild.push(0);
    this.#nextSibling.push(this.#firstChild[parent] ?? 0);
    this.#fail.push(0);
    this.#depth.push(this.depth(parent) + 1);
    this.#matched.push(0);
    this.#label.push("");
    this.#firstChild[parent] = node;
    if (parent === 0) this.#root[code] = node;
    return node;
  }

  /** Sets `fail` for all nodes, nearest to the root first, because each is read off its parent's. */
  #link(): void {
    const waiting = [0];
    for (const parent of waiting) {
      for (let node = this.#firstChild[parent] ?? 0; node !== 0; node = this.#nextSibling[node] ?? 0) {
        waiting.push(node);
        const fail = parent === 0 ? 0 : this.step(this.#fail[parent] ?? 0, this.#code[node] ?? 0);
        this.#fail[node] = fail;
        if (this.#matched[node] !== 0) continue;
        this.#matched[node] = this.#matched[fail] ?? 0;
        this.#label[node] = this.#label[fail] ?? "";
      }
    }
  }

  /** The node for one more character. */
  step(from: number, code: number): number {
    let node = from;
    for (;;) {
      const child = this.#child(node, code);
      if (child !== 0 || node === 0) return child;
      node = this.#fail[node] ?? 0;
    }
  }

  /** How many of the last characters could be the beginning of a spelling. */
  depth(node: number): number {
    return this.#depth[node] ?? 0;
  }

  /**
   * Goes on from `node` with all of `text`, which begins at position `offset`, and adds what it finds to `found`,
   * joined where it overlaps.
   */
  scan(text: string, options: { node: number; offset: number; found: Match[] }): number {
    const { offset, found } = options;
    const root = this.#root;
    let { node } = options;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      node = node === 0 ? (root[code] ?? 0) : this.step(node, code);
      if (node === 0) continue;
      const matched = this.#matched[node] ?? 0;
      if (matched !== 0) addMatch(found, offset + index + 1 - matched, offset + index + 1, this.#label[node] ?? "");
    }
    return node;
  }
}

const addMatch = (found: Match[], start: number, end: number, label: string): void => {
  let first = start;
  let longest = { label, length: end - start };
  for (let last = found.at(-1); last !== undefined && last.end > first; last = found.at(-1)) {
    first = Math.min(first, last.start);
    if (last.end - last.start >= longest.length) longest = { label: last.label, length: last.end - last.start };
    found.pop();
  }
  found.push({ start: first, end, label: longest.label });
};

/** `text`, which begins at position `offset`, with labels in the places of matches. */
const replace = (text: string, offset: number, found: readonly Match[]): string => {
  let result = "";
  let at = 0;
  for (const { start, end, label } of found) {
    result += text.slice(at, Math.max(at, start - offset)) + label;
    at = end - offset;
  }
  return result + text.slice(at);
};

/** Begins at nothing, and is at the end of what it was given. */
class Stream implements RedactingStream {
  readonly #matcher: Matcher;
  #node = 0;
  /** What has arrived and was not returned yet, and the position at which it begins. */
  #held = "";
  #heldFrom = 0;
  #found: Match[] = [];

  constructor(matcher: Matcher) {
    this.#matcher = matcher;
  }

  push(text: string): string {
    const offset = this.#heldFrom + this.#held.length;
    this.#node = this.#matcher.scan(text, { node: this.#node, offset, found: this.#found });
    this.#held += text;
    const begun = this.#matcher.depth(this.#node);
    const certain = offset + text.length - (begun > shownOfBeginning ? begun : 0);
    // A match that reaches beyond may still grow.
    const open = this.#found.find(({ end }) => end > certain);
    return this.#release(Math.max(this.#heldFrom, Math.min(certain, open?.start ?? certain)));
  }

  end(): string {
    return this.#release(this.#heldFrom + this.#held.length);
  }

  #release(until: number): string {
    const done = this.#found.filter(({ end }) => end <= until);
    const shown = replace(this.#held.slice(0, until - this.#heldFrom), this.#heldFrom, done);
    this.#found = this.#found.slice(done.length);
    this.#held = this.#held.slice(until - this.#heldFrom);
    this.#heldFrom = until;
    return shown;
  }
}

/**
 * Prepares to replace secrets, in every usual spelling (secret-spellings.ts), by their last four characters. Takes
 * some milliseconds; keep it as long as the secrets stay the same.
 */
export const createRedactor = (secrets: readonly string[]): Redactor => {
  const matcher = new Matcher(secrets.filter((secret) => secret.length >= shortestRedacted));
  return {
    redact(text) {
      const found: Match[] = [];
      matcher.scan(text, { node: 0, offset: 0, found });
      return found.length === 0 ? text : replace(text, 0, found);
    },
    stream: () => new Stream(matcher),
  };
};
