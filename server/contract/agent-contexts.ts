import { z } from "zod";
import { languages, type Language } from "./briefs.ts";

/**
 * How things are done in a language, and how a kind of document is made (R17): what agents get to read beside their
 * assignment. These are the built-in texts; an admin may replace each (setting `agents.contexts`).
 */
export interface AgentContext {
  readonly label: string;
  readonly text: string;
}

const context = (label: string, ...lines: readonly string[]): AgentContext => ({
  label,
  text: lines.map((line) => `- ${line}`).join("\n"),
});

export const agentContexts = {
  typescript: context(
    languages.typescript,
    "Idioms: strict mode, no `any`, no non-null assertions; unions with exhaustive switches instead of class hierarchies; data that comes from outside is parsed by a schema at the border.",
    "Errors: throw Error subclasses for what a caller may have to tell apart; never swallow one; every promise is awaited.",
    "Tests: the framework that the project has; else Vitest, or `node:test` where nothing may be installed. One command: `npm test`, which checks the types as well.",
    "Packages: the lock file says which manager is used (npm, pnpm, yarn); npm where there is none. ES modules. Few dependencies.",
    "Conventions: the project's formatter and linter as configured; `tsconfig.json` with `strict`; kebab-case files, PascalCase types.",
  ),
  javascript: context(
    languages.javascript,
    "Idioms: ES modules, `const`, small pure functions, no mutation of arguments; JSDoc types on what is public.",
    "Errors: throw Error objects with a message that names the value; every promise is awaited; a command-line tool writes to standard error and sets its exit status.",
    "Tests: the framework that the project has; else `node:test` with `node:assert/strict`, which needs no installation. One command: `npm test`.",
    'Packages: the lock file says which manager is used; npm where there is none. `"type": "module"`. No dependency for what the platform has.',
    "Conventions: the project's formatter and linter as configured; kebab-case files.",
  ),
  python: context(
    languages.python,
    "Idioms: type hints on everything public, dataclasses for data, pathlib, context managers, comprehensions where they stay readable.",
    "Errors: raise specific exceptions; never a bare `except`; a command-line tool reports to standard error and exits with a status.",
    "Tests: pytest where it is available, `unittest` from the standard library where nothing may be installed; tests in `tests/`. One command: `pytest` or `python -m unittest`.",
    "Packages: what the project has (uv, poetry, pip with `pyproject.toml` or `requirements.txt`); else `pyproject.toml`. The standard library first.",
    'Conventions: PEP 8; the project\'s formatter and linter (ruff, black, mypy) as configured; snake_case modules; `if __name__ == "__main__":` in scripts.',
  ),
  rust: context(
    languages.rust,
    "Idioms: ownership instead of clones, iterators instead of indices, enums with exhaustive matches, newtypes for ids; no `unsafe` without a reason beside it.",
    "Errors: `Result` with `?`; an error enum in libraries, context on the way up in programs; `unwrap` and `expect` only in tests or where the comment says why it cannot fail.",
    "Tests: unit tests in the module, integration tests in `tests/`, doc tests for public examples. One command: `cargo test`.",
    "Packages: Cargo; few crates, each with only the features that are needed; `Cargo.lock` is kept.",
    "Conventions: `cargo fmt`, `cargo clippy` without warnings, edition as in `Cargo.toml` (2024 for new ones), documentation on public items.",
  ),
  go: context(
    languages.go,
    "Idioms: small interfaces where they are used, zero values that work, `context.Context` first, no needless goroutines; each has an owner and an end.",
    "Errors: returned, wrapped with `%w` and what was attempted, checked with `errors.Is`/`errors.As`; no panic across package borders.",
    "Tests: the `testing` package, table-driven with `t.Run`; `-race` where there is concurrency. One command: `go test ./...`.",
    "Packages: Go modules (`go.mod`); the standard library first.",
    "Conventions: `gofmt`, `go vet`; short names in short scopes; doc comments that begin with the name; `cmd/` and `internal/` where there is more than one program.",
  ),
  generic: context(
    "Any other language",
    "Idioms: those of the language and of the code that is there; look at its files before writing any.",
    "Errors: the language's own way; none swallowed; messages say what happened and with which value.",
    "Tests: the framework that is usual for the language, or the one the project has. One command that runs all of them without questions and without a network, named in the README.",
    "Packages: the language's usual manager with a lock file; few dependencies.",
    "Conventions: the usual formatter and layout; a README with how to build, run and test.",
  ),
  architecture: context(
    "Architecture analysis",
    "Say what was looked at (files, commits, documents) and what was not. Every statement names its evidence: a path, a number, a quotation.",
    "Cover: purpose and users, parts and their borders, data and who owns it, dependencies and their direction, failure and recovery, security, operation and cost, what makes change slow.",
    "Draw the parts and their relations as a Mermaid diagram or a table.",
    "Findings by consequence, not by taste: what happens if nothing is done, and how sure you are.",
    "End with options that were weighed, one recommendation, and steps in an order in which each is useful alone.",
  ),
  code_review: context(
    "Code review and security audit",
    "State the scope: which files were read and which were not.",
    "Each finding: severity (high, medium, low, info), file and line, what goes wrong with which input, the remedy. No finding without a place.",
    "Look for wrong results first, then security (input that is trusted, injection, access rights, secrets, unsafe defaults, outdated dependencies), then errors swallowed, races, resources, tests that cannot fail, and only then readability.",
    "Say what is good, once, so that it is kept. Order the remedies by gain against effort.",
    "Do not change code unless the assignment says so.",
  ),
} as const satisfies Record<string, AgentContext>;

export type ContextId = keyof typeof agentContexts;
const isContextId = (value: string): value is ContextId => Object.hasOwn(agentContexts, value);
export const contextIds: readonly ContextId[] = Object.keys(agentContexts).filter(isContextId);
export const ContextId = z.enum(contextIds);

export const contextText = z
  .string()
  .trim()
  .min(1, "Say something, or restore the built-in text.")
  .max(6_000, "At most 6,000 characters: agents read it with every assignment.");

/** The texts that an admin has put in place of the built-in ones. */
export const ContextTexts = z.partialRecord(ContextId, contextText);
export type ContextTexts = z.infer<typeof ContextTexts>;

/** Null restores the built-in text. */
export const UpdateContextInput = z.strictObject({ id: ContextId, text: contextText.nullable() });

/** The context of a language: its own, or the one for all others. */
export const contextOfLanguage = (language: Language | null): ContextId =>
  language !== null && isContextId(language) ? language : "generic";

/** A context as it is in force. */
export const contextInForce = (own: ContextTexts, id: ContextId): AgentContext => ({
  label: agentContexts[id].label,
  text: own[id] ?? agentContexts[id].text,
});
