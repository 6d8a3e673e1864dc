import type { AskAnswer, AskContent } from "../../server/contract/asks.ts";
import type { EventPayload, EventType, ProjectEvent } from "../../server/contract/events.ts";
import type { CheckResult } from "../../server/contract/outputs.ts";
import type { Operation } from "../../server/contract/roles.ts";
import { needsAnswer } from "../../server/contract/statuses.ts";

/**
 * What the activity shows: events, with those that belong together joined (a tool call and its result, an ask and
 * its answer) and those that other parts of the page show left out. A pure derivation of the log.
 */
export interface ActivityRow {
  readonly key: string;
  /** Of the event that began it: its address is `#e<sequence>`. */
  readonly sequence: number;
  readonly at: Date;
  readonly phaseId: string | null;
  readonly runId: string | null;
  readonly item: RowItem;
}

type Payload<Type extends EventType> = Extract<EventPayload, { type: Type }>;

/** Single lines in the product's own words. */
export type NotePayload = Payload<
  | "project.status_changed"
  | "project.failed"
  | "project.archived"
  | "project.unarchived"
  | "project.priority_changed"
  | "workspace.removed"
  | "import.screened"
  | "import.finished"
  | "plan.approved"
  | "phase.committed"
  | "phase.steered"
  | "workspace.restored"
  | "project.followed_up"
  | "message.delivered"
  | "run.failed"
  | "attempt.started"
  | "attempt.ended"
  | "provider.retrying"
  | "provider.limit_reported"
  | "provider.switched"
  | "network.refused"
  | "agent.line_dropped"
  | "budget.mark_reached"
  | "tool.assessed"
  | "check.none_found"
>;

export type RowItem =
  /** Begins a run's rows. */
  | { readonly kind: "run"; readonly operation: Operation | null; readonly round: number | null }
  | { readonly kind: "message"; readonly text: string }
  /** A person's words to the agents. */
  | { readonly kind: "said"; readonly sent: Payload<"message.sent"> }
  | { readonly kind: "thinking"; readonly text: string }
  | { readonly kind: "prompt"; readonly text: string }
  | { readonly kind: "tool"; readonly call: Payload<"tool.called">; readonly result: Payload<"tool.finished"> | null }
  | {
      readonly kind: "check";
      readonly command: string;
      readonly detectedBy: string;
      readonly result: CheckResult | null;
    }
  | { readonly kind: "files"; readonly files: Payload<"files.changed">["files"] }
  | { readonly kind: "plan"; readonly proposed: Payload<"plan.proposed"> }
  | { readonly kind: "review"; readonly review: Payload<"review.finished">["review"] }
  | { readonly kind: "verdict"; readonly given: Payload<"verdict.given"> }
  | { readonly kind: "report"; readonly report: Payload<"report.written">["report"] }
  | { readonly kind: "ask"; readonly askId: string; readonly content: AskContent; readonly outcome: AskOutcome | null }
  | { readonly kind: "note"; readonly payload: NotePayload };

export type AskOutcome = { readonly answer: AskAnswer; readonly by: string } | "withdrawn";
export type RowKind = RowItem["kind"];

/** Joins a later event to the row that it completes. */
export interface Completion {
  readonly of: string;
  readonly complete: (item: RowItem) => RowItem;
}

const toolKey = (runId: string | null, toolUseId: string) => `tool:${runId}:${toolUseId}`;
const checkKey = (runId: string | null) => `check:${runId}`;
const askKey = (askId: string) => `ask:${askId}`;

/** A wait for an answer is said by the ask itself, which stands beside it in the log. */
const saidByAsk = ({ to, hold }: Payload<"project.status_changed">): boolean =>
  to === "AWAITING_PLAN_APPROVAL" || (hold !== null && (hold.reason === "budget" || needsAnswer(hold)));

/** A row of its own (which may wait for a later event under a key), the completion of an earlier row, or nothing. */
export type Reading = { readonly item: RowItem; readonly openAs?: string } | Completion | null;

/** What one event means for the rows; null where it is shown elsewhere. The compiler asks here about every new event. */
export const readEvent = ({ runId, payload }: ProjectEvent): Reading => {
  switch (payload.type) {
    case "agent.wrote":
      return payload.text.trim() === "" ? null : { item: { kind: "message", text: payload.text } };
    case "agent.thought":
      return payload.text.trim() === "" ? null : { item: { kind: "thinking", text: payload.text } };
    case "agent.instructed":
      return { item: { kind: "prompt", text: payload.prompt } };
    case "tool.called":
      return { item: { kind: "tool", call: payload, result: null }, openAs: toolKey(runId, payload.toolUseId) };
    case "tool.finished":
      return {
        of: toolKey(runId, payload.toolUseId),
        complete: (item) => (item.kind === "tool" ? { ...item, result: payload } : item),
      };
    case "check.started":
      return {
        item: { kind: "check", command: payload.command, detectedBy: payload.detectedBy, result: null },
        openAs: checkKey(runId),
      };
    case "check.finished":
      return {
        of: checkKey(runId),
        complete: (item) => (item.kind === "check" ? { ...item, result: payload.check } : item),
      };
    case "files.changed":
      return { item: { kind: "files", files: payload.files } };
    case "plan.proposed":
      return { item: { kind: "plan", proposed: payload } };
    case "review.finished":
      return { item: { kind: "review", review: payload.review } };
    case "verdict.given":
      return { item: { kind: "verdict", given: payload } };
    case "report.written":
      return { item: { kind: "report", report: payload.report } };
    case "ask.opened":
      return {
        item: { kind: "ask", askId: payload.askId, content: payload.content, outcome: null },
        openAs: askKey(payload.askId),
      };
    case "ask.answered":
      return {
        of: askKey(payload.askId),
        complete: (item) =>
          item.kind === "ask" ? { ...item, outcome: { answer: payload.answer, by: payload.by } } : item,
      };
    case "ask.withdrawn":
      return {
        of: askKey(payload.askId),
        complete: (item) => (item.kind === "ask" ? { ...item, outcome: "withdrawn" } : item),
      };
    case "attempt.started":
      // Only a run's first, plain start goes without saying: its head has just said it.
      return payload.resumed || payload.number > 1 ? { item: { kind: "note", payload } } : null;
    case "attempt.ended":
      return payload.outcome === "COMPLETED" || payload.outcome === "DEFERRED"
        ? null
        : { item: { kind: "note", payload } };
    case "provider.limit_reported":
      return payload.status === "allowed" ? null : { item: { kind: "note", payload } };
    case "project.status_changed":
      return saidByAsk(payload) ? null : { item: { kind: "note", payload } };
    case "message.sent":
      return { item: { kind: "said", sent: payload } };
    case "message.delivered":
    case "provider.switched":
    case "phase.steered":
    case "workspace.restored":
    case "project.followed_up":
    case "project.failed":
    case "project.archived":
    case "project.unarchived":
    case "project.priority_changed":
    case "workspace.removed":
    case "import.screened":
    case "import.finished":
    case "plan.approved":
    case "phase.committed":
    case "run.failed":
    case "provider.retrying":
    case "network.refused":
    case "agent.line_dropped":
    case "budget.mark_reached":
    case "tool.assessed":
    case "check.none_found":
      return { item: { kind: "note", payload } };
    case "import.started":
    case "phase.status_changed":
    case "run.queued":
    case "run.succeeded":
    case "todos.updated":
    case "usage.recorded":
      // The timeline, the heads of runs, the pinned list and the figures show these.
      return null;
    default:
      return payload satisfies never;
  }
};
