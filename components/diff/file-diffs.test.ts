import { expect, it } from "vitest";
import type { FileChanges } from "../../server/contract/views.ts";
import { fileDiffs } from "./file-diffs.ts";

const diffOf = (path: string, line: string) => `diff --git a/${path} b/${path}
index 1111111..2222222 100644
--- a/${path}
+++ b/${path}
@@ -1 +1 @@
-before
+${line}
`;
const file = (path: string, ...phaseIds: string[]): FileChanges => ({
  path,
  change: "modified",
  insertions: phaseIds.length,
  deletions: phaseIds.length,
  phaseIds,
});
const shown = (found: ReturnType<typeof fileDiffs>) =>
  found.map(({ file: { path }, parts }) => [
    path,
    ...parts.map(({ phaseId, diff }) => `${phaseId}: ${diff.hunks[0]?.lines.at(-1)?.text}`),
  ]);

it("gives a file that several phases changed once, with each phase's difference", () => {
  const found = fileDiffs(
    [file("a.js", "one", "two"), file("b.js", "one")],
    [
      { phaseId: "one", diff: diffOf("b.js", "B") + diffOf("a.js", "A") },
      { phaseId: "two", diff: diffOf("a.js", "AA") },
    ],
  );
  expect(shown(found)).toEqual([
    ["a.js", "one: A", "two: AA"],
    ["b.js", "one: B"],
  ]);
});

it("keeps files whose difference was cut, and differences whose file is not listed", () => {
  const found = fileDiffs([file("cut.js", "one")], [{ phaseId: "one", diff: diffOf("other.js", "O") }]);
  expect(shown(found)).toEqual([["cut.js"], ["other.js", "one: O"]]);
  expect(found[1]?.file).toEqual(file("other.js", "one"));
});
