import type { FileChanges } from "../../server/contract/views.ts";
import { parseUnified, type DiffFile } from "./parse-unified.ts";

/** A file with its differences, one for each phase that changed it. */
export interface FileDiff {
  readonly file: FileChanges;
  /** Fewer than its phases where a difference was cut. */
  readonly parts: readonly { readonly phaseId: string; readonly diff: DiffFile }[];
}

/** Sorts the differences of phases by file, in the files' order. What the list of files lacks comes last. */
export const fileDiffs = (
  files: readonly FileChanges[],
  phases: readonly { readonly phaseId: string; readonly diff: string }[],
): readonly FileDiff[] => {
  const parts = phases.flatMap(({ phaseId, diff }) => parseUnified(diff).map((file) => ({ phaseId, diff: file })));
  const byPath = Map.groupBy(parts, ({ diff }) => diff.path);
  const listed = new Set(files.map(({ path }) => path));
  const unlisted = [...byPath].flatMap(([path, own]): FileDiff[] => {
    const [first] = own;
    if (listed.has(path) || first === undefined) return [];
    const { change } = first.diff;
    const insertions = own.reduce((sum, { diff }) => sum + diff.insertions, 0);
    const deletions = own.reduce((sum, { diff }) => sum + diff.deletions, 0);
    return [{ file: { path, change, insertions, deletions, phaseIds: own.map(({ phaseId }) => phaseId) }, parts: own }];
  });
  return [...files.map((file) => ({ file, parts: byPath.get(file.path) ?? [] })), ...unlisted];
};
