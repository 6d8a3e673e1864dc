import { samples } from "../../../contract/samples.ts";
import type { ReviewOutput } from "../../../contract/outputs.ts";
import {
  bash,
  requestTool,
  task,
  progress,
  useTool,
  write,
  writeBy,
  type Scenario,
  type ScriptView,
} from "../scenario.ts";
import { accept } from "./parts.ts";
import { novemberReadings, scanOf, scanReaderRequest } from "./tool-builds/scan-reader.ts";

/** The Developer may write what it likes, but asks before it runs anything, and lacks a tool for a scanned table. */

const packageJson = `{
  "name": "tidemark",
  "version": "0.1.0",
  "type": "module",
  "private": true,
  "scripts": { "test": "node --test" }
}
`;

const library = `/**
 * When the ferry can land: the stretches of a day in which the water stands high enough at the pier.
 * \`levels\` are the harbour office's readings in order: minutes after midnight and metres.
 */
export function landingTimes(levels, draught) {
  const stretches = [];
  let since = null;
  for (const { minute, metres } of levels) {
    if (metres >= draught && since === null) since = minute;
    if (metres < draught && since !== null) {
      stretches.push({ from: since, to: minute });
      since = null;
    }
  }
  const last = levels.at(-1);
  if (since !== null && last !== undefined) stretches.push({ from: since, to: last.minute });
  return stretches;
}

/** Reads the table as it is typed: one line per reading, "06:20 2.9". Lines that are none are an error with their number. */
export function readTable(text) {
  return text
    .split("\\n")
    .map((line, index) => [line.trim(), index + 1])
    .filter(([line]) => line !== "")
    .map(([line, number]) => {
      const found = /^(\\d\\d):(\\d\\d) (\\d+\\.\\d)$/.exec(line);
      if (found === null) throw new SyntaxError(\`Line \${number} is no reading: \${line}\`);
      const [, hours, minutes, metres] = found;
      return { minute: Number(hours) * 60 + Number(minutes), metres: Number(metres) };
    });
}
`;

const tests = `import assert from "node:assert/strict";
import { test } from "node:test";
import { landingTimes, readTable } from "../lib/tidemark.js";

const day = readTable("00:00 1.2\\n03:10 2.6\\n06:20 2.9\\n09:30 1.1\\n15:40 3.0\\n23:50 2.7\\n");

test("the ferry lands while the water is high enough", () => {
  assert.deepEqual(landingTimes(day, 2.5), [
    { from: 190, to: 570 },
    { from: 940, to: 1430 },
  ]);
});

test("a draught that the water never reaches leaves no time", () => {
  assert.deepEqual(landingTimes(day, 4), []);
});

test("a line that is no reading is named", () => {
  assert.throws(() => readTable("00:00 1.2\\nhigh tide!\\n"), /Line 2/);
});
`;

/** How the table comes in, by what was decided. */
const howItComesIn = ({ lastResult }: ScriptView): string => {
  const words = lastResult?.text ?? "";
  if (words.startsWith('{"lines"'))
    return `It is read from the office's scan by the tool scan_table_reader. Of scans/november.pbm it read:\n\n\`\`\`json\n${words}\n\`\`\``;
  if (words.startsWith("Approved"))
    return "It is typed in by hand for now. The tool that reads the scan was approved; once it is there, it replaces the typing.";
  if (words.startsWith("Put off"))
    return "It is typed in by hand for now. A tool that reads the scan was asked for and put off.";
  return `It is brought in as was decided:\n\n> ${words.replaceAll("\n", "\n> ")}`;
};

const criteria = [
  "`landingTimes` says when the ferry can land.",
  "A README says how the tide table comes in.",
  "All tests pass with `npm test`.",
];

const review: ReviewOutput = {
  summary: "Small and tested. How the table comes in is written down as it was decided.",
  findings: [
    {
      severity: "low",
      title: "A table comes in page by page",
      detail: "A year has twelve of them. How each comes in is what was decided for now.",
      file: "README.md",
      line: null,
      remediation: "Bring in a whole year at once when it is wanted.",
    },
  ],
  strengths: ["A line that is no reading is named with its number."],
  criteria: criteria.map((criterion) => ({ criterion, met: true, evidence: "The runner's own check and the files." })),
};

