import type { ScreeningFinding } from "../../contract/screening.ts";
import { listWorkspaceFiles } from "../../sandbox/list-workspace-files.ts";
import { readWorkspaceFile } from "../../sandbox/workspace-files.ts";
import { screenText } from "./screen-text.ts";

export interface FileLimits {
  readonly files: number;
  /** Of one file; what is longer is read up to here. */
  readonly fileBytes: number;
  /** Of all files together. */
  readonly totalBytes: number;
}

/** Enough for a large repository, in some seconds. */
export const usualLimits: FileLimits = { files: 5_000, fileBytes: 512 * 1024, totalBytes: 32 * 1024 * 1024 };

export interface FileFinding extends ScreeningFinding {
  /** Relative to the folder, with `/`. */
  readonly path: string;
}

export interface FileScreening {
  readonly findings: readonly FileFinding[];
  /** Read as text, at least in part. */
  readonly screened: number;
  /** Whether the limits left anything unread: then "nothing found" says less. */
  readonly complete: boolean;
}

/**
 * Screens the text files of a folder that somebody else has written, such as an imported repository: without following
 * links, waiting for pipes or leaving the folder (server/sandbox/workspace-files.ts). Files that are not text are
 * passed over; `.git` and installed packages are not looked into.
 */
export const screenFiles = async (filesPath: string, limits: FileLimits = usualLimits): Promise<FileScreening> => {
  const listed = await listWorkspaceFiles(filesPath, limits.files + 1);
  const findings: FileFinding[] = [];
  let complete = listed.length <= limits.files;
  let screened = 0;
  let left = limits.totalBytes;
  for (const { path } of listed.slice(0, limits.files)) {
    if (left <= 0) {
      complete = false;
      break;
    }
    const file = await readWorkspaceFile(filesPath, path, Math.min(limits.fileBytes, left));
    // Gone meanwhile, or made into something else: nobody reads it as a file of this folder.
    if (file.outcome === "absent" || file.outcome === "refused") continue;
    left -= file.content.length;
    if (file.content.includes(0)) continue;
    complete &&= file.outcome === "read";
    screened += 1;
    const found = await screenText(file.content.toString("utf8"), path);
    findings.push(...found.map((finding) => ({ path, ...finding })));
  }
  return { findings, screened, complete };
};
