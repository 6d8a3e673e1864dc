import type { EventPayload } from "../server/contract/events.ts";
import { operations } from "../server/contract/roles.ts";

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").slice(0, 160);

/** What the terminal shows of an event; null for what only a page has room for. */
export const toLine = (payload: EventPayload): string | null => {
  switch (payload.type) {
    case "project.status_changed":
      return `The project is ${payload.to}`;
    case "plan.proposed":
      return `  Plan: ${oneLine(payload.plan.title)} (${payload.plan.phases.length} phase(s))`;
    case "attempt.started":
      return `${operations[payload.operation].doing} (${payload.model ?? "the runner itself"})`;
    case "tool.called":
      return `  ${payload.name} ${oneLine(JSON.stringify(payload.input))}`;
    case "agent.wrote":
      return `  “${oneLine(payload.text)}”`;
    case "check.finished":
      return `  ${payload.check.command}: ${payload.check.outcome}, ${payload.check.testsPassed ?? "?"} test(s) passed`;
    case "verdict.given":
      return `  Verdict: ${payload.verdict.verdict}. ${oneLine(payload.verdict.reason)}`;
    case "phase.committed":
      return `  Committed as ${payload.commit.slice(0, 12)}`;
    case "usage.recorded":
      return payload.usage
        .map(({ model, inputUncached, cacheRead, cacheWrite5m, cacheWrite1h, output }) => {
          const input = inputUncached + cacheRead + cacheWrite5m + cacheWrite1h;
          return `  ${model}: ${input} tokens in (${cacheRead} from the cache), ${output} out`;
        })
        .join("\n");
    case "run.failed":
      return `  Failed (${payload.error.class}): ${oneLine(payload.error.message)}`;
    case "budget.mark_reached":
    case "phase.steered":
    case "workspace.restored":
    case "project.followed_up":
    case "message.sent":
    case "message.delivered":
    case "agent.instructed":
    case "agent.line_dropped":
    case "agent.thought":
    case "ask.answered":
    case "ask.opened":
    case "ask.withdrawn":
    case "attempt.ended":
    case "check.none_found":
    case "check.started":
    case "files.changed":
    case "network.refused":
    case "import.finished":
    case "import.screened":
    case "import.started":
    case "phase.status_changed":
    case "plan.approved":
    case "project.archived":
    case "project.failed":
    case "project.priority_changed":
    case "project.unarchived":
    case "provider.limit_reported":
    case "provider.switched":
    case "provider.retrying":
    case "report.written":
    case "review.finished":
    case "run.queued":
    case "run.succeeded":
    case "todos.updated":
    case "tool.assessed":
    case "tool.finished":
    case "workspace.removed":
      return null;
  }
};
