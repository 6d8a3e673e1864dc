import type { PlannedPhase, PlanOutput, ReportOutput, ReviewOutput, VerdictOutput } from "../../../contract/outputs.ts";
import { bash, write, type Call, type DeveloperScript, type RoundScript } from "../scenario.ts";

/** Building blocks of the stories that serve tests: small enough that nothing distracts from what each one is about. */

export const criteria = ["`greet` returns a greeting.", "All tests pass with `npm test`."];

export const plannedPhase = (title: string, kind: PlannedPhase["kind"] = "build"): PlannedPhase => ({
  title,
  kind,
  goal: `${title}, as small as it can be.`,
  acceptanceCriteria: [...criteria],
  expectedArtefacts: ["package.json", "greet.js", "greet.test.js"],
});

export const plainPlan = (title: string, phases: PlanOutput["phases"]): PlanOutput => ({
  title,
  summary: "The smallest project that can still be built, checked and reviewed.",
  language: "JavaScript (Node.js, no dependencies)",
  complexity: { score: 1, reason: "One function." },
  resources: ["Node.js 20 or newer"],
  risks: [],
  successMetrics: ["Every test passes."],
  nextSteps: [],
  comparison: null,
  phases,
});

export const cleanReview: ReviewOutput = {
  summary: "Nothing to object to.",
  findings: [],
  strengths: ["It does what was asked and no more."],
  criteria: criteria.map((criterion) => ({ criterion, met: true, evidence: "The runner's own check." })),
};

const verdict = (part: Partial<VerdictOutput> & Pick<VerdictOutput, "verdict" | "reason">): VerdictOutput => ({
  instruction: null,
  question: null,
  noCheckReason: null,
  ...part,
});

export const accept = (reason = "Every criterion is met, and the check is green."): VerdictOutput =>
  verdict({ verdict: "accept", reason });

export const acceptWithoutCheck = (reason: string, noCheckReason: string): VerdictOutput =>
  verdict({ verdict: "accept", reason, noCheckReason });

export const refine = (reason: string, instruction: string): VerdictOutput =>
  verdict({ verdict: "refine", reason, instruction });

export const escalate = (reason: string, question: string): VerdictOutput =>
  verdict({ verdict: "escalate", reason, question });

export const plainReport = (summary: string): ReportOutput => ({
  summary,
  built: ["greet.js and its test"],
  remainingIssues: [],
  howToRun: "`npm test`",
  howToDeploy: "Nothing to deploy: it is a library of one function.",
});

const greeterPackage = `{
  "name": "greeter",
  "version": "0.1.0",
  "type": "module",
  "private": true,
  "scripts": { "test": "node --test" }
}
`;

const greeterTest = `import assert from "node:assert/strict";
import { test } from "node:test";
import { greet } from "./greet.js";

test("greets by name", () => {
  assert.equal(greet("Ada"), "Hello, Ada!");
});
`;

const greeter = (greeting: string): string => `/** Greets by name. */
export function greet(name) {
  return "${greeting}, " + name + "!";
}
`;

/** All files of a project whose only test expects “Hello, Ada!”: any other greeting makes it red. */
export const greeterFiles = (greeting = "Hello"): [Call, ...Call[]] => [
  write("package.json", greeterPackage),
  write("greet.js", greeter(greeting)),
  write("greet.test.js", greeterTest),
];

export const greeterFile = (greeting: string): Call => write("greet.js", greeter(greeting));

/** The same files by one shell command, for stories about permission to run it. */
export const greeterByShell: Call = bash(
  [
    ["package.json", greeterPackage],
    ["greet.js", greeter("Hello")],
    ["greet.test.js", greeterTest],
  ]
    .map(([name, content]) => `cat > ${name} <<'END'\n${content}END`)
    .join("\n")
    .concat("\nnode --test"),
  "Write the greeter and run its test",
);

/** Writes the greeter, runs its test, says so. */
export const greeterScript: DeveloperScript = {
  steps: [{ say: "One function, one test.", calls: greeterFiles() }, { calls: [bash("node --test", "Run the tests")] }],
  closing: "The greeter is written, and its test passes.",
};

/** A round in which nothing goes wrong. */
export const goodRound: RoundScript = { implement: greeterScript, review: cleanReview, evaluate: accept() };
