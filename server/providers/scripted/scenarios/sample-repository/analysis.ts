import type { PlanOutput, ReportOutput, ReviewOutput, VerdictOutput } from "../../../../contract/outputs.ts";

const criteria = [
  "The shares add up to the amount exactly: `split(10000, 3)` gives 3334, 3333 and 3333.",
  "The same holds for refunds, whose amounts are below zero.",
  "The repository's own rules are kept: a test that fails without the repair, and a line in CHANGELOG.md.",
  "All tests pass with `npm test`.",
];

export const plan: PlanOutput = {
  title: "Fairshare: shares that do not add up",
  summary:
    "fairshare is there and works; one function rounds each share for itself, so cents are lost or charged twice. One phase: show it with a test, repair the function, touch nothing else.",
  language: "JavaScript (Node.js, no dependencies), as the repository has it",
  complexity: { score: 2, reason: "One function with a known symptom, in a small repository with tests." },
  resources: ["Node.js 20 or newer"],
  risks: [
    {
      risk: "A repair that is right for bills may be wrong for refunds.",
      mitigation: "Refunds are among the criteria, with a test of their own.",
    },
  ],
  successMetrics: ["For every amount and number of people the shares add up to the amount."],
  nextSteps: ["Shares by weight, for friends who did not eat the same."],
  comparison: null,
  phases: [
    {
      title: "Make the shares add up",
      kind: "build",
      goal: "Find why shares do not add up to the amount, prove it with a test, and repair it in the repository's own style.",
      acceptanceCriteria: criteria,
      expectedArtefacts: ["src/split.js", "test/split.test.js", "CHANGELOG.md"],
    },
  ],
};

const judged = (met: readonly boolean[], evidence: readonly string[]): ReviewOutput["criteria"] =>
  criteria.map((criterion, index) => ({ criterion, met: met[index] ?? false, evidence: evidence[index] ?? "" }));

export const refundReview: ReviewOutput = {
  summary:
    "The complaint is repaired and has a test that was red before. But of a refund the odd cents are lost, and the repository asks for a line in CHANGELOG.md, which is missing.",
  findings: [
    {
      severity: "high",
      title: "The shares of a refund do not add up",
      detail:
        "`cents % people` is below zero for a refund, so `index < odd` is never true: `split(-10000, 3)` gives three times -3333, together -9999.",
      file: "src/split.js",
      line: 12,
      remediation: "Give the odd cents with the amount's sign, and add a test with an amount below zero.",
    },
    {
      severity: "medium",
      title: "No line in CHANGELOG.md",
      detail: "AGENTS.md asks for a line under Unreleased for every change that users notice; this one they do.",
      file: "CHANGELOG.md",
      line: null,
      remediation: "Add a line under Unreleased.",
    },
  ],
  strengths: ["The test was written first and failed for the right reason.", "Nothing else was touched."],
  criteria: judged(
    [true, false, false, true],
    [
      "The new test has this very case, and the check is green.",
      "The difference has no case below zero; by its condition the odd cents of a refund go to nobody.",
      "There is a test, but CHANGELOG.md is not among the changed files.",
      "The runner's own check.",
    ],
  ),
};

export const goodReview: ReviewOutput = {
  summary: "Bills and refunds add up, each with a test that was red before, and the change log says so.",
  findings: [],
  strengths: ["Two small changes in one function, in its own style.", "The rules of the repository are kept."],
  criteria: judged(
    [true, true, true, true],
    [
      "The test has this very case.",
      "The test has amounts below zero.",
      "Tests and CHANGELOG.md are in the difference.",
      "The runner's own check.",
    ],
  ),
};

export const refine: VerdictOutput = {
  verdict: "refine",
  reason: "The shares of a refund do not add up, which the second criterion asks for, and the change log has no line.",
  instruction:
    "Make the shares of refunds add up: `split(-10000, 3)` must give -3334, -3333, -3333. Show it with a test that fails first. Then add a line under Unreleased in CHANGELOG.md, as AGENTS.md asks.",
  question: null,
  noCheckReason: null,
};

export const accept: VerdictOutput = {
  verdict: "accept",
  reason: "Every criterion is met, both defects have a test that was red before, and the check is green.",
  instruction: null,
  question: null,
  noCheckReason: null,
};

export const report: ReportOutput = {
  summary:
    "Shares add up to the amount now. The cause was one line that rounded each share for itself; a first repair forgot refunds, which QA found and the Developer mended.",
  built: [
    "`split` gives everybody the whole share and the odd cents to the first ones, for bills and refunds",
    "Tests for both, red before the repair",
    "A line in CHANGELOG.md",
  ],
  remainingIssues: [],
  howToRun: "`npm test`, or `node bin/fairshare.js 100.00 3`",
  howToDeploy:
    "Review the branch, merge it, and publish a version as usual: a patch or a push to a branch is on this page.",
};
