import { isDocumentPath, type DocumentFacts } from "../../contract/documents.ts";
import type { ChangedFile, Evidence } from "../../contract/outputs.ts";
import { readWorkspaceFile } from "../../sandbox/workspace-files.ts";
import { phaseOf, type Step, type StepContext } from "../step-context.ts";
import { readDocument } from "../checks/read-document.ts";
import { toolGates } from "../checks/tool-gates.ts";
import { nothingUsed } from "./reports.ts";
import { runChecks } from "./run-checks.ts";
import { openWorkspace } from "./workspace-tools.ts";

const diffBytes = 200_000;
const listedFiles = 20_000;
const documentBytes = 1024 * 1024;
const mostDocuments = 50;

/**
 * Collects the evidence that acceptance rests on: what changed since the last accepted phase, and whether the
 * project's own checks pass. The runner does it itself; no agent has a say in it. Safe to repeat.
 */
export const check: Step = async (context) => {
  const { phase, phaseIndex } = phaseOf(context);
  const git = await openWorkspace(context);
  const base = phase.baseCommit ?? (await git.head());
  const { changedFiles, files, diff, diffTruncated } = await git.look(base, { diffBytes, files: listedFiles });
  await context.runLog.append({ type: "files.changed", files: changedFiles });
  const { buildsRequestId: requestId } = context.project;
  const gates = requestId === null ? [] : await toolGates(context, { requestId, phaseIndex });
  const checks = [...(await runChecks(context, files)), ...gates];
  const documents = phase.kind === "analysis" ? await readDocuments(context, changedFiles) : null;
  const output: Evidence = { changedFiles, checks, diff, diffTruncated, documents };
  return { ...nothingUsed, result: { type: "succeeded", operation: "CHECK", output } };
};

/** Formats of documents that are not text: that they are there is all that is said of them. */
const notText = /\.(?:pdf|docx|odt)$/iu;

const readDocuments = async ({ room }: StepContext, changedFiles: readonly ChangedFile[]): Promise<DocumentFacts[]> => {
  const written = changedFiles.filter(({ path, change }) => change !== "deleted" && isDocumentPath(path));
  const read = async (path: string): Promise<DocumentFacts> => {
    const unread = { path, words: null, sections: [] };
    if (notText.test(path)) return unread;
    const found = await readWorkspaceFile(room.workspace.filesPath, path, documentBytes);
    return found.outcome === "read" || found.outcome === "truncated"
      ? readDocument(path, found.content.toString("utf8"))
      : unread;
  };
  return Promise.all(written.slice(0, mostDocuments).map(({ path }) => read(path)));
};
