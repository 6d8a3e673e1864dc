import type { LiveBlock, ProjectEvent } from "../../server/contract/events.ts";

/** Names a block among all of a project's. */
export const blockKey = (block: { readonly runId: string; readonly blockId: string }): string =>
  `${block.runId}/${block.blockId}`;

/** Which live blocks an event puts an end to: itself, or all of a run's. */
export const endsBlock = (event: ProjectEvent, block: LiveBlock): boolean => {
  if (event.runId !== block.runId) return false;
  switch (event.payload.type) {
    case "agent.wrote":
    case "agent.thought":
      return event.payload.blockId === block.blockId;
    case "tool.finished":
      return event.payload.toolUseId === block.blockId;
    case "check.finished":
      return block.kind === "shell";
    case "attempt.ended":
    case "run.succeeded":
    case "run.failed":
      return true;
    case "agent.instructed":
    case "ask.answered":
    case "ask.opened":
    case "ask.withdrawn":
    case "attempt.started":
    case "budget.mark_reached":
    case "check.none_found":
    case "check.started":
    case "files.changed":
    case "import.finished":
    case "import.screened":
    case "import.started":
    case "message.delivered":
    case "message.sent":
    case "agent.line_dropped":
    case "network.refused":
    case "phase.committed":
    case "phase.steered":
    case "phase.status_changed":
    case "plan.approved":
    case "plan.proposed":
    case "project.archived":
    case "project.failed":
    case "project.followed_up":
    case "project.status_changed":
    case "project.unarchived":
    case "project.priority_changed":
    case "provider.limit_reported":
    case "provider.switched":
    case "provider.retrying":
    case "report.written":
    case "review.finished":
    case "run.queued":
    case "todos.updated":
    case "tool.assessed":
    case "tool.called":
    case "usage.recorded":
    case "verdict.given":
    case "workspace.removed":
    case "workspace.restored":
      return false;
    default:
      return event.payload satisfies never;
  }
};

/**
 * Whether the loaded events say that nothing is written into this block any more: it was finished by an event of its
 * own, or the attempt that wrote it has ended. Looked up when a block begins, not per delta; a late delta of an answer
 * that is already there must not open it again.
 */
export const isFinished = (
  events: readonly ProjectEvent[],
  block: { readonly runId: string; readonly blockId: string },
): boolean => {
  const ofRun = events.filter(({ runId }) => runId === block.runId);
  const hasOwnEnd = ofRun.some(
    ({ payload }) =>
      ((payload.type === "agent.wrote" || payload.type === "agent.thought") && payload.blockId === block.blockId) ||
      (payload.type === "tool.finished" && payload.toolUseId === block.blockId),
  );
  return hasOwnEnd || lastAttemptHasEnded(ofRun);
};

const lastAttemptHasEnded = (ofRun: readonly ProjectEvent[]): boolean => {
  const last = ofRun.findLast(({ payload }) => payload.type === "attempt.started" || endsAttempt(payload));
  return last !== undefined && endsAttempt(last.payload);
};

const endsAttempt = ({ type }: ProjectEvent["payload"]): boolean =>
  type === "attempt.ended" || type === "run.succeeded" || type === "run.failed";
