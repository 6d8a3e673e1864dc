import { toolLine, withTool, type CalledTool } from "../../contract/activity.ts";
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
  readonly tool: CalledTool | null;
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

/** What the Developer does but for the tool that it has called last; null: nobody does what tools are told of. */
export const describeDoing = ({ status, ask, phase, openRun }: ActivityFacts): string | null =>
  status === "RUNNING" &&
  ask?.kind !== "permission" &&
  openRun?.operation === "IMPLEMENT" &&
  openRun.status !== "QUEUED"
    ? stepWords(openRun.operation, phase)
    : null;

const stepWords = (operation: Operation, phase: ActivityFacts["phase"]): string => {
  const { doing } = operations[operation];
  return phase === null ? doing : `${doing} phase ${phase.number}: ${phase.title}`;
};

const working = (facts: ActivityFacts): string => {
  const { phase, openRun, tool, ask } = facts;
  if (ask?.kind === "permission") return permissionQuestion(ask);
  if (openRun === null) return "Between two steps";
  const doing = describeDoing(facts);
  if (doing !== null) return withTool(doing, tool);
  const step = stepWords(openRun.operation, phase);
  return openRun.status === "QUEUED" ? `${step} (waiting for a runner)` : step;
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
