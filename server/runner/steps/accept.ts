import { phaseOf, type Step } from "../step-context.ts";
import { evidenceOf } from "./material.ts";
import { nothingUsed } from "./reports.ts";
import { openWorkspace } from "./workspace-tools.ts";

const trailer = "Spiral-Phase";

/**
 * Commits an accepted phase in the workspace's own repository. The phase's id stands in the commit as a trailer, so
 * that a repetition after a crash finds the commit instead of making a second one.
 */
export const accept: Step = async (context) => {
  const { phase, phaseIndex } = phaseOf(context);
  const git = await openWorkspace(context);
  const { changedFiles } = await evidenceOf(context, phase.id, context.lease.round);
  const found = await git.findTrailer(trailer);
  const commit =
    found?.value === phase.id
      ? found.commit
      : ((await git.commitAll({
          message: `Phase ${phaseIndex + 1}: ${phase.title}`,
          trailers: { [trailer]: phase.id },
        })) ?? (await git.head()));
  const output = { commit, files: changedFiles.length };
  return { ...nothingUsed, result: { type: "succeeded", operation: "ACCEPT", output } };
};
