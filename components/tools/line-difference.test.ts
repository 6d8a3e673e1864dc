import { expect, it } from "vitest";
import type { ShownLine } from "#components/diff/diff-lines-view";
import { asIs, lineDifference } from "./line-difference.ts";

const signs = { same: " ", added: "+", removed: "-" } as const;
const written = (lines: readonly ShownLine[]) => lines.map(({ kind, text }) => signs[kind] + text);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);
const text = (lines: readonly string[]) => `${lines.join("\n")}\n`;

it("finds what came, went and stayed, with the lines' numbers", () => {
  const [part, ...more] = lineDifference("a\nb\nc\nd\n", "a\nB\nc\nnew\nd\n");
  expect(more).toEqual([]);
  expect(written(part ?? [])).toEqual([" a", "-b", "+B", " c", "+new", " d"]);
  expect(part?.at(-1)).toEqual({ kind: "same", text: "d", before: 4, after: 5 });
});

it("shows only what is around the changes, each place for itself", () => {
  const before = numbers(40);
  const after = before.map((line, index) => (index === 4 || index === 30 ? `${line}, changed` : line));
  const parts = lineDifference(text(before), text(after));
  expect(parts.map((part) => [part[0]?.text, part.length])).toEqual([
    ["line 2", 8],
    ["line 28", 8],
  ]);
});

it("has nothing to say of what is the same, and everything of what is new or gone", () => {
  expect(lineDifference("a\n", "a\n")).toEqual([]);
  expect(lineDifference("", "a\nb").map(written)).toEqual([["+a", "+b"]]);
  expect(lineDifference("a\nb", "").map(written)).toEqual([["-a", "-b"]]);
  expect(written(asIs("a\n"))).toEqual([" a"]);
});

it("loses no line of texts that are too large to compare", () => {
  const before = numbers(3_000).map((line) => `${line} before`);
  const after = numbers(3_000).map((line) => `${line} after`);
  const [part] = lineDifference(text(before), text(after));
  expect(part?.filter(({ kind }) => kind === "removed").map((line) => line.text)).toEqual(before);
  expect(part?.filter(({ kind }) => kind === "added").map((line) => line.text)).toEqual(after);
});
