import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Complexity, Language, ProjectKind } from "../../contract/briefs.ts";
import { assessBrief, languageOfFiles } from "./index.ts";

/**
 * Briefs as people write them, in several human languages, each with what a developer would say of it. The rules were
 * written and improved with the first table in view. The second was written afterwards, by somebody who knew the rules
 * but did not look at them, and no rule has been changed for any of it: what is said of it is what a new brief may
 * expect, if its complexity is as plain as theirs. Who changes rules because of a brief moves it to the first table and
 * writes new ones for the second.
 * Simple: one sitting. Medium: several features or parts, or a whole repository to be read. Complex: several subsystems,
 * or one with hard demands.
 */
const tableOf = (name: string) =>
  readFileSync(path.join(import.meta.dirname, name), "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const [head = "", ...brief] = line.split(" | ");
      const [language, kind, complexity] = head.split(" ");
      return {
        brief: brief.join(" | "),
        expected: {
          language: language === "-" ? null : Language.parse(language),
          kind: ProjectKind.parse(kind),
          complexity: Complexity.parse(complexity),
        },
      };
    });

const missesOf = (rows: ReturnType<typeof tableOf>, what: "language" | "kind" | "complexity"): string[] =>
  rows.flatMap(({ brief, expected }) => {
    const { language, kind, complexity } = assessBrief(brief);
    const got = { language: language.language, kind: kind.kind, complexity: complexity.complexity };
    return got[what] === expected[what] ? [] : [`${got[what] ?? "-"} for ${expected[what] ?? "-"}: ${brief}`];
  });

const tuned = tableOf("briefs.tuning.txt");
const heldOut = tableOf("briefs.held-out.txt");

it("is tried on hundreds of briefs, at least 60 of them put aside", () => {
  expect(tuned.length).toBeGreaterThanOrEqual(300);
  expect(heldOut.length).toBeGreaterThanOrEqual(60);
  expect(new Set([...tuned, ...heldOut].map(({ brief }) => brief)).size).toBe(tuned.length + heldOut.length);
});

describe.each(["language", "kind", "complexity"] as const)("the %s of a brief", (what) => {
  const [known, unknown] = [missesOf(tuned, what), missesOf(heldOut, what)];
  it(`is right for at least 95 % of them all (${known.length + unknown.length} are wrong)`, () => {
    expect((known.length + unknown.length) / (tuned.length + heldOut.length)).toBeLessThanOrEqual(0.05);
  });
  it(`is right for at least 95 % of those that were put aside (${unknown.length} of ${heldOut.length} are wrong)`, () => {
    expect(unknown.length / heldOut.length).toBeLessThanOrEqual(0.05);
  });
});

it("takes no longer for a text that was made to take long", () => {
  for (const text of [
    "a".repeat(50_000),
    "あ".repeat(50_000),
    "a.".repeat(25_000),
    "a, ".repeat(16_000),
    "port ".repeat(10_000),
  ]) {
    const begun = performance.now();
    assessBrief(text);
    expect(performance.now() - begun).toBeLessThan(10_000);
  }
});

it("says which words it went by", () => {
  const { language, kind, complexity } = assessBrief("Review our Go service, please.");
  expect(language).toMatchObject({ language: "go", signals: [{ text: "“Go service”" }, {}] });
  expect(language.confidence).toBeGreaterThan(80);
  expect(kind).toEqual({ kind: "analysis", signal: "Review" });
  expect(complexity.reason).toBe("A whole repository to be read.");
  expect(assessBrief("Port count.py to Go, please.").language.language).toBe("go");
  expect(assessBrief("").language).toEqual({ language: null, confidence: 0, signals: [] });
});

describe("the language of files", () => {
  it.each<[string, string[], string | null]>([
    ["a manifest", ["Cargo.toml", "README.md", "docs/a.md"], "rust"],
    ["TypeScript beside its package.json", ["package.json", "tsconfig.json", "src/a.ts", "scripts/x.js"], "typescript"],
    ["a package.json alone", ["package.json", "index.js", "lib/b.js"], "javascript"],
    ["many files, no manifest", ["a.py", "b.py", "c/d.py", "setup/run.sh"], "python"],
    ["what others wrote", ["go.mod", "main.go", "node_modules/x/index.js", "node_modules/y/index.js"], "go"],
    ["nothing that says so", ["README.md", "LICENSE"], null],
    ["nothing", [], null],
  ])("%s", (_, files, expected) => {
    expect(languageOfFiles(files).language).toBe(expected);
  });

  it("answers where the brief does not say, and gives way where it does", () => {
    expect(assessBrief("Add a retry to the client.", ["Cargo.toml"]).language.language).toBe("rust");
    expect(assessBrief("Add bindings written in Python.", ["Cargo.toml"]).language.language).toBe("python");
  });
});