export const sampleAsks: Scenario = {
  ...samples["sample-asks"],
  plan: {
    title: "Tidemark",
    summary: "A function over a tide table, with its tests, and a note on how the table comes in.",
    language: "JavaScript (Node.js, no dependencies)",
    complexity: { score: 2, reason: "One function and a reader." },
    resources: ["Node.js 20 or newer", "The harbour office's tide table, which is a scan"],
    risks: [{ risk: "Nothing on this machine reads a scanned table.", mitigation: "Ask for a tool, or type it in." }],
    successMetrics: ["Every test passes."],
    nextSteps: [],
    comparison: null,
    phases: [
      {
        title: "Landing times",
        kind: "build",
        goal: "Say when the ferry can land, from the harbour's tide table.",
        acceptanceCriteria: [...criteria],
        expectedArtefacts: ["package.json", "lib/tidemark.js", "test/tidemark.test.js", "README.md"],
      },
    ],
  },
  phases: [
    {
      rounds: [
        {
          implement: {
            steps: [
              {
                say: "First the function and its tests; writing files needs no question in this project.",
                calls: [
                  task("Write the function", "Writing the function"),
                  task("Bring in the tide table", "Bringing in the tide table"),
                  write("package.json", packageJson),
                  write("lib/tidemark.js", library),
                  write("test/tidemark.test.js", tests),
                  write("scans/november.pbm", scanOf(novemberReadings)),
                ],
              },
              {
                say: "Running the tests is a command, and for commands I have to ask.",
                calls: [bash("npm test --silent", "Run the tests")],
              },
              {
                say: "The function stands. The harbour's table is a scan, and nothing here can read one.",
                calls: [
                  progress("Write the function", "completed"),
                  progress("Bring in the tide table", "in_progress"),
                  requestTool(scanReaderRequest),
                ],
              },
              {
                say: "The tool is there. I read the page that the office has scanned.",
                calls: [useTool("scan_table_reader", { path: "scans/november.pbm" })],
              },
              {
                say: "That is decided. I write down how the table comes in.",
                calls: [
                  writeBy(
                    "README.md",
                    (view) =>
                      `# tidemark\n\nWhen the ferry can land, from a tide table.\n\nTests: \`npm test\`.\n\n## The tide table\n\n${howItComesIn(view)}\n`,
                  ),
                ],
              },
            ],
            closing: ({ lastResult }) =>
              lastResult?.isError === true
                ? "The function is written; the README could not be."
                : "The function says when the ferry can land, with three tests. The README says how the tide table comes in, as it was decided.",
          },
          review,
          evaluate: accept(
            "The function does what was asked, its tests are green, and how the table comes in is written down.",
          ),
        },
      ],
    },
  ],
  assessments: [
    {
      recommendation: "alternative",
      reason:
        "The brief is about landing times, and one table of a month is some sixty numbers. Typing them takes minutes; a reader for scans is larger than the whole project.",
      effort: {
        size: "large",
        requests: 12,
        reason: "Reading scans needs a recogniser for digits, its training data and a way to say how sure it is.",
      },
      alternatives: [
        {
          name: "Typing the table in",
          how: "A text file with a line per reading, which readTable checks.",
          drawback: "A few minutes a month, and slips are possible.",
        },
        {
          name: "The harbour office's own file",
          how: "Ask the office for the numbers behind the scan.",
          drawback: "It may take days to hear from them.",
        },
      ],
      impact:
        "Without it the function is whole, and the table is typed. With it a year's tables come in by themselves.",
    },
  ],
  report: {
    summary: "tidemark says when the ferry can land. How the tide table comes in was decided by you.",
    built: ["lib/tidemark.js with three tests", "README.md with how the table comes in"],
    remainingIssues: ["A year's tables come in page by page."],
    howToRun: "`npm test`; `landingTimes(readTable(text), draught)` in your own code.",
    howToDeploy: "Nothing to deploy: it is a library.",
  },
};
