import { createTwoFilesPatch } from "diff";
import type { ShownLine } from "#components/diff/diff-lines-view";
import { parseUnified } from "#client/diff/parse-unified";

/** Equal lines that stay around what changed. */
const context = 3;

/** Texts with more changes than this are not compared: all of one is shown as gone, and all of the other as new. */
const mostChanges = 2_000;

const linesOf = (text: string): readonly string[] => {
  if (text === "") return [];
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
};

/** A whole text as lines that came. */
const asAdded = (text: string): readonly ShownLine[] =>
  linesOf(text).map((line, index) => ({ kind: "added", text: line, before: null, after: index + 1 }));

/** A whole text as lines that went. */
const asRemoved = (text: string): readonly ShownLine[] =>
  linesOf(text).map((line, index) => ({ kind: "removed", text: line, before: index + 1, after: null }));

/** A whole text as lines that stayed. */
export const asIs = (text: string): readonly ShownLine[] =>
  linesOf(text).map((line, index) => ({ kind: "same", text: line, before: null, after: index + 1 }));

/** How two texts differ, line by line, as parts with a few equal lines around each; empty where they do not. Pure. */
export const lineDifference = (before: string, after: string): readonly (readonly ShownLine[])[] => {
  const patch = createTwoFilesPatch("before", "after", before, after, "", "", { context, maxEditLength: mostChanges });
  return patch === undefined
    ? [[...asRemoved(before), ...asAdded(after)]]
    : parseUnified(patch).flatMap(({ hunks }) => hunks.map(({ lines }) => lines));
};
