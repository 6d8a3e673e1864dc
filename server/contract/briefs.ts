import { z } from "zod";

/**
 * What is read out of a brief: language, kind of work, complexity (R3-R5). Found by server/domain/briefs; a person may
 * overrule each of them.
 */

/** Languages that are told apart, with the name that people see. Anything else is `null`: not known. */
export const languages = {
  typescript: "TypeScript",
  javascript: "JavaScript",
  python: "Python",
  rust: "Rust",
  go: "Go",
  java: "Java",
  kotlin: "Kotlin",
  csharp: "C#",
  cpp: "C++",
  c: "C",
  ruby: "Ruby",
  php: "PHP",
  swift: "Swift",
  dart: "Dart",
  scala: "Scala",
  elixir: "Elixir",
  haskell: "Haskell",
  lua: "Lua",
  r: "R",
  shell: "Shell",
  sql: "SQL",
  html: "HTML and CSS",
  terraform: "Terraform",
} as const;
export type Language = keyof typeof languages;
const isLanguage = (value: string): value is Language => Object.hasOwn(languages, value);
export const languageList: readonly Language[] = Object.keys(languages).filter(isLanguage);
export const Language = z.enum(languageList);

/** R5, R8: software that a check can run, or a document that is read against its criteria. */
export const ProjectKind = z.enum(["build", "analysis"]);
export type ProjectKind = z.infer<typeof ProjectKind>;

export const Complexity = z.enum(["simple", "medium", "complex"]);
export type Complexity = z.infer<typeof Complexity>;

/** R4: how the work is gone about, and how often the Developer may be sent off for it, refinements included. */
export const strategies = {
  simple: { label: "In one go", maxAssignments: 5 },
  medium: { label: "Multi-step", maxAssignments: 10 },
  complex: { label: "Iterative", maxAssignments: 15 },
} as const satisfies Record<Complexity, { label: string; maxAssignments: number }>;

/** What a person may set the maximum to. */
export const assignmentLimits = { min: 1, max: 60 } as const;

/** Something in a brief or a workspace that speaks for a choice. */
const Signal = z.object({
  /** As it is shown: the words of the brief, or what they are about. */
  text: z.string(),
  /** How much it says; negative speaks against. Comparable within one guess only. */
  weight: z.number(),
});
export type Signal = z.infer<typeof Signal>;

export const LanguageGuess = z.object({
  /** Null: nothing says so, or two languages have as much to say for them. */
  language: Language.nullable(),
  /** Per cent, 0-99; 0 where the language is null. */
  confidence: z.int().min(0).max(99),
  /** Strongest first, of the language that was chosen; of the rivals where none was. */
  signals: z.array(Signal),
});
export type LanguageGuess = z.infer<typeof LanguageGuess>;

const KindGuess = z.object({
  kind: ProjectKind,
  /** The words that decided; null: nothing did, and it is software by default. */
  signal: z.string().nullable(),
});
export type KindGuess = z.infer<typeof KindGuess>;

const ComplexityGuess = z.object({
  complexity: Complexity,
  /** Strongest first. */
  signals: z.array(Signal),
  /** In one sentence. */
  reason: z.string(),
});
export type ComplexityGuess = z.infer<typeof ComplexityGuess>;

/** Stored with the project, so that its page can say what was detected and what a person has chosen instead. */
export const BriefAssessment = z.object({ language: LanguageGuess, kind: KindGuess, complexity: ComplexityGuess });
export type BriefAssessment = z.infer<typeof BriefAssessment>;
