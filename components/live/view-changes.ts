import type { EventPayload } from "../../server/contract/events.ts";

/** Whether an event changes what `projects.get` answers (statuses, phases, runs, asks, figures), or only the activity. */
export const changesView = (payload: EventPayload): boolean => {
  switch (payload.type) {
    case "agent.instructed":
    case "agent.wrote":
    case "agent.thought":
    case "tool.called":
    case "tool.finished":
    case "todos.updated":
    case "provider.retrying":
    case "provider.limit_reported":
    case "network.refused":
    case "agent.line_dropped":
    case "check.started":
    case "import.started":
      return false;
    case "provider.switched":
    case "project.status_changed":
    case "project.failed":
    case "project.archived":
    case "project.followed_up":
    case "message.sent":
    case "message.delivered":
    case "phase.steered":
    case "workspace.restored":
    case "project.unarchived":
    case "project.priority_changed":
    case "workspace.removed":
    case "import.screened":
    case "import.finished":
    case "plan.proposed":
    case "plan.approved":
    case "phase.status_changed":
    case "phase.committed":
    case "run.queued":
    case "run.succeeded":
    case "run.failed":
    case "attempt.started":
    case "attempt.ended":
    case "usage.recorded":
    case "budget.mark_reached":
    case "files.changed":
    case "check.finished":
    case "check.none_found":
    case "review.finished":
    case "verdict.given":
    case "report.written":
    case "tool.assessed":
    case "ask.opened":
    case "ask.answered":
    case "ask.withdrawn":
      return true;
    default:
      return payload satisfies never;
  }
};
