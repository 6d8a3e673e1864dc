import { expect, test } from "vitest";
import { headlineOf } from "./headline.ts";

test("a message of a few words is shown whole", () => {
  expect(headlineOf("The disk is full. Make room. ")).toEqual({ head: "The disk is full. Make room.", whole: null });
});

test("of what a program said the first line is shown, and the rest can be opened", () => {
  const said = `git reset failed with exit status 128: error: unable to unlink a\n${"error: unable to unlink b\n".repeat(80)}`;
  expect(headlineOf(said)).toEqual({
    head: "git reset failed with exit status 128: error: unable to unlink a",
    whole: said.trim(),
  });
});

test("one endless line is cut between two words, or where it must be", () => {
  const { head, whole } = headlineOf("words and ".repeat(100));
  expect(head).toMatch(/^(words and )+words( and)?…$/);
  expect(head.length).toBeLessThan(230);
  expect(whole).toHaveLength(999);
  expect(headlineOf("x".repeat(500)).head).toBe(`${"x".repeat(220)}…`);
});
