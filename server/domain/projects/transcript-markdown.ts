import { decisionOf } from "../../contract/asks.ts";
import { switchReasonWords } from "../../contract/fallback.ts";
import { operations, roleLabels } from "../../contract/roles.ts";
import type { EventPayload, ProjectEvent } from "../../contract/events.ts";
import type { Viewer } from "../../contract/views.ts";
import type { Domain } from "../domain.ts";
import { unreachable } from "../../platform/errors.ts";
import { listEvents } from "../events/index.ts";
import { fileNameOf } from "./file-name.ts";
import { getProject } from "./get-project.ts";

const page = 1_000;

/** A project's whole conversation as readable Markdown (R51), from the event log. Error: not_found. */
export const transcriptMarkdown = async (
  domain: Domain,
  options: { viewer: Pick<Viewer, "id" | "role">; projectId: string; cycle?: number | undefined },
): Promise<{ fileName: string; markdown: string }> => {
  const { title, provider } = await getProject(domain, options);
  const parts = [
    `# ${title}: transcript\n`,
    provider === "scripted" ? "The model was scripted: its words were recorded.\n" : "",
  ];
  for (let after = 0; ;) {
    const events = await listEvents(domain, { projectId: options.projectId, after, limit: page });
    parts.push(...events.map(renderEvent));
    const last = events.at(-1);
    if (last === undefined || events.length < page) break;
    after = last.sequence;
  }
  return { fileName: `${fileNameOf(title)}-transcript.md`, markdown: parts.filter((part) => part !== "").join("\n") };
};

/** A fence that no line of the text can close. */
const fenced = (text: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}\n`;
};

/** One event as Markdown; what is of no interest to a reader is left out. Pure. */
export const renderEvent = ({ at, payload }: Pick<ProjectEvent, "at" | "payload">): string => {
  const text = wordsOf(payload);
  return text === null ? "" : `${text.startsWith("## ") ? "" : `_${at.toISOString()}_ `}${text}`;
};

const wordsOf = (payload: EventPayload): string | null => {
  switch (payload.type) {
    case "attempt.started": {
      const { role, label } = operations[payload.operation];
      const who = role === null ? "Spiral" : roleLabels[role].name;
      return `## ${who}: ${label}${payload.model === null ? "" : ` (${payload.model}${payload.resumed ? ", resumed" : ""})`}\n`;
    }
    case "agent.instructed":
      return `was told:\n\n${fenced(payload.prompt)}`;
    case "agent.wrote":
      return `wrote:\n\n${fenced(payload.text)}`;
    case "tool.called":
      return `called **${payload.name}**:\n\n${fenced(JSON.stringify(payload.input, null, 2))}`;
    case "tool.finished":
      return `${payload.isError ? "failed" : "result"}:\n\n${fenced(payload.output)}`;
    case "check.finished":
      return `check \`${payload.check.command}\` ${payload.check.outcome}:\n\n${fenced(payload.check.output)}`;
    case "review.finished":
      return `review: ${payload.review.summary}\n`;
    case "verdict.given":
      return `verdict **${payload.verdict.verdict}**: ${payload.overruled ?? payload.verdict.reason}\n`;
    case "phase.committed":
      return `committed as \`${payload.commit}\`\n`;
    case "project.status_changed":
      return `the project went from ${payload.from} to ${payload.to}\n`;
    case "ask.answered":
      return `${payload.by} answered: ${decisionOf(payload.answer)}\n`;
    case "run.failed":
      return `failed: ${payload.error.message}\n`;
    case "phase.steered":
      return `${payload.by}: ${payload.action.replaceAll("_", " ")}${payload.text === null ? "" : `\n\n${fenced(payload.text)}`}\n`;
    case "workspace.restored":
      return `files put back to \`${payload.commit}\`${payload.kept === null ? "" : `; what was there is kept as the tag \`${payload.kept}\``}\n`;
    case "project.followed_up":
      return `# Cycle ${payload.cycle}\n\n${payload.by} asked for a follow-up:\n\n${fenced(payload.brief)}`;
    case "message.sent":
      return `${payload.by} said:\n\n${fenced(payload.text)}`;
    case "message.delivered":
      return `the message of ${payload.by} was received\n`;
    case "agent.line_dropped":
      return `a line of ${payload.bytes} bytes was too long and is left out\n`;
    case "network.refused":
      return `not let through to ${payload.host}:${payload.port}: ${payload.reason}\n`;
    case "project.archived":
      return `archived by ${payload.by}\n`;
    case "project.priority_changed":
      return `${payload.by} set importance ${payload.importance}, urgency ${payload.urgency}\n`;
    case "project.unarchived":
      return `taken out of the archive by ${payload.by}\n`;
    case "workspace.removed":
      return `workspace removed${payload.by === null ? " by the rule for archived projects" : ` by ${payload.by}`}\n`;
    case "import.finished": {
      const { from, files, commit, branch, notes } = payload.figures;
      return `brought in ${files} files from ${from}: commit \`${commit}\`, work on branch \`${branch}\`\n${notes.map((line) => `\n- ${line}`).join("")}\n`;
    }
    case "provider.switched":
      return `*Went over from ${payload.from.model ?? payload.from.provider} to ${payload.to.model ?? payload.to.provider}: ${switchReasonWords[payload.reason]}.*`;
    // Of no interest to a reader: what is said by another event too, or only counts.
    case "agent.thought":
    case "tool.assessed":
    case "ask.opened":
    case "ask.withdrawn":
    case "attempt.ended":
    case "budget.mark_reached":
    case "check.none_found":
    case "check.started":
    case "files.changed":
    case "import.screened":
    case "import.started":
    case "phase.status_changed":
    case "plan.approved":
    case "plan.proposed":
    case "project.failed":
    case "provider.limit_reported":
    case "provider.retrying":
    case "report.written":
    case "run.queued":
    case "run.succeeded":
    case "todos.updated":
    case "usage.recorded":
      return null;
    default:
      return unreachable(payload);
  }
};
