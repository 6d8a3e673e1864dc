import { expect, it } from "vitest";
import type { ShownLine } from "./diff-lines-view.tsx";
import { pairLines } from "./pair-lines.ts";

const kinds = { " ": "same", "-": "removed", "+": "added" } as const;
const line = (text: string): ShownLine => {
  const [sign = " "] = text;
  const kind = sign === "-" || sign === "+" ? kinds[sign] : "same";
  return { kind, text: text.slice(1), before: null, after: null };
};
const paired = (...texts: string[]) =>
  pairLines(texts.map(line)).map(({ left, right }) => [left?.text ?? null, right?.text ?? null]);

it("puts what was replaced beside what replaced it", () => {
  expect(paired(" a", "-b", "-c", "+B", "+C", "+D", " e")).toEqual([
    ["a", "a"],
    ["b", "B"],
    ["c", "C"],
    [null, "D"],
    ["e", "e"],
  ]);
});

it("leaves the other side empty where lines only came or only went", () => {
  expect(paired("-a", " b", "+c")).toEqual([
    ["a", null],
    ["b", "b"],
    [null, "c"],
  ]);
});

it("does not mix two changes that touch", () => {
  expect(paired("-a", "+A", "-b", "+B")).toEqual([
    ["a", "A"],
    ["b", "B"],
  ]);
  expect(paired("+A", "-b")).toEqual([
    [null, "A"],
    ["b", null],
  ]);
});

it("has nothing to pair in nothing", () => {
  expect(pairLines([])).toEqual([]);
});
