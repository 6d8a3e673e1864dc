import type { AskContent } from "../../contract/asks.ts";
import { dollarsText } from "../../contract/budgets.ts";
import { operations, roleLabels, type Operation } from "../../contract/roles.ts";
import { waitedFor, type Hold, type ProjectStatus } from "../../contract/statuses.ts";
import { unreachable } from "../../platform/errors.ts";

export interface ActivityFacts {
  readonly status: ProjectStatus;
  readonly hold: Hold | null;
  readonly phase: { readonly number: number; readonly title: string } | null;
  readonly openRun: { readonly operation: Operation; readonly status: string } | null;
  /** The newest tool call of the open run. */
  readonly tool: { readonly name: string; readonly input: unknown } | null;
  /** What it stands still for, or what the open run's process waits for. */
  readonly ask: AskContent | null;
  readonly error: string | null;
  readonly phasesAccepted: number;
}

/** What a project does right now, or exactly what it needs, in one sentence. */
export const describeActivity = (facts: ActivityFacts): string => {
  const { status } = facts;
  switch (status) {
    case "DRAFT":
      return "Draft, not submitted yet";
    case "QUEUED":
      return "Queued until a place is free";
    case "PLANNING":
      return facts.openRun?.operation === "IMPORT" ? "Bringing in what it starts from" : "Planning the phases";
    case "AWAITING_PLAN_APPROVAL":
      return "Approve the plan or send it back";
    case "RUNNING":
      return working(facts);
    case "WAITING":
      return facts.hold === null ? "Waiting" : waiting(facts.hold, facts.ask);
    case "PAUSED":
      return "Paused";
    case "REPORTING":
      return "Writing the report";
    case "SUCCEEDED":
      return facts.phasesAccepted === 1 ? "Done: 1 phase accepted" : `Done: ${facts.phasesAccepted} phases accepted`;
    case "FAILED":
      return facts.error ?? "Stopped without an accepted result";
    case "CANCELLED":
      return "Cancelled";
    default:
      return unreachable(status);
  }
};

const working = ({ phase, openRun, tool, ask }: ActivityFacts): string => {
  if (ask?.kind === "permission") return permissionQuestion(ask);
  if (openRun === null) return "Between two steps";
  const doing = operations[openRun.operation].doing;
  const where = phase === null ? doing : `${doing} phase ${phase.number}: ${phase.title}`;
  if (openRun.status === "QUEUED") return `${where} (waiting for a runner)`;
  return tool === null || openRun.operation !== "IMPLEMENT" ? where : `${where} · ${toolLine(tool)}`;
};

/** A tool call on one line: its name and what it is aimed at. */
const toolLine = ({ name, input }: { name: string; input: unknown }): string => {
  const fields = new Map<string, unknown>(Object.entries(input ?? {}));
  const target = ["file_path", "command", "pattern", "path", "description"]
    .map((key) => fields.get(key))
    .find((value) => typeof value === "string");
  if (typeof target !== "string") return name;
  const short = target.split("/files/").at(-1)?.split("\n", 1)[0] ?? "";
  return `${name} ${short.length > 60 ? `${short.slice(0, 59)}…` : short}`;
};

const permissionQuestion = ({ toolName, input }: Extract<AskContent, { kind: "permission" }>): string =>
  `Allow ${toolLine({ name: toolName, input })}?`;

const dollars = (micros: number): string => `$${dollarsText(micros)}`;

const waiting = (hold: Hold, ask: AskContent | null): string => {
  switch (hold.reason) {
    case "permission":
      return ask?.kind === "permission" ? permissionQuestion(ask) : "Needs a permission";
    case "question":
      return ask?.kind === "question" ? ask.question : "Needs an answer";
    case "allocation":
      return ask?.kind === "allocation"
        ? `Give ${roleLabels[ask.role].who} more requests? ${ask.used} of ${ask.limit} are used.`
        : "Needs more requests for an agent";
    case "tool_request":
      return ask?.kind === "tool_request"
        ? `Decide about the tool ${ask.request.name}`
        : "Needs a decision about a tool";
    case "tool_build":
      return `Waiting for the tool ${hold.name}, which is being built`;
    case "quota":
      return waitedFor(hold) === "quota"
        ? `Waiting for the provider's limit to reset: ${hold.message}`
        : `Waiting for Claude: ${hold.message}`;
    case "budget":
      return `Waiting for budget: ${dollars(hold.stop.spentMicros)} of ${dollars(hold.stop.limitMicros)} used`;
    case "provider":
    case "attention":
      return `${hold.message} ${hold.fix}`;
    default:
      return unreachable(hold);
  }
};
