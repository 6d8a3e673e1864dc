import { samples } from "../../../contract/samples.ts";
import type { ReviewOutput } from "../../../contract/outputs.ts";
import { bash, progress, read, task, write, type Scenario } from "../scenario.ts";
import { accept } from "./parts.ts";

/** Claude's window is used up in the middle of the first phase, and over again a moment later. */

const packageJson = `{
  "name": "steep",
  "version": "0.1.0",
  "type": "module",
  "private": true,
  "bin": { "steep": "./bin/steep.js" },
  "scripts": { "test": "node --test" }
}
`;

const library = `/** Minutes that each tea wants. */
const minutes = {
  sencha: 2,
  gyokuro: 2,
  assam: 4,
  darjeeling: 4,
  chamomile: 8,
  rooibos: 8,
};

/** How long a tea wants to steep, in minutes. Throws a RangeError that names the known teas. */
export function steepingMinutes(tea) {
  const name = String(tea).trim().toLowerCase();
  if (!Object.hasOwn(minutes, name)) {
    throw new RangeError(\`No tea called "\${name}". Known: \${Object.keys(minutes).join(", ")}.\`);
  }
  return minutes[name];
}
`;

const libraryTest = `import assert from "node:assert/strict";
import { test } from "node:test";
import { steepingMinutes } from "../lib/steep.js";

test("green, black and herbal teas differ", () => {
  assert.deepEqual(["sencha", "assam", "rooibos"].map(steepingMinutes), [2, 4, 8]);
});

test("case and spaces do not matter", () => {
  assert.equal(steepingMinutes("  Sencha "), 2);
});

test("an unknown tea is an error that says which there are", () => {
  assert.throws(() => steepingMinutes("toString"), { name: "RangeError", message: /Known: sencha/ });
});
`;

const command = `#!/usr/bin/env node
import { steepingMinutes } from "../lib/steep.js";

const [tea] = process.argv.slice(2);
if (tea === undefined) {
  console.error("Usage: steep <tea>");
  process.exit(2);
}
try {
  console.log(\`\${tea}: \${steepingMinutes(tea)} minutes\`);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
`;

const commandTest = `import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const steep = (...teas) => spawnSync(process.execPath, ["bin/steep.js", ...teas], { encoding: "utf8" });

test("prints the minutes", () => {
  assert.equal(steep("sencha").stdout, "sencha: 2 minutes\\n");
});

test("ends with 1 for an unknown tea, with 2 without any", () => {
  assert.equal(steep("coffee").status, 1);
  assert.equal(steep().status, 2);
});
`;

const readme = `# steep

How long a tea wants to steep.

    node bin/steep.js sencha

Tests: \`npm test\`.
`;

const criteria = {
  library: [
    "`steepingMinutes` knows green, black and herbal teas.",
    "An unknown tea is an error that names the known ones.",
  ],
  command: ["`steep sencha` prints 2 minutes.", "A README says how to use it."],
} as const;

const review = (met: readonly string[]): ReviewOutput => ({
  summary: "Small, complete and tested.",
  findings: [],
  strengths: ["Names from JavaScript's own prototypes are not taken for teas."],
  criteria: met.map((criterion) => ({ criterion, met: true, evidence: "The runner's own check." })),
});

export const sampleLimit: Scenario = {
  ...samples["sample-limit"],
  plan: {
    title: "Steep",
    summary: "A library with its tests first, then the command around it.",
    language: "JavaScript (Node.js, no dependencies)",
    complexity: { score: 2, reason: "A table and a command." },
    resources: ["Node.js 20 or newer"],
    risks: [],
    successMetrics: ["Every test passes."],
    nextSteps: ["More teas."],
    comparison: null,
    phases: [
      {
        title: "The library",
        kind: "build",
        goal: "A function that says how long a tea steeps, with tests.",
        acceptanceCriteria: [...criteria.library],
        expectedArtefacts: ["package.json", "lib/steep.js", "test/steep.test.js"],
      },
      {
        title: "The command",
        kind: "build",
        goal: "A command around the library, with a README.",
        acceptanceCriteria: [...criteria.command],
        expectedArtefacts: ["bin/steep.js", "test/command.test.js", "README.md"],
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
                say: "First the table of teas.",
                calls: [
                  task("Write the library", "Writing the library"),
                  task("Test it", "Testing it"),
                  write("package.json", packageJson),
                  write("lib/steep.js", library),
                ],
              },
              {
                say: "The library is there; now its tests.",
                calls: [
                  progress("Write the library", "completed"),
                  progress("Test it", "in_progress"),
                  write("test/steep.test.js", libraryTest),
                ],
              },
              { calls: [bash("npm test --silent", "Run the tests")] },
              { calls: [progress("Test it", "completed"), read("lib/steep.js")] },
            ],
            closing: "The library knows six teas, and its three tests pass.",
          },
          review: review(criteria.library),
          evaluate: accept(),
        },
      ],
    },
    {
      rounds: [
        {
          implement: {
            steps: [
              {
                say: "The command is a few lines around the library.",
                calls: [
                  write("bin/steep.js", command),
                  write("test/command.test.js", commandTest),
                  write("README.md", readme),
                ],
              },
              { calls: [bash("npm test --silent", "Run all tests")] },
            ],
            closing: "The command prints the minutes; all five tests pass.",
          },
          review: review(criteria.command),
          evaluate: accept(),
        },
      ],
    },
  ],
  report: {
    summary: "steep says how long a tea wants, as a library and as a command.",
    built: ["lib/steep.js with three tests", "bin/steep.js with two tests", "README.md"],
    remainingIssues: ["It knows six teas only."],
    howToRun: "`node bin/steep.js sencha`; tests: `npm test`.",
    howToDeploy: "Nothing to deploy: it runs where Node.js is.",
  },
  disturbances: [{ operation: "IMPLEMENT", phaseIndex: 0, after: 1, fault: "quota", times: "until_reset" }],
};
