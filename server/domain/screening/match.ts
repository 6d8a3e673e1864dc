import type { ScreeningFinding } from "../../contract/screening.ts";
import { lastFourOf } from "../../platform/redaction.ts";

/** What a rule has found, before it is put into words for people. */
export interface Match extends Pick<ScreeningFinding, "kind" | "rule" | "certainty" | "message"> {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Shown instead of the place itself, where that would say nothing: what was decoded from it. */
  readonly shown?: string;
}

const contextCharacters = 24;
const shownCharacters = 160;

const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]|[\u{e0100}-\u{e01ef}]/gu;
const visible = (text: string): string =>
  text
    .replaceAll(/\s+/g, " ")
    .replace(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

const shortened = (text: string): string =>
  text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters - 1)}…`;

const maskOf = (secret: string): string => `••••${lastFourOf(secret)}`;

/** Moves a cut out of the middle of a surrogate pair. */
const wholeFrom = (text: string, at: number): number =>
  at > 0 && /[\udc00-\udfff]/.test(text[at] ?? "") ? at - 1 : at;

/** A piece of the text in which every secret is down to its last four characters. */
const masked = (text: string, secrets: readonly Match[], from: number, to: number): string => {
  let result = "";
  let at = from;
  for (const { start, end, rule } of secrets) {
    if (end <= at || start >= to) continue;
    // A private key's end is the same dashes for everybody.
    result += text.slice(at, Math.max(at, start)) + (rule === "private-key" ? "••••" : maskOf(text.slice(start, end)));
    at = end;
  }
  return at >= to ? result : result + text.slice(at, to);
};

/** Line and column of positions that are asked for in order. */
const lineCounter = (text: string) => {
  let line = 1;
  let lineStart = 0;
  return (position: number): { line: number; column: number } => {
    for (
      let next = text.indexOf("\n", lineStart);
      next !== -1 && next < position;
      next = text.indexOf("\n", lineStart)
    ) {
      line += 1;
      lineStart = next + 1;
    }
    return { line, column: position - lineStart + 1 };
  };
};

/** Of those that overlap within a kind one stays: the more certain, then the longer. */
const withoutOverlaps = (matches: readonly Match[]): Match[] => {
  const rank = ({ certainty, start, end }: Match): number => (certainty === "high" ? 1e9 : 0) + end - start;
  const last = new Map<Match["kind"], Match>();
  const dropped = new Set<Match>();
  const inOrder = matches.toSorted((a, b) => a.start - b.start || b.end - a.end);
  for (const match of inOrder) {
    const before = last.get(match.kind);
    const isCovered = before !== undefined && match.start < before.end && rank(before) >= rank(match);
    if (isCovered) {
      dropped.add(match);
      continue;
    }
    if (before !== undefined && match.start < before.end) dropped.add(before);
    last.set(match.kind, match);
  }
  return inOrder.filter((match) => !dropped.has(match));
};

/** Those of high certainty before all others, in the order of their places. */
const firstOf = (matches: readonly Match[]): Match[] => {
  const certain = matches.filter(({ certainty }) => certainty === "high").slice(0, mostFindings);
  const others = matches.filter(({ certainty }) => certainty === "low").slice(0, mostFindings - certain.length);
  return [...certain, ...others].toSorted((a, b) => a.start - b.start);
};

/** More than this nobody reads; the first ones say enough. */
export const mostFindings = 100;

/** Puts matches into words, in the order of their places. */
export const toFindings = (text: string, matches: readonly Match[]): ScreeningFinding[] => {
  const kept = withoutOverlaps(matches);
  const secrets = kept.filter(({ kind }) => kind === "secret");
  const placeOf = lineCounter(text);
  return firstOf(kept).map(({ kind, rule, certainty, message, start, end, shown }) => {
    const from = wholeFrom(text, Math.max(0, start - contextCharacters));
    const to = wholeFrom(text, Math.min(text.length, end + contextCharacters));
    const around = {
      before: masked(text, secrets, from, start),
      itself: shown ?? masked(text, secrets, start, end),
      after: masked(text, secrets, end, to),
    };
    const excerpt = [
      from > 0 ? "…" : "",
      visible(around.before),
      shortened(visible(around.itself)),
      visible(around.after),
      to < text.length ? "…" : "",
    ].join("");
    return { kind, rule, certainty, message, span: { start, end, ...placeOf(start) }, excerpt };
  });
};
