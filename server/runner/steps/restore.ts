import { phaseOf, type Step } from "../step-context.ts";
import { nothingUsed } from "./reports.ts";
import { openWorkspace } from "./workspace-tools.ts";

/**
 * Puts the workspace back to a commit, because a person wants a phase done again or left out. What is there is kept
 * under a tag first, which carries the run's id: a repetition after a crash finds it, and puts the files back once more.
 */
export const restore: Step = async (context) => {
  const { lease } = context;
  const { phaseIndex } = phaseOf(context);
  const commit = lease.input.restoreTo;
  if (commit === null) throw new Error(`Run ${lease.runId} does not say where to put the workspace back to.`);
  const git = await openWorkspace(context);
  const kept = await git.keepAs({
    tag: `spiral/before-${lease.runId}`,
    message: `Before phase ${phaseIndex + 1} was put back`,
    unless: commit,
  });
  await git.resetTo(commit);
  return { ...nothingUsed, result: { type: "succeeded", operation: "RESTORE", output: { commit, kept } } };
};
