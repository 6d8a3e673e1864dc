import { expect, it } from "vitest";
import { parseUnified } from "./parse-unified.ts";

const diff = `diff --git a/src/slug.js b/src/slug.js
index 1111111..2222222 100644
--- a/src/slug.js
+++ b/src/slug.js
@@ -1,3 +1,4 @@ export
 const a = 1;
-const b = 2;
+const b = 3;
+const c = 4;
 export { a };
diff --git a/new.txt b/new.txt
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ b/new.txt
@@ -0,0 +1 @@
+hello
\\ No newline at end of file
diff --git a/old.txt b/old.txt
deleted file mode 100644
index 4444444..0000000
--- a/old.txt
+++ /dev/null
@@ -1 +0,0 @@
-bye
`;

it("reads changed, new and deleted files with their line numbers", () => {
  const [changed, added, deleted] = parseUnified(diff);
  expect(changed).toMatchObject({ path: "src/slug.js", change: "modified", insertions: 2, deletions: 1 });
  expect(changed?.hunks[0]?.lines).toEqual([
    { kind: "same", text: "const a = 1;", before: 1, after: 1 },
    { kind: "removed", text: "const b = 2;", before: 2, after: null },
    { kind: "added", text: "const b = 3;", before: null, after: 2 },
    { kind: "added", text: "const c = 4;", before: null, after: 3 },
    { kind: "same", text: "export { a };", before: 3, after: 4 },
  ]);
  expect(added).toMatchObject({ path: "new.txt", change: "added" });
  expect(added?.hunks[0]?.lines).toHaveLength(1);
  expect(deleted).toMatchObject({ path: "old.txt", change: "deleted", deletions: 1 });
});

it("finds nothing in what is no difference", () => {
  expect(parseUnified("")).toEqual([]);
  expect(parseUnified("just words\n+ and a plus")).toEqual([]);
});
