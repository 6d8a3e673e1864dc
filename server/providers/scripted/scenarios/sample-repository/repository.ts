/** The repository that the sample starts from: small, with a history, conventions of its own, and a real defect. */

export interface ShippedCommit {
  readonly message: string;
  readonly author: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** What is new or changed. */
  readonly files: Readonly<Record<string, string>>;
}

/** The line with the defect, which the Developer replaces. */
export const defect = `  const share = Math.round(cents / people);
  return Array.from({ length: people }, () => share);`;

export const splitJs = `/**
 * Splits an amount among people.
 * @param {number} cents whole cents; below zero for a refund
 * @param {number} people at least one
 * @returns {number[]} each one's share, in whole cents
 */
export function split(cents, people) {
  if (!Number.isInteger(cents)) throw new TypeError("Give the amount in whole cents.");
  if (!Number.isInteger(people) || people < 1) throw new RangeError("Split among at least one person.");
${defect}
}
`;

export const lastTest = `test("refuses an amount that is not in whole cents", () => {
  assert.throws(() => split(10.5, 2), TypeError);
});
`;

export const splitTest = `import assert from "node:assert/strict";
import { test } from "node:test";
import { split } from "../src/split.js";

test("splits an even amount", () => {
  assert.deepEqual(split(9000, 3), [3000, 3000, 3000]);
});

test("refuses to split among nobody", () => {
  assert.throws(() => split(9000, 0), RangeError);
});

${lastTest}`;

const packageJson = `{
  "name": "fairshare",
  "version": "1.2.0",
  "description": "Splits a bill.",
  "type": "module",
  "bin": { "fairshare": "./bin/fairshare.js" },
  "scripts": { "test": "node --test" }
}
`;

const cliJs = `#!/usr/bin/env node
import { parseCents, printCents } from "../src/money.js";
import { split } from "../src/split.js";

const [amount, people] = process.argv.slice(2);
for (const share of split(parseCents(amount), Number(people))) console.log(printCents(share));
`;

const moneyJs = `/** "12.50" as 1250. */
export function parseCents(text) {
  const found = /^(-?)(\\d+)(?:\\.(\\d{2}))?$/.exec(text);
  if (found === null) throw new TypeError("Write the amount as 12 or 12.50.");
  return Number(found[1] + found[2] + (found[3] ?? "00"));
}

/** 1250 as "12.50". */
export function printCents(cents) {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return (cents < 0 ? "-" : "") + digits.slice(0, -2) + "." + digits.slice(-2);
}
`;

const moneyTest = `import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCents, printCents } from "../src/money.js";

test("reads and prints amounts", () => {
  for (const text of ["0.05", "12.50", "-3.00"]) assert.equal(printCents(parseCents(text)), text);
});
`;

const readme = `# fairshare

Splits a bill among friends, to the cent.

    $ fairshare 90.00 3
    30.00
    30.00
    30.00

Amounts are whole cents everywhere but at the edges (\`src/money.js\`). How we work stands in AGENTS.md.
`;

const agents = `# How we work

- Money is whole cents. No floating point, no dependencies.
- A repaired defect gets a test that fails without the repair.
- Every change that users notice gets a line in CHANGELOG.md, under "Unreleased".
- \`npm test\` runs everything.
`;

/** Where a line of the change log goes. */
export const unreleased = `## Unreleased
`;

const changelog = `# Changes

${unreleased}
## 1.2.0

- A command line: \`fairshare 90.00 3\`.

## 1.1.0

- Amounts that are not in whole cents are refused.
`;

const day = 24 * 60 * 60;
const begun = Date.UTC(2026, 8, 7, 9) / 1_000;

/** Oldest first. */
export const shippedCommits: readonly ShippedCommit[] = [
  {
    message: "Split a bill evenly",
    author: "Rosa Lindqvist <rosa@fairshare.example>",
    at: begun,
    files: { "package.json": packageJson, "src/split.js": splitJs, "test/split.test.js": splitTest },
  },
  {
    message: "Read and print amounts on the command line",
    author: "Imre Vogel <imre@fairshare.example>",
    at: begun + 9 * day,
    files: { "bin/fairshare.js": cliJs, "src/money.js": moneyJs, "test/money.test.js": moneyTest },
  },
  {
    message: "Write down how we work",
    author: "Rosa Lindqvist <rosa@fairshare.example>",
    at: begun + 31 * day,
    files: { "README.md": readme, "AGENTS.md": agents, "CHANGELOG.md": changelog },
  },
];
