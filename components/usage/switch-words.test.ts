import { expect, test } from "vitest";
import { switchTimeWords } from "./switch-words.ts";

test("a switch without a time says what is true of those that began with the local model of those that were waited for, and of those that a person asked for", () => {
  expect(switchTimeWords({ ms: 2_000, reason: "quota" })).toBe("Switch time 2 s.");
  const untimed = "No switch time: the reason was known before, or the project waited.";
  expect(switchTimeWords({ ms: null, reason: "quota" })).toBe(untimed);
  expect(switchTimeWords({ ms: null, reason: "no_account" })).toBe(untimed);
  expect(switchTimeWords({ ms: null, reason: "wish" })).toBe("No switch time: a person asked for it.");
});
