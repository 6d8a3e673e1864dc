import { isReturn, switchReasonWords } from "../../server/contract/fallback.ts";
import { operations, roleLabels } from "../../server/contract/roles.ts";
import type { ImportFigures, ImportScreening } from "../../server/contract/sources.ts";
import { awaitsLocalModel, waitedFor, type Hold, type ProjectStatus } from "../../server/contract/statuses.ts";
import { recommendations } from "../tool-requests/tool-words.ts";
import {
  formatAtClock,
  formatBytes,
  formatClock,
  formatDuration,
  formatExact,
  formatMoney,
  formatNumberOf,
  isWithinMinute,
} from "../ui/format.ts";
import type { Tone } from "../ui/tone.ts";
import { limitWords } from "../usage/limit-words.ts";
import type { NotePayload } from "./row.ts";

/** A note in words: what happened, and more about it where there is more. */
export interface NoteWords {
  readonly text: string;
  readonly detail: string | null;
  readonly tone: Extract<Tone, "neutral" | "needs" | "done" | "failed" | "fallback">;
}

const note = (text: string, tone: NoteWords["tone"] = "neutral", detail: string | null = null): NoteWords => ({
  text,
  tone,
  detail,
});

const startWords = ({
  resumed,
  handOver,
  number,
}: Extract<NotePayload, { readonly type: "attempt.started" }>): string => {
  switch (handOver) {
    case "fresh":
      return "fresh session with a hand-over, because the conversation is too long for this model";
    case "back":
      return "session resumed with its context, and told what was done since";
    case undefined:
      return resumed ? "session resumed with its context" : `attempt ${number}`;
  }
};

/** "at 14:30"; "in 38 s" of what is less than a minute after the event: a time without seconds says nothing of that. */
const whenWords = (when: string, at: Date): string => {
  const then = new Date(when);
  return then > at && isWithinMinute(then, at)
    ? `in ${formatDuration(then.getTime() - at.getTime())}`
    : formatAtClock(then, at);
};

const holdWords = (hold: Hold, at: Date): NoteWords => {
  switch (hold.reason) {
    case "permission":
      return note("Waiting for a permission", "needs");
    case "question":
      return note("Waiting for an answer", "needs");
    case "allocation":
      return note("Waiting for more requests of an agent", "needs");
    case "tool_request":
      return note("Waiting for a decision about a tool", "needs");
    case "tool_build":
      return note(`Waiting for the tool ${hold.name}, which is being built`);
    case "quota":
      return note(
        hold.tried === true
          ? `Waiting for ${waitedFor(hold)}: another project had until ${formatClock(new Date(hold.until), at)} to try ${hold.outage === true ? "it" : "Claude"}`
          : hold.outage === true
            ? `Waiting for Claude: tried again ${whenWords(hold.until, at)}`
            : `Waiting for ${waitedFor(hold)} until ${formatClock(new Date(hold.until), at)}`,
        "needs",
        hold.message,
      );
    case "budget": {
      const { limitMicros, spentMicros, until } = hold.stop;
      return note(
        `Waiting for budget: ${formatMoney(spentMicros)} of ${formatMoney(limitMicros)} used`,
        "needs",
        until === null ? null : `Goes on by itself at ${formatExact(new Date(until))}, or when the budget is raised.`,
      );
    }
    case "provider":
      return note(
        hold.class === "no_account"
          ? "Waiting for an account of Claude's"
          : awaitsLocalModel(hold)
            ? "Waiting for a local model"
            : "Stopped: no provider can go on",
        "needs",
        `${hold.message} ${hold.fix}`,
      );
    case "attention":
      return note("Stopped: a step failed", "needs", `${hold.message} ${hold.fix}`);
    default:
      return hold satisfies never;
  }
};

const statusWords = (from: ProjectStatus, to: ProjectStatus): NoteWords => {
  switch (to) {
    case "DRAFT":
      return note("Draft created");
    case "QUEUED":
      return note("Submitted");
    case "PLANNING":
      return note(from === "PAUSED" || from === "WAITING" ? "Planning goes on" : "Planning began");
    case "AWAITING_PLAN_APPROVAL":
      return note("Waiting for the plan's approval", "needs");
    case "RUNNING":
      return note(from === "PAUSED" || from === "WAITING" ? "Work goes on" : "Work began");
    case "WAITING":
      return note("Waiting", "needs");
    case "PAUSED":
      return note("Paused");
    case "REPORTING":
      return note(
        from === "PAUSED" || from === "WAITING"
          ? "The report goes on"
          : "All phases accepted; the report is being written",
      );
    case "SUCCEEDED":
      return note("Project done", "done");
    case "FAILED":
      return note("Project failed", "failed");
    case "CANCELLED":
      return note("Project cancelled");
    default:
      return to satisfies never;
  }
};

