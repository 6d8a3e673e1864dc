import type { ChangedFile } from "../contract/outputs.ts";

/** Parsers of git's `-z` formats, in which a path is whatever stands between two NULs. */

interface Numbers {
  readonly insertions: number;
  readonly deletions: number;
}

export const pathsFrom = (output: string): string[] => output.split("\0").filter((path) => path !== "");

/** `12\t3\tpath\0`, or for a renamed file `12\t3\t\0old\0new\0`; a binary file has `-` for both counts. */
export const numbersFrom = (output: string): ReadonlyMap<string, Numbers> => {
  const found = new Map<string, Numbers>();
  const fields = output.split("\0");
  for (let at = 0; at < fields.length; at += 1) {
    const [insertions, deletions, ...rest] = (fields[at] ?? "").split("\t");
    if (insertions === undefined || deletions === undefined) continue;
    const renamed = rest.join("\t") === "";
    if (renamed) at += 2;
    const path = renamed ? fields[at] : rest.join("\t");
    if (path !== undefined) found.set(path, { insertions: Number(insertions) || 0, deletions: Number(deletions) || 0 });
  }
  return found;
};

const kindOf = (letter: string): ChangedFile["change"] => {
  switch (letter) {
    case "A":
    case "C":
      return "added";
    case "D":
      return "deleted";
    case "R":
      return "renamed";
    default:
      return "modified";
  }
};

/** `M\0path\0`, or for a renamed file `R087\0old\0new\0`. */
export const changedFilesFrom = (output: string, numbers: ReadonlyMap<string, Numbers>): ChangedFile[] => {
  const found: ChangedFile[] = [];
  const fields = output.split("\0");
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const letter = fields[at]?.charAt(0) ?? "";
    if (letter === "R" || letter === "C") at += 1;
    const path = fields[at + 1];
    if (path === undefined || letter === "") continue;
    found.push({ path, change: kindOf(letter), ...(numbers.get(path) ?? { insertions: 0, deletions: 0 }) });
  }
  return found;
};
