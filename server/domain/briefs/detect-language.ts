import { languageList, languages, type Language, type LanguageGuess, type Signal } from "../../contract/briefs.ts";
import { languageRules, type LanguageRule } from "./language-rules.ts";

/** What a kind of mention is worth: said outright, in the words of programming, by a tool, in passing. */
const weights = { target: 14, explicit: 10, deliverable: 8, tool: 6, name: 5, file: 4, platform: 4, first: 3 } as const;

/** Below this nothing is claimed. */
const leastConfidence = 45;

// Letters of alphabets with spaces: Japanese and Chinese write right on after a name.
const before = "(?<![\\p{Script=Latin}\\p{Script=Cyrillic}\\d_.@/#-])";
const after = "(?![\\p{Script=Latin}\\p{Script=Cyrillic}\\d_+#])";
const preposition =
  "(?:(?:in|using|use|uses|written in|mit|auf|en|em|con|com|avec|w|we|v|på|op|i|на|в|usando|ile|utilisant)\\s+(?:plain |pure |modern |idiomatic |safe )?|用\\s*|使用\\s*)";
const noun =
  "(?:programm?|program[am]?|script|skript|tool|cli|command[- ]line|library|lib|crate|app|application|service|microservice|server|api|back-?end|front-?end|module|modul|package|gem|function|func|funktion|class|klasse|code|client|sdk|bot|parser|project|projekt|repo|implementation|version|binary|operator|plugin|extension|compiler|header|struct|pipeline|component|method|daemon|snippet|library|bibliothek|anwendung|dienst|writer|wrapper|port|driver|bindings?|macro|trait|type|interface|enum|record|iterator|decorator|hook|middleware|helper|utility|query|tests?|test suite|kernel|engine|proxy|dashboard|system|platform|\\d)";
const nounBefore =
  "(?:scripts?|programm?e?a?|funci[oó]n|fonction|função|funzione|libreria|librería|bibliothèque|biblioteca|código|codice|code|application|aplicación|app|aplicação|projet|projeto|proyecto|progetto|module|classe|outil)";
const refusal =
  "(?:no|not|not in|nothing in|without|instead of|rather than|other than|anything but|avoid|from|kein|ohne|statt|nicht in|sans|pas de|pas en|sin|no en|sem|senza|non in|zonder|без|не на|bez)\\s+(?:any |using )?";
const portVerb =
  "(?:port|rewrite|convert|translate|migrate|move|transpile|portiere?|überführe?|réécri\\w{1,6}|traduci\\w{0,6})";

const compiled = new Map<string, RegExp>();
const expression = (source: string): RegExp => {
  const known = compiled.get(source) ?? new RegExp(source, "giu");
  compiled.set(source, known);
  return known;
};
const all = (text: string, source: string): RegExpExecArray[] => [...text.matchAll(expression(source))];

interface Mention {
  readonly language: Language;
  readonly at: number;
  readonly text: string;
  readonly weight: number;
}

/** Blanks out what must not be read as a name, keeping all places. */
const blank = (text: string, source: string): string =>
  text.replaceAll(expression(source), (found) => " ".repeat(found.length));

/** A name that is a word of its own too: written as a name (Go, C, R), or told by what stands before it. */
const meantAsName = (rule: LanguageRule, found: string): boolean => rule.ambiguous !== true || /^\p{Lu}/u.test(found);

const mentionsOf = (text: string, language: Language): Mention[] => {
  const rule = languageRules[language];
  const name = `${before}(?<name>${rule.name})${after}`;
  const cleared = blank(
    rule.not === undefined ? text : blank(text, `${before}(?:${rule.not})${after}`),
    `${refusal}${name}`,
  );
  const found = (source: string, weight: number, keep: (match: RegExpExecArray) => boolean = () => true): Mention[] =>
    all(cleared, source)
      .filter(keep)
      .map((match) => ({ language, at: match.index, text: match[0].trim(), weight }));
  const named = (match: RegExpExecArray) => meantAsName(rule, match.groups?.["name"] ?? "");
  const bare = `(?<name>${rule.name})${after}`;
  const mentions = [
    ...found(
      `${before}${portVerb}\\b(?:[^.;\\n]|\\.(?=\\S)){0,60}?\\s(?:to|into|in|nach|en|a|in)\\s+${bare}`,
      weights.target,
    ),
    ...found(`${before}${preposition}${bare}`, weights.explicit, (match) => named(match) || language !== "c"),
    ...found(`${name}(?=[ -]?(?:で|を|の|写|脚本|开发|编写|程序))`, weights.explicit),
    ...found(`${name}(?= ile\\b| dilinde\\b|['’](?:da|de|ta|te|yla|la|le)\\b|로|으로)`, weights.explicit, named),
    ...found(`${name}[- /](?:${noun})`, weights.deliverable, (match) => named(match) || language !== "go"),
    ...found(`${before}${nounBefore}\\s+(?:de |en |in |em )?${bare}`, weights.deliverable, named),
    ...found(`${before}\\(${bare}\\s*[,)]`, weights.deliverable, named),
  ];
  return [
    ...mentions,
    ...(rule.ambiguous === true ? [] : found(name, weights.name)),
    ...(rule.tools === undefined ? [] : found(`${before}(?:${rule.tools})`, weights.tool)),
    ...(rule.platform === undefined ? [] : found(`${before}(?:${rule.platform})`, weights.platform)),
    ...found(
      `(?<![\\w-])[\\w-]{2,60}\\.(?:${rule.extensions.join("|")})\\b`,
      weights.file,
      ({ 0: file }) => !isTool(file),
    ),
  ];
};

