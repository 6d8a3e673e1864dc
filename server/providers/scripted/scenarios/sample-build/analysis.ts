import type { PlanOutput, ReportOutput, ReviewOutput, VerdictOutput } from "../../../../contract/outputs.ts";
import { brokenLines, formatJs } from "./files-scaling.ts";

/** What the Project Manager and Quality Assurance hand in during the sample. */

const readingCriteria = [
  "Amounts are read in every common spelling: 3, 2.5, 2,5, ½, 1 ½, 1½, 1 1/2 and 3/4.",
  "An ingredient line is split into amount, unit and name; a line without an amount keeps its words.",
  "Both are covered by tests that pass with `npm test`.",
];

const scalingCriteria = [
  "`ladle <recipe.txt> --for <people>` prints the recipe for that many people and leaves the instructions alone.",
  "Amounts are printed as a cook says them: 1 ½ cups, not 1.5; metric units keep their decimals.",
  "A wrong call explains how to call it and ends with status 1.",
  "All tests pass with `npm test`.",
];

export const plan: PlanOutput = {
  title: "Ladle: recipes for any number of guests",
  summary:
    "A small library and a command-line tool that rewrite a recipe for another number of people. The risk is in the amounts: people write them in many ways, and a rounding slip ruins a dinner. So reading comes first, on its own and well tested; scaling and printing build on it.",
  language: "JavaScript (Node.js, no dependencies)",
  complexity: {
    score: 3,
    reason:
      "Two small, pure parts and a thin command line. The spellings of amounts and the rounding need care; nothing else does.",
  },
  resources: ["Node.js 20 or newer", "The built-in test runner, node --test"],
  risks: [
    {
      risk: "Amounts come in many spellings (½, 1 1/2, 2,5), and one that is overlooked is silently left unscaled.",
      mitigation: "Phase 1 lists the spellings as acceptance criteria, with one test each.",
    },
    {
      risk: "Rounding to kitchen fractions goes wrong at the edges.",
      mitigation: "Phase 2 is tested with amounts just below and above a whole number.",
    },
  ],
  successMetrics: ["A recipe for six comes out right for two, seven and twelve.", "Every test passes."],
  nextSteps: ["Publish it as a package.", "Learn ounces and pints."],
  comparison: null,
  phases: [
    {
      title: "Read amounts and ingredients",
      kind: "build",
      goal: "Turn a line such as “1 ⅔ cups flour” into amount, unit and name, whatever way the amount is written.",
      acceptanceCriteria: readingCriteria,
      expectedArtefacts: ["package.json", "src/quantity.js", "src/ingredient.js", "test/"],
    },
    {
      title: "Scale a recipe and print it",
      kind: "build",
      goal: "Rewrite a whole recipe for another number of people, with amounts a cook would say, and offer it as the command `ladle`.",
      acceptanceCriteria: scalingCriteria,
      expectedArtefacts: ["src/format.js", "src/scale.js", "bin/ladle.js", "examples/pancakes.txt", "test/"],
    },
  ],
};

const met = (criteria: readonly string[], evidence: readonly string[]): ReviewOutput["criteria"] =>
  criteria.map((criterion, index) => ({ criterion, met: true, evidence: evidence[index] ?? "See the passing tests." }));

export const readingReview: ReviewOutput = {
  summary:
    "Small, readable and well tested. Every spelling in the criteria has a test of its own, and all of them pass.",
  findings: [
    {
      severity: "info",
      title: "Unknown units become part of the name",
      detail:
        "“1 pinch salt” is read as one “pinch salt”. That scales correctly and reads well, so nothing has to change.",
      file: "src/ingredient.js",
      line: null,
      remediation: "Add units to the table when a recipe needs them.",
    },
  ],
  strengths: [
    "Reading an amount is a pure function with a table of spellings.",
    "Tests are named by the text they read.",
  ],
  criteria: met(readingCriteria, [
    "test/quantity.test.js has one passing test for each spelling.",
    "test/ingredient.test.js covers both kinds of lines.",
    "The runner's own check passed.",
  ]),
};

export const readingVerdict: VerdictOutput = {
  verdict: "accept",
  reason: "All three criteria are met, and the check that the runner made itself is green. QA's remark needs no work.",
  instruction: null,
  question: null,
  noCheckReason: null,
};

/** Where the defect really stands, so that the finding's line is right by construction. */
const lineOf = (content: string, part: string): number => content.slice(0, content.indexOf(part)).split("\n").length;
const lastBrokenLine = brokenLines.trimEnd().split("\n").at(-1) ?? brokenLines;
export const defectLine = lineOf(formatJs, lastBrokenLine);

