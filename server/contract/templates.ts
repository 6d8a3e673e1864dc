import { z } from "zod";
import { Brief } from "./inputs.ts";
import { TemplateId } from "./ids.ts";

/**
 * Briefs with gaps (R57). A gap is `{{name}}`, `{{name: what belongs there}}`, or with a question mark after the name
 * where it may stay empty: `{{name?: …}}`. Nothing else has a meaning; what is put in is never read as a gap.
 */
const gap = /\{\{\s*([a-z][a-z0-9_]{0,39})(\?)?\s*(?::\s*([^{}]{1,200}?)\s*)?\}\}/gu;

export interface TemplateVariable {
  readonly name: string;
  /** What belongs there, for people. */
  readonly hint: string | null;
  readonly optional: boolean;
}

/** A template's gaps, each once, in their order; the first mention says what belongs there. */
export const variablesOf = (body: string): TemplateVariable[] => {
  const found = new Map<string, TemplateVariable>();
  for (const [, name = "", mark, hint] of body.matchAll(gap)) {
    if (!found.has(name)) found.set(name, { name, hint: hint ?? null, optional: mark === "?" });
  }
  return [...found.values()];
};

/** A variable's name as a label. */
export const variableLabel = ({ name }: TemplateVariable): string =>
  `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll("_", " ")}`;

export type Filled =
  | { readonly brief: string; readonly missing: readonly [] }
  /** Names of gaps that must be filled and are not. */
  | { readonly brief: null; readonly missing: readonly string[] };

/** The brief that a template becomes with these values. Values of other names are left alone. */
export const fillTemplate = (body: string, values: Readonly<Record<string, string>>): Filled => {
  const valueOf = (name: string): string => (Object.hasOwn(values, name) ? (values[name] ?? "").trim() : "");
  const missing = variablesOf(body)
    .filter(({ name, optional }) => !optional && valueOf(name) === "")
    .map(({ name }) => name);
  if (missing.length > 0) return { brief: null, missing };
  const brief = body.replaceAll(gap, (_, name: string) => valueOf(name));
  // A line that consisted of an empty gap leaves none behind.
  return {
    brief: brief
      .replaceAll(/[ \t]+$/gmu, "")
      .replaceAll(/\n{3,}/gu, "\n\n")
      .trim(),
    missing: [],
  };
};

/** What is left of braces when the gaps are taken out: somebody has mistyped one. */
const hasStrayBraces = (body: string): boolean => /\{\{|\}\}/u.test(body.replaceAll(gap, ""));

const templateFields = {
  name: z.string().trim().min(1, "Give it a name.").max(80, "At most 80 characters."),
  description: z.string().trim().max(300, "At most 300 characters.").default(""),
  body: Brief.refine((body) => !hasStrayBraces(body), {
    error: "A gap is written {{name}} or {{name: what belongs there}}: small letters, digits and _ only. One is not.",
  }),
};
export const CreateTemplateInput = z.strictObject(templateFields);
export type CreateTemplateInput = z.input<typeof CreateTemplateInput>;
export const UpdateTemplateInput = z.strictObject({ templateId: TemplateId, ...templateFields });
export const TemplateInput = z.strictObject({ templateId: TemplateId });

export interface TemplateView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly body: string;
  /** Null: it came with the product, and is copied instead of changed. */
  readonly ownerName: string | null;
  readonly canEdit: boolean;
}

const lines = (...parts: readonly string[]): string => parts.join("\n");

/** Those that come with the product. Their ids are no row's. */
export const builtInTemplates: readonly Omit<TemplateView, "ownerName" | "canEdit">[] = [
  {
    id: "code-generation",
    name: "Code generation",
    description: "A program or library from what it should do.",
    body: lines(
      "Write {{what: a command-line tool, a library, a small web service}} in {{language}}.",
      "",
      "It should: {{behaviour: what it does, with an example of input and output}}",
      "",
      "{{constraints?: what it must not do or depend on}}",
      "",
      "With tests that run with one command, and a README that says how to use it.",
    ),
  },
  {
    id: "code-review",
    name: "Code review",
    description: "Findings by severity, with file, line and remedy. Nothing is changed.",
    body: lines(
      "Review the code in {{scope: the whole repository, or a folder or file}}. Don't change anything.",
      "",
      "Write REVIEW.md: what was looked at, then findings by severity (high, medium, low, info), each with file and line, what goes wrong with which input, and the remedy; then what is good and should be kept.",
      "",
      "{{focus?: what matters most here, for example error handling or performance}}",
    ),
  },
  {
    id: "architecture-analysis",
    name: "Architecture analysis",
    description: "Parts, borders, risks, and one recommendation.",
    body: lines(
      "Analyse the architecture of {{system: this repository, or what is described below}} and write ARCHITECTURE.md.",
      "",
      "It should show the parts and how they depend on each other (as a diagram), where data lives, what fails how, and what makes changes slow; then findings by consequence, the options, and one recommendation with steps that are useful one by one.",
      "",
      "The question behind it: {{question: why you want to know}}",
    ),
  },
  {
    id: "security-audit",
    name: "Security audit and fix",
    description: "Find the holes, close them, and prove it with tests.",
    body: lines(
      "Do a security audit of {{scope: the whole repository, or a part of it}} and fix what you find.",
      "",
      "First write SECURITY-AUDIT.md with findings by severity: file and line, how it could be abused, the remedy. Then close the high and medium ones, each with a test that fails without its fix. Say what was left open and why.",
      "",
      "{{threats?: who could attack, and what is worth protecting}}",
    ),
  },
  {
    id: "test-suite",
    name: "Test suite",
    description: "Tests for code that has too few.",
    body: lines(
      "Write a test suite for {{scope: the whole repository, or a folder}}.",
      "",
      "Cover the main paths, the edge cases and the errors by behaviour, not by implementation. One command runs all of it, without a network. Do not change what the code does; where a test shows a defect, leave the test in, marked as failing on purpose, and list it.",
      "",
      "{{framework?: the test framework to use}}",
    ),
  },
  {
    id: "documentation",
    name: "Documentation",
    description: "A README and the pages that its readers need.",
    body: lines(
      "Write the documentation for {{scope: the whole repository, or a part of it}}, for {{audience: users, developers, operators}}.",
      "",
      "It should say what it is for, how to install and use it, with examples that were tried, and where to look further. Every command and option in it has to exist. Don't change any code.",
    ),
  },
  {
    id: "migration",
    name: "Migration",
    description: "From one language, framework or version to another, with the behaviour kept.",
    body: lines(
      "Migrate {{scope: the whole repository, or a part of it}} from {{from}} to {{to}}.",
      "",
      "Behaviour stays as it is: first pin it down with tests where there are none, then migrate in steps that each leave everything working. List what works differently in the end, and what was left out.",
      "",
      "{{constraints?: what must not change, for example file formats or an API}}",
    ),
  },
];
