/** What the Developer writes in the sample's second phase, with the defect that QA finds and the repair. */

const nearest = `  const whole = Math.floor(value);
  const [glyph] = nearestStep(value - whole);
`;

/** The defect: a remainder nearest to a whole is printed beside the whole number, so that 1.97 reads "1 1". */
export const brokenLines = `${nearest}  return [whole || "", glyph].filter(Boolean).join(" ") || SMALLEST;
`;

export const repairedLines = `${nearest}  // Close enough to the next whole number: carry over, or 1.97 would read "1 1".
  if (glyph === NEXT_WHOLE) return String(whole + 1);
  return [whole || "", glyph].filter(Boolean).join(" ") || SMALLEST;
`;

export const formatJs = `import { FRACTIONS } from "./quantity.js";

const METRIC = new Set(["g", "kg", "ml", "l"]);

const NEXT_WHOLE = "1";

/** Less than this nobody can measure. */
const SMALLEST = "⅛";

/** Every remainder that a kitchen can measure. */
const STEPS = [["", 0], ...FRACTIONS, [NEXT_WHOLE, 1]];

function nearestStep(remainder) {
  return STEPS.reduce((best, step) => (Math.abs(step[1] - remainder) < Math.abs(best[1] - remainder) ? step : best));
}

/** An amount as a cook says it: 1.5 becomes "1 ½". Metric units keep their decimals: 187.5 stays "187.5". */
export function formatQuantity(value, unit) {
  if (METRIC.has(unit)) return String(Number(value.toFixed(value < 10 ? 2 : 1)));
${brokenLines}}
`;

export const formatTest = `import assert from "node:assert/strict";
import { test } from "node:test";
import { formatQuantity } from "../src/format.js";

const spoken = [
  [3, null, "3"],
  [1.5, "cup", "1 ½"],
  [0.75, "cup", "¾"],
  [2 / 3, "tsp", "⅔"],
  [187.5, "g", "187.5"],
  [0.25, "l", "0.25"],
];

for (const [value, unit, expected] of spoken) {
  test([value, unit].filter(Boolean).join(" ") + " is said as " + expected, () => {
    assert.equal(formatQuantity(value, unit), expected);
  });
}
`;

export const lastFormatCase = `  [0.25, "l", "0.25"],
`;

export const carryCases = `  [0.25, "l", "0.25"],
  [1.97, "cup", "2"],
  [0.98, "tsp", "1"],
  [0.02, "tsp", "⅛"],
`;

export const scaleJs = String.raw`import { formatQuantity } from "./format.js";
import { readIngredient } from "./ingredient.js";

const SERVES = /^serves\s+(\d+)/i;

/**
 * Rewrites a recipe for another number of people. The ingredients are the lines between "Serves …" and the first
 * empty line after them; everything else stays as it is, so that "bake for 20 minutes" is not scaled.
 */
export function scaleRecipe(recipe, people) {
  const lines = recipe.split("\n");
  const serves = lines.findIndex((line) => SERVES.test(line));
  if (serves === -1) throw new Error('The recipe does not say how many it is for. Add a line such as "Serves 6".');

  const factor = people / Number(SERVES.exec(lines[serves])[1]);
  const first = lines.findIndex((line, index) => index > serves && line.trim() !== "");
  const end = lines.findIndex((line, index) => index > first && line.trim() === "");
  return lines
    .map((line, index) => {
      if (index === serves) return "Serves " + people;
      return index >= first && (end === -1 || index < end) ? scaleLine(line, factor) : line;
    })
    .join("\n");
}

function scaleLine(line, factor) {
  const { quantity, unit, name } = readIngredient(line);
  if (quantity === null) return line;
  const scaled = quantity * factor;
  const printedUnit = unit === "cup" && scaled > 1 ? "cups" : unit;
  return [formatQuantity(scaled, unit), printedUnit, name].filter(Boolean).join(" ");
}
`;

export const cliJs = `#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { scaleRecipe } from "../src/scale.js";

const usage = "Usage: ladle <recipe.txt> --for <people>";

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { for: { type: "string" } } });
  const people = Number(values.for);
  if (positionals.length !== 1 || !Number.isInteger(people) || people < 1) throw new Error(usage);
  process.stdout.write(scaleRecipe(readFileSync(positionals[0], "utf8"), people));
} catch (error) {
  process.stderr.write(error.message + "\\n");
  process.exitCode = 1;
}
`;

export const pancakes = `Sunday pancakes
Serves 6

1 ⅔ cups flour
3 eggs
400 ml milk
1 ½ tbsp sugar
½ tsp salt

Whisk everything and let it rest for 20 minutes.
Fry in butter, 2 minutes a side. The first one is for the cook.
`;

export const cliTest = `import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const ladle = (...args) => spawnSync(process.execPath, ["bin/ladle.js", ...args], { encoding: "utf8" });

test("doubles a recipe", () => {
  const { stdout } = ladle("examples/pancakes.txt", "--for", "12");
  assert.match(stdout, /^Serves 12$/m);
  assert.match(stdout, /^3 ⅓ cups flour$/m);
  assert.match(stdout, /^800 ml milk$/m);
});

test("a seventh guest gets two cups of flour", () => {
  const { stdout } = ladle("examples/pancakes.txt", "--for", "7");
  assert.match(stdout, /^2 cups flour$/m);
});

test("leaves the instructions alone", () => {
  const { stdout } = ladle("examples/pancakes.txt", "--for", "3");
  assert.match(stdout, /rest for 20 minutes/);
});

test("explains itself when it is called wrongly", () => {
  const { status, stderr } = ladle("examples/pancakes.txt");
  assert.equal(status, 1);
  assert.match(stderr, /Usage: ladle/);
});
`;