const steeredWords = ({
  action,
  text,
  model,
  provider,
  by,
}: Extract<NotePayload, { type: "phase.steered" }>): NoteWords => {
  const who = provider === null ? null : provider === "claude" ? "Claude" : "a local model";
  const named = [who, model].filter((word) => word !== null).join(", ");
  const chosen = named === "" ? [] : [`With ${named}.`];
  const detail = [...(text === null ? [] : [text]), ...chosen].join(" ") || null;
  switch (action) {
    case "redo_from_start":
      return note(`${by} has the phase done again from its start`, "neutral", detail);
    case "redo_as_it_stands":
      return note(`${by} has the phase tried again from what is there`, "neutral", detail);
    case "skip":
      return note(`${by} has the phase skipped`, "neutral", detail);
    case "roll_back":
      return note(`${by} goes back to this accepted phase`, "neutral", detail);
    default:
      return action satisfies never;
  }
};

const screeningWords = ({ screened, complete, findings, findingsTotal, decision }: ImportScreening): NoteWords => {
  const read = `${formatNumberOf(screened, "text file")} screened${complete ? "" : " (there are more)"}`;
  if (findingsTotal === 0) return note(`${read}: nothing found`);
  const first = findings.slice(0, 5).map(({ path, span, message }) => `${path}:${span.line} ${message}`);
  const more = findingsTotal > first.length ? [`And ${findingsTotal - first.length} more.`] : [];
  return note(
    `${read}: ${formatNumberOf(findingsTotal, "finding")}`,
    decision === "blocked" || decision === "unconfirmed" ? "needs" : "neutral",
    [...first, ...more].join(" "),
  );
};

const importWords = ({
  from,
  files,
  bytes,
  commit,
  branch,
  originBranch,
  history,
  notes,
}: ImportFigures): NoteWords => {
  const past = originBranch === null ? "" : ` from branch ${originBranch} with ${formatNumberOf(history, "commit")}`;
  const details = [
    `From ${from}.`,
    `Starts at commit ${commit.slice(0, 7)}${past}; the work goes on branch ${branch}.`,
    ...notes,
  ];
  return note(`Brought in ${formatNumberOf(files, "file")}, ${formatBytes(bytes)}`, "done", details.join(" "));
};

const processes = (left: number | null): string | null => {
  if (left === null) return null;
  return left === 0 ? "No process left." : `${formatNumberOf(left, "process", "processes")} still alive.`;
};

const hostAndPort = ({ host, port }: { host: string; port: number }): string => {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === 443 ? name : `${name}:${port}`;
};

