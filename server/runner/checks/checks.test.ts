import { describe, expect, test } from "vitest";
import { detectChecks, type WorkspaceFacts } from "./detect-checks.ts";
import { readTestCounts } from "./test-counts.ts";

const facts = (over: Partial<WorkspaceFacts>): WorkspaceFacts => ({
  files: [],
  packageJson: null,
  makefile: null,
  ...over,
});
const commands = (over: Partial<WorkspaceFacts>): string[] =>
  detectChecks(facts(over)).map(({ command, args }) => [command, ...args].join(" "));

describe("the project's own test command", () => {
  test.each<[string, Partial<WorkspaceFacts>, string[]]>([
    [
      "a test script",
      { files: ["package.json"], packageJson: '{"scripts":{"test":"vitest run"}}' },
      ["npm test --silent"],
    ],
    [
      "npm's placeholder is no check",
      { packageJson: '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' },
      [],
    ],
    ["a broken package.json", { packageJson: "{", files: ["a.test.js"] }, ["node --test"]],
    ["test files without a script", { files: ["src/a.js", "test/a.js"] }, ["node --test"]],
    ["nothing of node_modules", { files: ["node_modules/x/a.test.js"] }, []],
    ["Rust", { files: ["Cargo.toml"] }, ["cargo test"]],
    ["Go", { files: ["go.mod", "a_test.go"] }, ["go test ./..."]],
    ["Python", { files: ["tests/test_a.py"] }, ["python3 -m pytest -q"]],
    ["a Makefile", { makefile: "build:\n\tcc\ntest: build\n\t./t\n" }, ["make test"]],
    ["a Makefile without tests", { makefile: "build:\n" }, []],
    ["two languages", { files: ["go.mod", "Cargo.toml"] }, ["cargo test", "go test ./..."]],
    ["only prose", { files: ["README.md"] }, []],
  ])("%s", (_name, over, expected) => {
    expect(commands(over)).toEqual(expected);
  });
});

describe("test counts", () => {
  test.each([
    ["node, spec reporter", "✔ adds\nℹ tests 3\nℹ pass 2\nℹ fail 1\n", 2, 1],
    ["node, TAP", "# tests 3\n# pass 3\n# fail 0\n", 3, 0],
    [
      "vitest in colour",
      "\u001b[2m      Tests \u001b[22m \u001b[31m1 failed\u001b[39m | \u001b[32m5 passed\u001b[39m (6)\n",
      5,
      1,
    ],
    ["jest", "Tests:       1 failed, 4 passed, 5 total\n", 4, 1],
    ["cargo", "test result: FAILED. 7 passed; 2 failed; 0 ignored\n", 7, 2],
    ["pytest", "1 failed, 9 passed in 0.12s\n", 9, 1],
    ["mocha", "  12 passing (20ms)\n  1 failing\n", 12, 1],
    ["silence", "done\n", null, null],
  ])("%s", (_name, output, testsPassed, testsFailed) => {
    expect(readTestCounts(output)).toEqual({ testsPassed, testsFailed });
  });
});
