import { expect, test } from "vitest";
import { readableAnswer } from "./readable-answer.ts";

const answer = JSON.stringify({
  verdict: "refine",
  reason: 'The check is red: "1 1 cups" is printed.\nThat must change.',
  instruction: "Carry over to the next whole number in src/format.js.",
});

test("shows the sentences, not the structure", () => {
  expect(readableAnswer(answer)).toBe(
    'The check is red: "1 1 cups" is printed.\nThat must change.\n\nCarry over to the next whole number in src/format.js.',
  );
});

test("grows: every part of the answer shows a beginning of what the next part shows", () => {
  let before = "";
  for (let length = 1; length <= answer.length; length += 1) {
    const now = readableAnswer(answer.slice(0, length));
    expect(now.startsWith(before)).toBe(true);
    before = now;
  }
});
