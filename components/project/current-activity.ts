import { withTool } from "../../server/contract/activity.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import type { ProjectLog } from "../live/project-log.ts";

/**
 * What the project does right now: the view's own sentence, with the tool that was called last by what the log has beyond
 * the view. The log below shows that call; reading the view again for each would cost a whole page of queries.
 */
export const currentActivity = (
  { activity, doing, sequence: included }: Pick<ProjectView, "activity" | "doing" | "sequence">,
  log: Pick<ProjectLog, "events"> | null,
): string => {
  if (doing === null || log === null) return activity;
  // From the end, and no further than the view itself reaches: a log may be very long.
  const newest = log.events.findLast(
    ({ sequence, runId, payload }) => sequence <= included || (runId === doing.runId && payload.type === "tool.called"),
  );
  return newest !== undefined && newest.sequence > included && newest.payload.type === "tool.called"
    ? withTool(doing.words, newest.payload)
    : activity;
};
