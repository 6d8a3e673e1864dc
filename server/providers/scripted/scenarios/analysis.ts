import { write } from "../scenario.ts";
import type { Scenario } from "../scenario.ts";
import { accept, plainPlan, plainReport } from "./parts.ts";

const criteria = ["Both options are rated by the same criteria.", "There is one recommendation with its reason."];

const decision = `# SQLite or PostgreSQL for the club's membership list

| | SQLite | PostgreSQL |
|---|---|---|
| Running it | nothing to run | a server to look after |
| Several writers | one at a time | many |
| Backup | copy a file | a scheduled dump |

**Recommendation: SQLite.** Two people write to the list, seldom at the same moment, and nobody wants to look after a
server. If that changes, the schema moves over in an afternoon.
`;

/** An “A or B” brief: the evidence is a document, not a test. */
export const analysis: Scenario = {
  id: "analysis",
  title: "SQLite or PostgreSQL?",
  brief: "Our club keeps 300 members in a spreadsheet. SQLite or PostgreSQL? Please compare and recommend one.",
  description: "An analysis phase whose evidence is a document, with a comparison table in the plan.",
  plan: {
    ...plainPlan("SQLite or PostgreSQL?", [
      {
        title: "Compare and recommend",
        kind: "analysis",
        goal: "Write down a comparison and one recommendation.",
        acceptanceCriteria: [...criteria],
        expectedArtefacts: ["DECISION.md"],
      },
    ]),
    summary: "A comparison by the few criteria that matter to a club of 300, and one recommendation.",
    language: "Markdown",
    comparison: {
      options: ["SQLite", "PostgreSQL"],
      rows: [
        { criterion: "Effort to run", scores: [10, 5] },
        { criterion: "Several people writing", scores: [5, 10] },
        { criterion: "Backup", scores: [9, 7] },
      ],
      recommendation: "SQLite",
      reason: "Two writers and no administrator: the simpler one is enough, and moving later is cheap.",
    },
  },
  phases: [
    {
      rounds: [
        {
          implement: {
            steps: [{ say: "I write the comparison down.", calls: [write("DECISION.md", decision)] }],
            closing: "DECISION.md compares both by the same criteria and recommends SQLite.",
          },
          review: {
            summary: "The document answers the question.",
            findings: [],
            strengths: ["It says what would change the recommendation."],
            criteria: criteria.map((criterion) => ({ criterion, met: true, evidence: "DECISION.md" })),
          },
          evaluate: accept("The document meets both criteria."),
        },
      ],
    },
  ],
  report: {
    ...plainReport("SQLite is recommended."),
    built: ["DECISION.md"],
    howToRun: "Read DECISION.md.",
    howToDeploy: "Nothing to deploy.",
  },
};
