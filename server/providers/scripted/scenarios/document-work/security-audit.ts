import { bash, edit, read, write, type Scenario } from "../../scenario.ts";
import { accept, plainReport } from "../parts.ts";
import { lastTest } from "../sample-repository/repository.ts";
import { documentPhase, documentPlan, documentReview } from "./parts.ts";

const auditCriteria = [
  "The scope names every way that input comes in.",
  "Each finding says how it could be abused, and what closes it.",
];
const repairCriteria = ["What the audit rates high is closed, with a test that fails without it.", "All tests pass."];

const audit = `# Security audit of fairshare

## Scope

All code. Input comes in as two arguments of the command line, and as two numbers of \`split\`, which a web service may
call with what its users typed. There is no network, no file, no secret, and no dependency.

## Findings

1. **High: memory runs out on demand** (\`src/split.js\`). Nothing limits \`people\`: \`split(100, 4_000_000_000)\` asks for an
   array of that length, and the process ends. Whoever can reach a service that calls it can end that service. Tried in
   this workspace. *Remedy:* refuse more than 100,000 people.
2. **Low: messages name Node's internals** (\`bin/fairshare.js\`). A wrong argument prints a stack trace with paths of the
   machine. *Remedy:* print the message alone.

## Left open

The second finding: it tells a local user what that user can see anyway.
`;

const tooMany = `
test("refuses more people than anybody splits a bill among", () => {
  assert.throws(() => split(100, 4_000_000_000), /at most 100,000/);
});
`;

const check = `  if (!Number.isInteger(people) || people < 1) throw new RangeError("Split among at least one person.");
`;
const limit = `${check}  if (people > 100_000) throw new RangeError("Split among at most 100,000 people.");
`;

/** An audit that ends in code: first the document, then what it rates high is closed by a test that was red. */
export const securityAudit: Scenario = {
  id: "security-audit",
  title: "Security audit of fairshare",
  brief:
    "Do a security audit of this repository: write SECURITY-AUDIT.md with findings by severity, then close those of high severity, each with a test that fails without its fix.",
  description: "A security audit: a document first, then a repair with a test.",
  plan: documentPlan(
    "Security audit of fairshare",
    "Find what could be abused, write it down, close what is rated high.",
    [
      documentPhase("Audit the code", auditCriteria, ["SECURITY-AUDIT.md: Scope; Findings; Left open"]),
      {
        title: "Close what is rated high",
        kind: "build",
        goal: "Limit what `split` takes, with a test that fails without the limit.",
        acceptanceCriteria: [...repairCriteria],
        expectedArtefacts: ["src/split.js", "test/split.test.js"],
      },
    ],
  ),
  phases: [
    {
      rounds: [
        {
          implement: {
            steps: [
              {
                say: "Where does input come in, and what does it reach?",
                calls: [read("bin/fairshare.js"), read("src/money.js"), read("src/split.js")],
              },
              {
                say: "`people` has no upper limit. I try what a large one does, in a process of its own with little memory.",
                calls: [
                  bash(
                    `node --max-old-space-size=64 --input-type=module -e 'import { split } from "./src/split.js"; split(100, 4_000_000_000)' 2>&1 | tail -3; echo ended`,
                    "Try four billion people",
                  ),
                ],
              },
              { calls: [write("SECURITY-AUDIT.md", audit)] },
            ],
            closing: "SECURITY-AUDIT.md has one finding of high severity, tried, and one of low.",
          },
          review: documentReview(
            auditCriteria,
            "The high finding was tried and is real; the rest is rated fairly.",
            "SECURITY-AUDIT.md",
          ),
          evaluate: accept("The audit says what could be abused, how, and what closes it."),
        },
      ],
    },
    {
      rounds: [
        {
          implement: {
            steps: [
              {
                say: "First the test, which has to fail.",
                calls: [read("test/split.test.js"), read("src/split.js")],
              },
              { calls: [edit("test/split.test.js", lastTest, lastTest + tooMany)] },
              { calls: [edit("src/split.js", check, limit)] },
              { say: "And now all of them.", calls: [bash("node --test", "Run all tests")] },
            ],
            closing: "`split` refuses more than 100,000 people, and a test holds it to that.",
          },
          review: {
            summary: "The limit is there, and its test names it.",
            findings: [],
            strengths: ["The test asks for exactly what the audit has tried."],
            criteria: repairCriteria.map((criterion) => ({
              criterion,
              met: true,
              evidence: "The runner's own check.",
            })),
          },
          evaluate: accept(),
        },
      ],
    },
  ],
  report: {
    ...plainReport("One finding of high severity, closed and tested; one of low, left open with its reason."),
    built: ["SECURITY-AUDIT.md", "A limit in `split`, with its test"],
    remainingIssues: ["Stack traces on the command line, as SECURITY-AUDIT.md says."],
    howToRun: "`npm test`",
    howToDeploy: "Publish a version as usual.",
  },
};
