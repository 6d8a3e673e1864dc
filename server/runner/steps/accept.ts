import { isPhaseClosed } from "../../contract/statuses.ts";
import { proposeTool } from "../tools/propose-tool.ts";
import { phaseOf, type Step } from "../step-context.ts";
import { evidenceOf } from "./material.ts";
import { nothingUsed } from "./reports.ts";
import { openWorkspace } from "./workspace-tools.ts";

const trailers = { phase: "Spiral-Phase", run: "Spiral-Run" } as const;

/**
 * Commits an accepted phase in the workspace's own repository. The run's id stands in the commit as a trailer, so that
 * a repetition after a crash finds the commit instead of making a second one.
 */
export const accept: Step = async (context) => {
  const { phase, phaseIndex } = phaseOf(context);
  const git = await openWorkspace(context);
  const { changedFiles, checks } = await evidenceOf(context, phase.id, context.lease.round);
  const found = await git.findTrailer(trailers.run);
  const commit =
    found?.value === context.lease.runId
      ? found.commit
      : ((await git.commitAll({
          message: `Phase ${phaseIndex + 1}: ${phase.title}`,
          trailers: { [trailers.phase]: phase.id, [trailers.run]: context.lease.runId },
        })) ?? (await git.head()));
  const { buildsRequestId: requestId } = context.project;
  if (requestId !== null && context.phases.every(({ id, status }) => id === phase.id || isPhaseClosed(status)))
    await proposeTool(context, { requestId, checks });
  const output = { commit, files: changedFiles.length };
  return { ...nothingUsed, result: { type: "succeeded", operation: "ACCEPT", output } };
};
