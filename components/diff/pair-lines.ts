import type { ShownLine } from "./diff-lines-view.tsx";

/** A row of a side-by-side difference; null where that side has no line. */
export interface LinePair {
  readonly left: ShownLine | null;
  readonly right: ShownLine | null;
}

/**
 * Puts the lines of a unified difference side by side: what was taken away beside what came in its place, in order, and
 * unchanged lines on both sides. Pure.
 */
export const pairLines = (lines: readonly ShownLine[]): readonly LinePair[] => {
  const pairs: LinePair[] = [];
  let removed: ShownLine[] = [];
  let added: ShownLine[] = [];
  const flush = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      pairs.push({ left: removed[at] ?? null, right: added[at] ?? null });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    switch (line.kind) {
      case "removed":
        // What is taken away after something came belongs to the next change.
        if (added.length > 0) flush();
        removed.push(line);
        break;
      case "added":
        added.push(line);
        break;
      case "same":
        flush();
        pairs.push({ left: line, right: line });
        break;
      default:
        line.kind satisfies never;
    }
  }
  flush();
  return pairs;
};
