import { bash, read, write, type Scenario } from "../../scenario.ts";
import { accept, plainReport } from "../parts.ts";
import { documentPhase, documentPlan, documentReview } from "./parts.ts";

const criteria = [
  "The scope says which files were read.",
  "Each finding has a severity, a file and line, an input that shows it, and a remedy.",
];

const review = `# Review of fairshare

## Scope

\`bin/fairshare.js\`, \`src/money.js\`, \`src/split.js\` and both test files were read as a whole. README.md, AGENTS.md and
CHANGELOG.md were read for the project's own rules. Nothing was changed.

## Findings

1. **High: shares do not add up** (\`src/split.js:10\`). \`split(10000, 3)\` gives 3333 three times: \`Math.round\` gives
   everybody the same share, so a cent is lost. Measured below. *Remedy:* give the odd cents to the first ones.
2. **Medium: a missing argument ends in a stack trace** (\`bin/fairshare.js:5\`). \`fairshare 90\` splits among NaN people
   and prints a RangeError of Node's. *Remedy:* say how it is called, with exit status 2.
3. **Low: no test adds the shares up** (\`test/split.test.js\`). The one amount that is tested divides evenly, so it cannot
   fail. *Remedy:* a test over many amounts whose sum must be the amount.

Measured in this workspace with \`node\`: the shares of 10000 among 3 add up to 9999.

## Strengths

Whole cents everywhere but at the edge, as AGENTS.md asks; both libraries refuse what they cannot split.

## Remedies

In this order: the test that adds up (it fails now), the split, the words of the command line. An hour in all.
`;

/** A code review: findings by severity in a document, measured, and nothing changed. */
export const codeReview: Scenario = {
  id: "code-review",
  title: "Review of fairshare",
  brief:
    "Review the code of this repository for bugs and tests that cannot fail. Write REVIEW.md. Don't change anything.",
  description: "A code review whose evidence is a document with findings by severity.",
  plan: documentPlan("Review of fairshare", "Read all of it, try what looks wrong, and write down what was found.", [
    documentPhase("Review the code", criteria, ["REVIEW.md: Scope; Findings; Strengths; Remedies"]),
  ]),
  phases: [
    {
      rounds: [
        {
          implement: {
            steps: [
              {
                say: "I read all of it before I judge any of it.",
                calls: [
                  read("src/split.js"),
                  read("src/money.js"),
                  read("bin/fairshare.js"),
                  read("test/split.test.js"),
                ],
              },
              {
                say: "Two things look wrong. I try both.",
                calls: [
                  bash(
                    `node --input-type=module -e 'import { split } from "./src/split.js"; console.log(split(10000, 3).reduce((a, b) => a + b))'`,
                    "Do the shares add up?",
                  ),
                  bash("node bin/fairshare.js 90; echo status $?", "What does a missing argument say?"),
                ],
              },
              { calls: [write("REVIEW.md", review)] },
            ],
            closing: "REVIEW.md has three findings by severity, each with an input that shows it.",
          },
          review: {
            ...documentReview(
              criteria,
              "The findings are real: both were tried, and their places are right.",
              "REVIEW.md",
            ),
            findings: [
              {
                severity: "low",
                title: "The effort is an estimate",
                detail: "“An hour in all” rests on nothing that was measured.",
                file: "REVIEW.md",
                line: null,
                remediation: "Take it as a guess.",
              },
            ],
          },
          evaluate: accept("Every finding has its place, its input and its remedy."),
        },
      ],
    },
  ],
  report: {
    ...plainReport("Three findings, the first of high severity: shares do not add up. Nothing was changed."),
    built: ["REVIEW.md: findings by severity with remedies in order"],
    remainingIssues: ["The findings are open: only the review was asked for."],
    howToRun: "Read REVIEW.md.",
    howToDeploy: "Nothing to deploy.",
  },
};
