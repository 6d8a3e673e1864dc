import parseDiff from "parse-diff";
import type { ChangedFile } from "../../server/contract/outputs.ts";
import type { ShownLine } from "./diff-lines-view.tsx";

/** A file of a unified difference, ready to be shown. */
export interface DiffFile {
  readonly path: string;
  /** Where it was before, if it was renamed. */
  readonly oldPath: string | null;
  readonly change: ChangedFile["change"];
  readonly insertions: number;
  readonly deletions: number;
  readonly hunks: readonly DiffHunk[];
}

export interface DiffHunk {
  /** `@@ -1,4 +1,6 @@ function …` */
  readonly heading: string;
  readonly lines: readonly ShownLine[];
}

const nowhere = "/dev/null";

const changeOf = (file: parseDiff.File): ChangedFile["change"] => {
  if (file.new === true || file.from === nowhere) return "added";
  if (file.deleted === true || file.to === nowhere) return "deleted";
  return file.from !== undefined && file.to !== undefined && file.from !== file.to ? "renamed" : "modified";
};

const lineOf = (change: parseDiff.Change): ShownLine => {
  const text = change.content.slice(1);
  switch (change.type) {
    case "add":
      return { kind: "added", text, before: null, after: change.ln };
    case "del":
      return { kind: "removed", text, before: change.ln, after: null };
    case "normal":
      return { kind: "same", text, before: change.ln1, after: change.ln2 };
    default:
      return change satisfies never;
  }
};

/** Git's remark about the last line is no line of the file. */
const isRemark = (change: parseDiff.Change): boolean => change.content.startsWith("\\ ");

/** Reads a unified difference. Total: what is none gives no files. */
export const parseUnified = (diff: string): readonly DiffFile[] =>
  parseDiff(diff).map((file) => {
    const change = changeOf(file);
    return {
      path: (change === "deleted" ? file.from : file.to) ?? "",
      oldPath: change === "renamed" ? (file.from ?? null) : null,
      change,
      insertions: file.additions,
      deletions: file.deletions,
      hunks: file.chunks.map((chunk) => ({
        heading: chunk.content,
        lines: chunk.changes.filter((each) => !isRemark(each)).map(lineOf),
      })),
    };
  });
