import type { ChangedFile } from "../../contract/outputs.ts";
import type { FileChanges } from "../../contract/views.ts";

/** What became of a file by two changes, one after the other: "added" and "deleted" say how it began and ended. */
const together = (before: ChangedFile["change"], after: ChangedFile["change"]): ChangedFile["change"] => {
  if (after === "deleted") return "deleted";
  if (before === "deleted") return "modified";
  return before === "modified" ? after : before;
};

/**
 * One line per file, by path, out of the files of several phases in their order. Lines that came and went are added up:
 * a line that one phase wrote and a later one took away counts twice, as it does in their differences. Pure.
 */
export const mergeChangedFiles = (
  phases: readonly { readonly phaseId: string; readonly changedFiles: readonly ChangedFile[] }[],
): FileChanges[] => {
  const merged = new Map<string, FileChanges>();
  for (const { phaseId, changedFiles } of phases) {
    for (const file of changedFiles) {
      const known = merged.get(file.path);
      merged.set(
        file.path,
        known === undefined
          ? { ...file, phaseIds: [phaseId] }
          : {
              path: file.path,
              change: together(known.change, file.change),
              insertions: known.insertions + file.insertions,
              deletions: known.deletions + file.deletions,
              phaseIds: [...known.phaseIds, phaseId],
            },
      );
    }
  }
  return [...merged.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
};
