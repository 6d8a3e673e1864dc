import { randomBytes } from "node:crypto";
import { lstat, rename } from "node:fs/promises";
import path from "node:path";
import type { ProviderErrorClass } from "../../contract/errors.ts";
import { sourceWords, StoredSource, type ImportScreening } from "../../contract/sources.ts";
import { languageOfFiles } from "../../domain/briefs/index.ts";
import { screenImport } from "../../domain/imports/index.ts";
import { fileNameOf } from "../../domain/projects/index.ts";
import { GitError } from "../../sandbox/git-command.ts";
import { listWorkspaceFiles } from "../../sandbox/list-workspace-files.ts";
import { removeFolder } from "../../sandbox/remove-folder.ts";
import { bringIn } from "../import/bring-in.ts";
import { createImportProgress } from "../import/import-progress.ts";
import { makeRepository } from "../import/make-repository.ts";
import { readDocuments } from "../import/read-documents.ts";
import type { Step, StepContext } from "../step-context.ts";
import { TransferError } from "../transfers/git-failure.ts";
import type { Staging } from "../transfers/staging.ts";
import { failed, nothingUsed } from "./reports.ts";

const removalMs = 60_000;

/** So many files say what a repository is written in. */
const judgedFiles = 20_000;

/**
 * Brings in what the project starts from, before anything is planned. It comes into a place of its own and is screened
 * there; only whole, and only then, does it become the workspace. Until the run is settled nobody has worked in that,
 * so a repetition after a crash does everything again.
 */
export const importSource: Step = async (context) => {
  const { project, runLog, signal } = context;
  const source = StoredSource.parse(project.source ?? { kind: "empty" });
  const from = sourceWords(source);
  await runLog.append({ type: "import.started", from });
  const progress = createImportProgress(runLog);
  try {
    const { staging, notes } = await bringIn(context, { source, progress });
    try {
      progress.begin("Making it a repository that agents can work in");
      const made = await makeRepository({
        staging,
        signal: AbortSignal.any([signal, staging.guard.signal]),
        branch: `spiral/${fileNameOf(project.title)}`,
        message: source.kind === "git" || source.kind === "sample" ? "" : `Import ${from}`,
        tidy: source.kind === "archive" || source.kind === "folder",
      });
      const filesPath = path.join(staging.path, "files");
      progress.begin(`Screening what came in, ${made.files.toLocaleString("en")} files`);
      const screening = await screenImport(context.domain, { filesPath, confirmed: project.importConfirmed });
      await runLog.append({ type: "import.screened", screening });
      const why = whyNotTaken(screening);
      if (why !== null) throw new TransferError(why);
      const documents = await readDocuments(filesPath);
      const language = languageOfFiles((await listWorkspaceFiles(filesPath, judgedFiles)).map((file) => file.path));
      await takeOver(context, staging, filesPath);
      const output = { ...made, from, notes: [...notes, ...made.notes], documents, language };
      return { ...nothingUsed, result: { type: "succeeded", operation: "IMPORT", output } };
    } finally {
      await staging.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TransferError)
      return { ...nothingUsed, ...failure(error.outOfSpace ? "out_of_space" : "import_failed", error.message) };
    if (error instanceof GitError) return { ...nothingUsed, ...failure("import_failed", error.message) };
    throw error;
  }
};

const failure = (cls: ProviderErrorClass, message: string) =>
  failed({ class: cls, message, httpStatus: null, retryAfterMs: null, resetsAt: null });

const whyNotTaken = ({ decision, findings, findingsTotal }: ImportScreening): string | null => {
  if (decision !== "blocked" && decision !== "unconfirmed") return null;
  const [first] = findings;
  const named = first === undefined ? "" : ` First: ${first.path}, line ${first.span.line}: ${first.message}`;
  const things = findingsTotal === 1 ? "one thing" : `${findingsTotal} things`;
  return decision === "blocked"
    ? `The screening found ${things} in the files that must be taken out first.${named}`
    : `The screening found ${things} in the files that somebody should look at before agents read them.${named}`;
};

/** The staged files become the workspace; what half an import may have left there goes. Processes in them have ended. */
const takeOver = async ({ room }: StepContext, staging: Staging, filesPath: string): Promise<void> => {
  await staging.sandbox.end();
  if (!(await lstat(filesPath)).isDirectory()) throw new TransferError("What came in is not a folder.");
  const target = room.workspace.filesPath;
  const removal = await removeFolder(path.dirname(target), {
    name: path.basename(target),
    mark: randomBytes(8).toString("hex"),
    signal: AbortSignal.timeout(removalMs),
  });
  if (removal.outcome === "left") throw new Error(`The empty workspace could not be replaced: ${removal.reason}`);
  await rename(filesPath, target);
};
