import type { Complexity, ComplexityGuess, ProjectKind, Signal } from "../../contract/briefs.ts";
import { complexitySignals, smallWork, type ComplexitySignal } from "./complexity-signals.ts";

/** From how many points on work is more than simple, and complex. */
const thresholds = { medium: 3, complex: 9 } as const;

/** Commas of all alphabets, bullets and numbered lines: what a brief lists is what there is to do. */
const itemsOf = (text: string): number => {
  const bullets = text.match(/^\s*(?:[-*•]|\d+[.)])\s+\S/gmu)?.length ?? 0;
  const sentences = text.split(/[.!?。！？\n]+/u).map((sentence) => sentence.match(/[,,、،;]/gu)?.length ?? 0);
  return Math.max(bullets, ...sentences);
};

const listed = (items: number): number => (items >= 7 ? 4 : items >= 5 ? 3 : items >= 3 ? 2 : items >= 2 ? 1 : 0);
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

/** Whoever names a thing by several words means more of it; up to two more points. */
const found = (text: string, signals: readonly Detector[]): Signal[] =>
  signals.flatMap((signal) => {
    const count = wordsOf(text, signal);
    const more = signal.weight < 2 ? 0 : Math.min(2, count - 1);
    return count === 0 ? [] : [{ text: signal.name, weight: signal.weight + more }];
  });

/** Where a brief says what it is about; a script or a button further down is a detail. */
const head = 90;

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
  const items = itemsOf(text);
  const large = found(text, enlarging).filter(({ text: name }) => kind === "build" || forDocument.has(name));
  const small =
    kind === "build" ? found(text.slice(0, head), diminishing).filter(({ weight }) => weight < -1 || items < 3) : [];
  const signals: Signal[] = [
    ...large,
    ...small,
    ...(listed(items) > 0 ? [{ text: `${items + 1} things in one list`, weight: listed(items) }] : []),
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
