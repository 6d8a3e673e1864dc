import type { ShownLine } from "#components/diff/diff-lines-view";

/** Beyond this many pairs of lines to compare, what is between the equal ends is shown as replaced as a whole. */
const mostPairs = 4_000_000;

/** Equal lines that stay around what changed. */
const context = 3;

const linesOf = (text: string): readonly string[] => {
  if (text === "") return [];
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
};

/** How two texts differ, line by line, as parts with a few equal lines around each; empty where they do not. Pure. */
export const lineDifference = (before: string, after: string): readonly (readonly ShownLine[])[] =>
  partsOf(allLines(linesOf(before), linesOf(after)));

/** A whole text as lines that came. */
export const asAdded = (text: string): readonly ShownLine[] =>
  linesOf(text).map((line, index) => ({ kind: "added", text: line, before: null, after: index + 1 }));

/** A whole text as lines that stayed. */
export const asIs = (text: string): readonly ShownLine[] =>
  linesOf(text).map((line, index) => ({ kind: "same", text: line, before: null, after: index + 1 }));

const allLines = (before: readonly string[], after: readonly string[]): ShownLine[] => {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const lines: ShownLine[] = [];
  let old = 0;
  let now = 0;
  const keep = (text: string): void => void lines.push({ kind: "same", text, before: ++old, after: ++now });
  const drop = (text: string): void => void lines.push({ kind: "removed", text, before: ++old, after: null });
  const add = (text: string): void => void lines.push({ kind: "added", text, before: null, after: ++now });
  before.slice(0, start).forEach(keep);
  const left = before.slice(start, before.length - end);
  const right = after.slice(start, after.length - end);
  const common = longestCommon(left, right);
  let at = 0;
  let to = 0;
  for (const [fromLeft, fromRight] of [...common, [left.length, right.length] as const]) {
    left.slice(at, fromLeft).forEach(drop);
    right.slice(to, fromRight).forEach(add);
    const same = left[fromLeft];
    if (same !== undefined) keep(same);
    at = fromLeft + 1;
    to = fromRight + 1;
  }
  before.slice(before.length - end).forEach(keep);
  return lines;
};

/** Places of the longest common sequence, in both; none where comparing would take too long. */
const longestCommon = (left: readonly string[], right: readonly string[]): readonly (readonly [number, number])[] => {
  if (left.length * right.length > mostPairs) return [];
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row -= 1)
    for (let column = right.length - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        left[row] === right[column]
          ? lengthAt(row + 1, column + 1) + 1
          : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
  const pairs: [number, number][] = [];
  let row = 0;
  let column = 0;
  while (row < left.length && column < right.length) {
    if (left[row] === right[column]) {
      pairs.push([row, column]);
      row += 1;
      column += 1;
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
};

const partsOf = (lines: readonly ShownLine[]): readonly (readonly ShownLine[])[] => {
  const shown = new Set<number>();
  lines.forEach(({ kind }, index) => {
    if (kind !== "same") for (let near = index - context; near <= index + context; near += 1) shown.add(near);
  });
  const parts: ShownLine[][] = [];
  lines.forEach((line, index) => {
    if (!shown.has(index)) return;
    const part = shown.has(index - 1) ? parts.at(-1) : undefined;
    if (part === undefined) parts.push([line]);
    else part.push(line);
  });
  return parts;
};
