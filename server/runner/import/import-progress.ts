import type { AdmittedFile } from "../../archives/admission.ts";
import type { RunLog } from "../run-log.ts";

/** Figures change on the page so often, however fast files come. */
const everyMs = 1_000;

/** Says on the project's page how far an import is. */
export interface ImportProgress {
  /** What is done from now on; shown at once. */
  begin(stage: string): void;
  /** How far that is. */
  reach(figures: string): void;
}

export const createImportProgress = (runLog: Pick<RunLog, "show">): ImportProgress => {
  let stage = "";
  let shownAt = 0;
  const show = (text: string): void => {
    shownAt = performance.now();
    runLog.show("import", text);
  };
  return {
    begin(next) {
      stage = next;
      show(stage);
    },
    reach(figures) {
      if (performance.now() - shownAt >= everyMs) show(`${stage}: ${figures} so far`);
    },
  };
};

/** Bytes, short. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** Passes the files on and tells how many have been. */
export async function* countedFiles(
  files: AsyncIterable<AdmittedFile>,
  progress: ImportProgress,
): AsyncGenerator<AdmittedFile, void> {
  let count = 0;
  let bytes = 0;
  for await (const file of files) {
    yield file;
    count += 1;
    bytes += file.size;
    progress.reach(`${count.toLocaleString("en")} ${count === 1 ? "file" : "files"}, ${megabytes(bytes)}`);
  }
}
