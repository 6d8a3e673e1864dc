import type { Complexity, ComplexityGuess, ProjectKind, Signal } from "../../contract/briefs.ts";
import { complexitySignals, smallWork, type ComplexitySignal } from "./complexity-signals.ts";

/** From how many points on work is more than simple, and complex. */
const thresholds = { medium: 3, complex: 9 } as const;

const separators = /[,,、،;](?!\d)/gu;
/** What stands before the last thing of a list instead of a comma. */
const lastOfList = /(?<![,;] ?)(?<!\p{L})\s(?:and|und|et|y|e|en|i|и|ve|och)\s/iu;

/**
 * How many things a brief lists at most in one place, bullets and numbered lines or a sentence, in all alphabets: what it
 * lists is what there is to do. 1 where it lists nothing.
 */
const thingsOf = (text: string): number => {
  const bullets = text.match(/^\s*(?:[-*•]|\d+[.)])\s+\S/gmu)?.length ?? 0;
  const sentences = text.split(/[.!?。！？](?!\p{L}|\d)|\n+/u).map((sentence) => {
    const commas = [...sentence.matchAll(separators)];
    const last = commas.at(-1);
    return commas.length + (last !== undefined && lastOfList.test(sentence.slice(last.index)) ? 1 : 0) + 1;
  });
  return Math.max(bullets, ...sentences);
};

/** Points by things in one list: from five on it is more than a sitting, however small each is. */
const listed = (things: number): number =>
  things >= 9 ? 6 : things >= 8 ? 5 : things >= 7 ? 4 : things >= 4 ? 3 : things >= 3 ? 1 : 0;
const lengthy = (characters: number): number =>
  characters >= 6_000 ? 4 : characters >= 2_500 ? 3 : characters >= 1_000 ? 2 : characters >= 400 ? 1 : 0;

interface Detector extends ComplexitySignal {
  readonly expression: RegExp;
}

const detectors = (signals: readonly ComplexitySignal[]): readonly Detector[] =>
  signals.map((signal) => ({
    ...signal,
    expression: new RegExp(`(?<![\\p{Script=Latin}\\p{Script=Cyrillic}])(?:${signal.words})`, "giu"),
  }));
const [enlarging, diminishing] = [detectors(complexitySignals), detectors(smallWork)] as const;

/** How many different words of a signal there are. */
const wordsOf = (text: string, { expression }: Detector): number =>
  new Set([...text.matchAll(expression)].map(([word]) => word.toLowerCase())).size;

/** Whoever names a thing by several words means more of it; up to two more points, and one for what is made. */
const found = (text: string, signals: readonly Detector[]): Signal[] => {
  const all = signals.flatMap((signal) => {
    const count = wordsOf(text, signal);
    const more = signal.weight < 2 ? 0 : Math.min(signal.product === true ? 1 : 2, count - 1);
    return count === 0 ? [] : [{ text: signal.name, weight: signal.weight + more, product: signal.product === true }];
  });
  const [made] = all.filter(({ product }) => product).toSorted((a, b) => b.weight - a.weight);
  return all
    .filter((signal) => !signal.product || signal === made)
    .map(({ text: name, weight }) => ({ text: name, weight }));
};

/** Where a brief says what it is about, before it lists anything; a script or a button further down is a detail. */
const headOf = (text: string): string =>
  /^[^:：]{0,90}?(?=[:：]|[,，、][^,，、]*[,，、]|$)/u.exec(text.slice(0, 90))?.[0] ?? "";

const levelOf = (score: number): Complexity =>
  score >= thresholds.complex ? "complex" : score >= thresholds.medium ? "medium" : "simple";

/** What a document is about counts where software would be built: one whole system is work, a narrow question is not. */
const forDocument: ReadonlySet<string> = new Set([
  "several parts that run apart",
  "several customers in one system",
  "must not fail or lose anything",
  "moving a system that is in use",
  "demands of law, security or audit",
  "a whole repository to be read",
  "causes to be found",
  "measured speed or size",
]);

/** How much work a brief asks for, with what says so (R4). Pure; `kind` is what it is for (detect-kind.ts). */
export const assessComplexity = (brief: string, kind: ProjectKind): ComplexityGuess => {
  const text = brief.slice(0, 20_000);
  const things = thingsOf(text);
  const large = found(text, enlarging).filter(({ text: name }) => kind === "build" || forDocument.has(name));
  const small =
    kind === "build" ? found(headOf(text), diminishing).filter(({ weight }) => weight < -1 || things < 4) : [];
  const signals: Signal[] = [
    ...large,
    ...small,
    ...(listed(things) > 0 ? [{ text: `${things} things in one list`, weight: listed(things) }] : []),
    ...(lengthy(text.length) > 0 ? [{ text: "a long brief", weight: lengthy(text.length) }] : []),
  ].toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const score = signals.reduce((sum, { weight }) => sum + weight, 0);
  const complexity = levelOf(score);
  return { complexity, signals, reason: reasonOf(complexity, signals) };
};

const reasonOf = (complexity: Complexity, signals: readonly Signal[]): string => {
  const telling = signals.filter(({ weight }) => (complexity === "simple" ? weight < 0 : weight > 0)).slice(0, 4);
  if (telling.length === 0)
    return complexity === "simple"
      ? "Nothing in the brief speaks for more than one sitting."
      : "By what the brief lists.";
  const words = telling.map(({ text }) => text).join(", ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
};
