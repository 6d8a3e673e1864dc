import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const filesBelow = (folder: string, wanted: (file: string) => boolean): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (!wanted(file)) return [];
      return entry.isDirectory() ? filesBelow(file, wanted) : [file];
    })
    .toSorted();

/**
 * A hash of names and contents. Contents rather than times: a checkout changes times only, an editor may change
 * contents only.
 * @param entries files and folders; those that do not exist count as absent
 * @param wanted says of each file and folder below whether it counts
 */
export function fingerprint(entries: readonly string[], wanted: (file: string) => boolean = () => true): string {
  const hash = createHash("sha256");
  for (const entry of entries.filter((name) => existsSync(name)).toSorted()) {
    for (const file of statSync(entry).isDirectory() ? filesBelow(entry, wanted) : [entry]) {
      const content = readFileSync(file);
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

/** What a generated result was made from, kept beside it. Cleared before the result is touched: half a result has none. */
export const stampAt = (file: string) => ({
  matches: (value: string): boolean => existsSync(file) && readFileSync(file, "utf8") === value,
  clear: (): void => rmSync(file, { force: true }),
  write: (value: string): void => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, value);
  },
});
