/** What the Developer writes in the sample's first phase. The code is real and its tests pass. */

export const packageJson = `{
  "name": "ladle",
  "version": "0.1.0",
  "description": "Rewrites a recipe for another number of people.",
  "type": "module",
  "private": true,
  "bin": { "ladle": "bin/ladle.js" },
  "scripts": { "test": "node --test" },
  "engines": { "node": ">=20" }
}
`;

export const quantityJs = String.raw`/** Fractions as cookbooks print them. */
export const FRACTIONS = new Map([
  ["⅛", 1 / 8],
  ["¼", 1 / 4],
  ["⅓", 1 / 3],
  ["⅜", 3 / 8],
  ["½", 1 / 2],
  ["⅝", 5 / 8],
  ["⅔", 2 / 3],
  ["¾", 3 / 4],
  ["⅞", 7 / 8],
]);

const GLYPH = "[" + [...FRACTIONS.keys()].join("") + "]";

/** The ways in which people write an amount, the longest first. */
const FORMS = [
  // 1 ½, 1½, ½
  { pattern: new RegExp("^(\\d+)?\\s*(" + GLYPH + ")"), value: ([whole, glyph]) => Number(whole ?? 0) + FRACTIONS.get(glyph) },
  // 1 1/2, 1/2
  { pattern: /^(?:(\d+)\s+)?(\d+)\/([1-9]\d*)/, value: ([whole, top, bottom]) => Number(whole ?? 0) + Number(top) / Number(bottom) },
  // 2.5, 2,5, 2
  { pattern: /^(\d+(?:[.,]\d+)?)/, value: ([digits]) => Number(digits.replace(",", ".")) },
];

/**
 * Reads the amount at the beginning of a text.
 * Returns the amount and the text behind it, or null if the text does not begin with one.
 */
export function readQuantity(text) {
  const trimmed = text.trimStart();
  for (const { pattern, value } of FORMS) {
    const match = pattern.exec(trimmed);
    if (match) return { quantity: value(match.slice(1)), rest: trimmed.slice(match[0].length).trimStart() };
  }
  return null;
}
`;

export const quantityTest = `import assert from "node:assert/strict";
import { test } from "node:test";
import { readQuantity } from "../src/quantity.js";

const amounts = {
  "3 eggs": 3,
  "½ tsp salt": 1 / 2,
  "1 ⅔ cups flour": 1 + 2 / 3,
  "1½ tbsp sugar": 1.5,
  "1 1/2 tbsp sugar": 1.5,
  "3/4 cup milk": 0.75,
  "2.5 kg potatoes": 2.5,
  "2,5 kg potatoes": 2.5,
};

for (const [text, expected] of Object.entries(amounts)) {
  test("reads the amount of " + text, () => {
    assert.equal(readQuantity(text)?.quantity, expected);
  });
}

test("leaves what follows the amount", () => {
  assert.equal(readQuantity("1 ⅔ cups flour")?.rest, "cups flour");
});

test("says so when there is no amount", () => {
  assert.equal(readQuantity("a pinch of salt"), null);
});
`;

export const ingredientJs = String.raw`import { readQuantity } from "./quantity.js";

/** Units by every way of writing them; the value is how they are kept. */
const UNITS = new Map([
  ["cup", "cup"],
  ["cups", "cup"],
  ["tbsp", "tbsp"],
  ["tsp", "tsp"],
  ["g", "g"],
  ["kg", "kg"],
  ["ml", "ml"],
  ["l", "l"],
]);

/**
 * Reads one line of an ingredient list: "1 ⅔ cups flour" becomes
 * { quantity: 1.666…, unit: "cup", name: "flour" }.
 * A line without an amount ("salt to taste") keeps its words, with quantity and unit null.
 */
export function readIngredient(line) {
  const amount = readQuantity(line);
  if (amount === null) return { quantity: null, unit: null, name: line.trim() };

  const [word, ...others] = amount.rest.split(/\s+/);
  const unit = UNITS.get(word.toLowerCase()) ?? null;
  return { quantity: amount.quantity, unit, name: unit === null ? amount.rest : others.join(" ") };
}
`;

export const ingredientTest = `import assert from "node:assert/strict";
import { test } from "node:test";
import { readIngredient } from "../src/ingredient.js";

test("reads amount, unit and name", () => {
  assert.deepEqual(readIngredient("400 ml milk"), { quantity: 400, unit: "ml", name: "milk" });
});

test("knows a unit in the plural", () => {
  assert.equal(readIngredient("2 cups flour").unit, "cup");
});

test("needs no unit", () => {
  assert.deepEqual(readIngredient("3 eggs"), { quantity: 3, unit: null, name: "eggs" });
});

test("keeps a line without an amount as it is", () => {
  assert.deepEqual(readIngredient("salt to taste"), { quantity: null, unit: null, name: "salt to taste" });
});
`;