/** Node.js and the like are no files. */
const isTool = (word: string): boolean => /^(?:node|next|vue|nuxt|express|three|d3|react|ember|deno)\.js$/i.test(word);

/** Each thing that is said counts once, however often it is said. */
const once = (mentions: readonly Mention[]): Mention[] => [
  ...new Map(mentions.toReversed().map((mention) => [mention.text.toLowerCase(), mention])).values(),
];

/** Scores as a guess: how far ahead the best is, and how much there is in all. */
export const guessFrom = (scores: ReadonlyMap<Language, readonly Signal[]>): LanguageGuess => {
  const ranked = [...scores]
    .map(([language, signals]) => ({
      language,
      signals: signals.toSorted((a, b) => b.weight - a.weight),
      score: signals.reduce((sum, { weight }) => sum + weight, 0),
    }))
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = ranked;
  if (best === undefined) return { language: null, confidence: 0, signals: [] };
  const share = best.score / (best.score + 0.5 * (second?.score ?? 0));
  const confidence = Math.min(99, Math.round(100 * share * (1 - Math.exp(-best.score / 5))));
  const tied = second !== undefined && second.score > 0.8 * best.score;
  return tied || confidence < leastConfidence
    ? { language: null, confidence: 0, signals: [...best.signals, ...(second?.signals ?? [])].slice(0, 6) }
    : { language: best.language, confidence, signals: best.signals.slice(0, 6) };
};

const choiceOf = (name: string): string => `${name}\\s*(?:,|or|vs\\.?|versus|oder|ou|of|или|czy|还是|と)\\s`;

/** Whether the brief asks to choose between languages: then none of them is the one. */
const asksToChoose = (text: string, candidates: readonly Language[]): boolean =>
  candidates.length > 1 &&
  candidates.some((language) => all(text, `${before}${choiceOf(`(?:${languageRules[language].name})`)}`).length > 0) &&
  /\?|compare|recommend|vergleich|empf|recom|比较|比較/iu.test(text);

/** The programming language that a brief asks for. Pure; reads at most its first 20,000 characters. */
export const detectLanguage = (brief: string): LanguageGuess => {
  const text = brief.slice(0, 20_000);
  const found = new Map<Language, Mention[]>();
  for (const language of languageList) {
    const mentions = once(mentionsOf(text, language));
    if (mentions.length > 0) found.set(language, mentions);
  }
  const [typed, untyped] = [found.get("typescript"), found.get("javascript")];
  // TypeScript uses JavaScript's tools; whoever names both and not JavaScript itself means TypeScript.
  if (typed !== undefined && untyped?.every(({ weight }) => weight === weights.tool || weight === weights.platform)) {
    found.set("typescript", [...typed, ...untyped.map((mention) => ({ ...mention, language: "typescript" as const }))]);
    found.delete("javascript");
  }
  if (asksToChoose(text, [...found.keys()])) return { language: null, confidence: 0, signals: [] };
  const first = [...found.values()]
    .flat()
    .filter(({ weight }) => weight >= weights.deliverable)
    .toSorted((a, b) => a.at - b.at)[0];
  return guessFrom(
    new Map(
      [...found].map(([language, mentions]) => [
        language,
        [
          ...mentions.map(({ text: words, weight }) => ({ text: `“${words}”`, weight })),
          ...(first?.language === language
            ? [{ text: `${languages[language]} is named first`, weight: weights.first }]
            : []),
        ],
      ]),
    ),
  );
};
