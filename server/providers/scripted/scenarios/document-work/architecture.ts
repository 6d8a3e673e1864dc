import { bash, edit, read, write, type Scenario } from "../../scenario.ts";
import { accept, plainReport } from "../parts.ts";
import { documentPhase, documentPlan, documentReview } from "./parts.ts";

const criteria = [
  "Every part of the repository is named with what it may depend on.",
  "Each finding names the file that it rests on and what follows from it.",
  "Both ways to keep amounts are weighed, and one is recommended.",
];

const diagram = `\`\`\`mermaid
flowchart LR
    cli["bin/fairshare.js"] --> money["src/money.js"]
    cli --> split["src/split.js"]
\`\`\``;

const unfinished = `# Architecture of fairshare

## Looked at

All six files of code and tests, the history of three commits, README.md and AGENTS.md. Nothing was left out; the figures
below were measured with \`node -e\` in this workspace.

## Parts

${diagram}

- \`bin/fairshare.js\` reads arguments and prints; it is the only part that knows the process.
- \`src/money.js\` turns text into whole cents and back: the edge of the program.
- \`src/split.js\` divides whole cents; it depends on nothing.

## Findings

1. **Amounts above 2^53 cents lose digits without a word** (\`src/money.js\`: \`Number(...)\`). Whoever splits
   90,071,992,547,409.93 gets shares of another amount.
2. **Errors reach the user as a stack trace** (\`bin/fairshare.js\`): nothing catches what the two libraries throw.
3. The borders are right: the library never touches the process, so both repairs stay at the edge.

## Options

| | Numbers, with a limit | BigInt |
|---|---|---|
| Exact for every bill that people split | yes, up to 90 trillion | yes |
| Change for those who use the library | none | every call |

`;

const ending = `## Recommendation

**Numbers, with a limit.** Refuse amounts that are not safe integers in \`parseCents\`; it costs one line, and no caller
changes. Steps, each useful alone: the check in \`parseCents\` with a test; a \`try\` in \`bin/fairshare.js\` that prints the
message and sets the exit status.
`;

/** An architecture analysis: its first document lacks the recommendation, and the gate says so although the PM accepts. */
export const architectureAnalysis: Scenario = {
  id: "architecture-analysis",
  title: "The architecture of fairshare",
  brief:
    "Analyse the architecture of this repository and write ARCHITECTURE.md. The question behind it: should amounts stay numbers of cents, or become BigInt? Compare both and recommend one. Don't change any code.",
  description: "An architecture analysis with a comparison, whose document is refined because a section is missing.",
  plan: {
    ...documentPlan("The architecture of fairshare", "Read everything, measure where numbers end, weigh both ways.", [
      documentPhase("Analyse the architecture", criteria, [
        "ARCHITECTURE.md: Looked at; Parts; Findings; Options; Recommendation",
      ]),
    ]),
    comparison: {
      options: ["Numbers, with a limit", "BigInt"],
      rows: [
        { criterion: "Exact for every bill", scores: [9, 10] },
        { criterion: "Effort for those who use it", scores: [10, 3] },
        { criterion: "Effort to change later", scores: [7, 8] },
        { criterion: "Easy to read", scores: [9, 6] },
      ],
      recommendation: "Numbers, with a limit",
      reason: "Nobody splits ninety trillion. A check at the edge keeps what there is exact, and no caller changes.",
    },
  },
  phases: [
    {
      rounds: [
        {
          implement: {
            steps: [
              {
                say: "First everything that is there: files, history and the repository's own rules.",
                calls: [
                  bash("git log --oneline && ls -R bin src test", "Look at history and files"),
                  read("AGENTS.md"),
                ],
              },
              { calls: [read("src/money.js"), read("src/split.js"), read("bin/fairshare.js")] },
              {
                say: "Where do amounts stop being exact? I measure it instead of guessing.",
                calls: [
                  bash(
                    `node --input-type=module -e 'import { parseCents, printCents } from "./src/money.js"; console.log(printCents(parseCents("90071992547409.93")))'`,
                    "Try an amount above 2^53 cents",
                  ),
                ],
              },
              { calls: [write("ARCHITECTURE.md", unfinished)] },
            ],
            closing: "ARCHITECTURE.md shows parts, findings and both options.",
          },
          review: documentReview(
            criteria,
            "The findings are right and rest on files; the weighing is there.",
            "ARCHITECTURE.md",
          ),
          evaluate: accept("The document answers what was asked."),
        },
        {
          implement: {
            steps: [
              {
                say: "The recommendation has no section of its own. I add it, with its steps.",
                calls: [read("ARCHITECTURE.md")],
              },
              {
                calls: [
                  edit(
                    "ARCHITECTURE.md",
                    "| Change for those who use the library | none | every call |\n",
                    `| Change for those who use the library | none | every call |\n\n${ending}`,
                  ),
                ],
              },
            ],
            closing: "ARCHITECTURE.md ends with one recommendation and its steps.",
          },
          review: documentReview(
            criteria,
            "Complete: one recommendation, in steps that are useful alone.",
            "ARCHITECTURE.md",
          ),
          evaluate: accept("All sections are there, and there is one recommendation."),
        },
      ],
    },
  ],
  report: {
    ...plainReport("Amounts should stay numbers, with a limit at the edge; the document says why, and in which steps."),
    built: ["ARCHITECTURE.md: parts, findings, both options, one recommendation"],
    remainingIssues: ["The two repairs that it recommends are not made: only the document was asked for."],
    howToRun: "Read ARCHITECTURE.md.",
    howToDeploy: "Nothing to deploy.",
  },
};