const singularRemark: ReviewOutput["findings"][number] = {
  severity: "low",
  title: "“1 eggs”",
  detail: "For two people the list says “1 eggs”. The amount is right; only the plural of the name is off.",
  file: "src/scale.js",
  line: null,
  remediation: "Leave it for now: singular forms need a word list, which the brief does not ask for.",
};

export const brokenReview: ReviewOutput = {
  summary:
    "Scaling works and the instructions stay untouched, but amounts just below a whole number are printed wrongly, and one test of the suite is red because of it. It must not be accepted like this.",
  findings: [
    {
      severity: "high",
      title: "An amount just below a whole number is printed as “1 1”",
      detail:
        "For seven guests the pancakes need 1.94 cups of flour, which should read “2 cups”. The tool prints “1 1 cups flour”: the remainder is rounded up to a whole, but the whole number beside it is not raised. The test “a seventh guest gets two cups of flour” fails for this reason. Whoever cooks from it takes half the flour.",
      file: "src/format.js",
      line: defectLine,
      remediation:
        "When the remainder rounds to a whole, add one to the whole number and print no fraction; test 1.97 and 0.98.",
    },
    singularRemark,
  ],
  strengths: [
    "Only the ingredient block is scaled, so “20 minutes” stays 20 minutes.",
    "The last test found the defect before anybody's dinner did.",
  ],
  criteria: [
    {
      criterion: scalingCriteria[0] ?? "",
      met: true,
      evidence: "The tests “doubles a recipe” and “leaves the instructions alone” pass.",
    },
    { criterion: scalingCriteria[1] ?? "", met: false, evidence: "“1 1 cups flour” for seven people." },
    {
      criterion: scalingCriteria[2] ?? "",
      met: true,
      evidence: "The test “explains itself when it is called wrongly” passes.",
    },
    { criterion: scalingCriteria[3] ?? "", met: false, evidence: "The runner's check ended with one failed test." },
  ],
};

export const refineVerdict: VerdictOutput = {
  verdict: "refine",
  reason:
    "The check is red, and QA's finding is the reason: amounts just below a whole number come out wrong. That is the very risk the plan named, so it is repaired before anything is accepted. The plural of “1 eggs” can wait.",
  instruction:
    "In src/format.js, carry over when the remainder rounds to a whole: 1.97 must read “2”, not “1 1”. Reproduce it with the red test first, add cases just below and above a whole number to test/format.test.js, and run the whole suite, not one file.",
  question: null,
  noCheckReason: null,
};

export const repairedReview: ReviewOutput = {
  summary: "The defect is repaired at its cause, and three new cases hold it. The whole suite passes.",
  findings: [singularRemark],
  strengths: [
    "The repair is one line with a comment that says why.",
    "The edge cases are in the table where the next reader will look.",
  ],
  criteria: met(scalingCriteria, [
    "The command's tests pass.",
    "The new cases 1.97 → 2 and 0.98 → 1 pass, and so does the seventh guest.",
    "The test “explains itself when it is called wrongly” passes.",
    "The runner's own check passed.",
  ]),
};

export const acceptVerdict: VerdictOutput = {
  verdict: "accept",
  reason:
    "The red test is green, the cause is repaired and covered, and every criterion is met. One remark of low severity stays and is named in the report.",
  instruction: null,
  question: null,
  noCheckReason: null,
};

export const report: ReportOutput = {
  summary:
    "Ladle rewrites a recipe for another number of people and prints amounts the way a cook says them. It was built in two phases; in the second, QA found that amounts just below a whole number were printed wrongly, and the Developer repaired it before it was accepted.",
  built: [
    "src/quantity.js and src/ingredient.js: read amounts in every common spelling, and ingredient lines",
    "src/format.js: prints amounts as kitchen fractions",
    "src/scale.js: scales the ingredients of a recipe and nothing else",
    "bin/ladle.js: the command `ladle <recipe.txt> --for <people>`",
    "A test suite for node --test, and an example recipe",
  ],
  remainingIssues: ["Names are not put into the singular: “1 eggs” (low)."],
  howToRun:
    "```sh\nnpm test\nnode bin/ladle.js examples/pancakes.txt --for 7\n```\n\nIt needs Node.js 20 or newer and nothing else.",
  howToDeploy:
    'Run `npm link` in the folder to have `ladle` on this machine, or remove `"private": true` from package.json and publish it with `npm publish`.',
};
