import type { OpenedFolder } from "./opened-folder.ts";
import { walkFolder } from "./walk-folder.ts";

export interface FolderSize {
  /** What it takes of the disk, folders included, a file of several names once: what `du` says. */
  readonly bytes: number;
  /** The lengths of its plain files: what a copy would take. Larger than `bytes` where files have holes. */
  readonly apparentBytes: number;
  /** Plain files. */
  readonly files: number;
  /** False: there is more than was counted (too deep, not to be opened, or there was no time for all of it). */
  readonly complete: boolean;
}

const maxDepth = 5_000;
const blockBytes = 512;

/**
 * The size of a folder and everything below it. Links are counted themselves and not followed.
 * @param signal when it ends, the sum so far is given as incomplete
 */
export const measureFolder = async (folder: OpenedFolder, { signal }: { signal: AbortSignal }): Promise<FolderSize> => {
  let bytes = (await folder.stat()).blocks * blockBytes;
  let apparentBytes = 0;
  let files = 0;
  let complete = true;
  // Only of files that have several names, so it stays small.
  const counted = new Set<string>();
  for await (const { stat, closed } of walkFolder(folder, { maxDepth })) {
    if (signal.aborted) return { bytes, apparentBytes, files, complete: false };
    if (closed) complete = false;
    if (!stat.isDirectory() && stat.nlink > 1) {
      const identity = `${stat.dev}:${stat.ino}`;
      if (counted.has(identity)) continue;
      counted.add(identity);
    }
    bytes += stat.blocks * blockBytes;
    if (!stat.isFile()) continue;
    apparentBytes += stat.size;
    files += 1;
  }
  return { bytes, apparentBytes, files, complete };
};