/** The product's own words for an event that is a single line, written `at` a time. */
export const noteWords = (payload: NotePayload, at: Date): NoteWords => {
  switch (payload.type) {
    case "project.status_changed":
      return payload.hold === null ? statusWords(payload.from, payload.to) : holdWords(payload.hold, at);
    case "project.failed":
      return note("Project failed", "failed", payload.message);
    case "project.archived":
      return note(`Archived by ${payload.by}`);
    case "project.priority_changed":
      return note(
        `${payload.by} changed its priority to ${payload.importance * payload.urgency} of 100`,
        "neutral",
        `Importance ${payload.importance}, urgency ${payload.urgency}.`,
      );
    case "project.unarchived":
      return note(`Taken out of the archive by ${payload.by}`);
    case "workspace.removed":
      return note(
        payload.by === null
          ? "Workspace removed by the rule for archived projects"
          : `Workspace removed by ${payload.by}`,
        "neutral",
        payload.bytes === null ? null : `${formatBytes(payload.bytes)} of files.`,
      );
    case "import.screened":
      return screeningWords(payload.screening);
    case "import.finished":
      return importWords(payload.figures);
    case "plan.approved":
      return note(
        payload.by === null
          ? `Plan ${payload.revision} taken without approval, as set for this project`
          : `Plan ${payload.revision} approved by ${payload.by}`,
      );
    case "phase.steered":
      return steeredWords(payload);
    case "workspace.restored":
      return note(
        `Files put back to ${payload.commit.slice(0, 7)}`,
        "neutral",
        payload.kept === null
          ? "Nothing was lost by it."
          : `What was there before is kept as the git tag ${payload.kept}.`,
      );
    case "project.followed_up":
      return note(`${payload.by} asked for a follow-up: cycle ${payload.cycle} begins`);
    case "message.delivered": {
      const { role, label } = operations[payload.operation];
      return note(
        `The message of ${payload.by} reached the ${role === null ? label : roleLabels[role].name}`,
        "done",
        payload.text,
      );
    }
    case "phase.committed":
      return note(`Phase committed as ${payload.commit.slice(0, 7)}, ${formatNumberOf(payload.files, "file")}`, "done");
    case "run.failed":
      return note(
        `${operations[payload.operation].label} failed${payload.retryAt === null ? "" : `; next attempt ${whenWords(payload.retryAt, at)}`}`,
        "failed",
        payload.error.message,
      );
    case "attempt.started":
      return note(`${operations[payload.operation].label}: ${startWords(payload)}`, "neutral", payload.model);
    case "attempt.ended":
      switch (payload.outcome) {
        case "COMPLETED":
        case "DEFERRED":
          return note("Attempt ended", "neutral", processes(payload.processesLeft));
        case "STOPPED":
          return note("Attempt stopped", "neutral", processes(payload.processesLeft));
        case "FAILED":
          return note("Attempt failed", "failed", processes(payload.processesLeft));
        case "LOST":
          return note(
            "Attempt lost: its runner went away. The work goes on from what is there.",
            "needs",
            processes(payload.processesLeft),
          );
        default:
          return payload.outcome satisfies never;
      }
    case "provider.retrying":
      return note(
        `The provider did not answer${payload.httpStatus === null ? "" : ` (HTTP ${payload.httpStatus})`}; trying again in ${formatDuration(payload.delayMs)}`,
        "needs",
      );
    case "provider.limit_reported": {
      const share = payload.utilisation === null ? "" : `, ${Math.round(payload.utilisation * 100)} % used`;
      const window = limitWords(payload.window);
      const until = payload.resetsAt === null ? null : `Resets ${whenWords(payload.resetsAt, at)}.`;
      return note(
        payload.status === "rejected" ? `${window} reached${share}` : `${window} is near${share}`,
        "needs",
        until,
      );
    }
    case "provider.switched": {
      const { from, until, reason, lastedMs } = payload;
      const to = payload.to.model ?? payload.to.provider;
      const lasted = lastedMs === null ? "" : ` after ${formatDuration(lastedMs)} on ${from.model ?? from.provider}`;
      if (isReturn(reason)) return note(`Back to ${to}${lasted}: ${switchReasonWords[reason]}`, "done");
      const isOver = (who: string) => (until === null ? null : `${who} is tried again ${whenWords(until, at)}.`);
      // From one of Claude's models to another: only the first one's family is at its limit.
      return from.provider === payload.to.provider && from.provider !== "scripted" && from.model !== null
        ? note(
            `Goes on with ${to}: the usage limit of ${from.model} is ${reason === "near_limit" ? "near" : "reached"}`,
            "fallback",
            isOver(from.model),
          )
        : note(`Goes on with ${to}: ${switchReasonWords[reason]}`, "fallback", isOver("Claude"));
    }
    case "network.refused":
      return note(`Not let through to ${hostAndPort(payload)}`, "needs", payload.reason);
    case "agent.line_dropped":
      return note(
        `${formatBytes(payload.bytes)} in one line left out`,
        "needs",
        "No answer is that long, so it was not kept. The work goes on; evidence decides what came of it.",
      );
    case "budget.mark_reached":
      return note(
        `${payload.mark} % of the budget reached: ${formatMoney(payload.spentMicros)} of ${formatMoney(payload.limitMicros)}`,
        payload.mark < 80 ? "neutral" : "needs",
      );
    case "tool.assessed": {
      const { recommendation, reason } = payload.assessment;
      return note(`The Project Manager ${recommendations[recommendation].word.toLowerCase()}`, "neutral", reason);
    }
    case "check.none_found":
      return note("No check found to run", "needs", `Looked for: ${payload.looked}`);
    default:
      return payload satisfies never;
  }
};
