import type { AskAnswer, AskContent } from "../../server/contract/asks.ts";
import type { EventPayload, EventType, ProjectEvent } from "../../server/contract/events.ts";
import type { CheckResult } from "../../server/contract/outputs.ts";
import type { Operation } from "../../server/contract/roles.ts";

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
  | "plan.approved"
  | "phase.committed"
  | "run.failed"
  | "attempt.started"
  | "attempt.ended"
  | "provider.retrying"
  | "provider.limit_reported"
  | "check.none_found"
>;

export type RowItem =
  /** Begins a run's rows. */
  | { readonly kind: "run"; readonly operation: Operation | null; readonly round: number | null }
  | { readonly kind: "message"; readonly text: string }
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
interface Completion {
  readonly of: string;
  readonly complete: (item: RowItem) => RowItem;
}

const toolKey = (runId: string | null, toolUseId: string) => `tool:${runId}:${toolUseId}`;
const checkKey = (runId: string | null) => `check:${runId}`;
const askKey = (askId: string) => `ask:${askId}`;

/** A wait for an answer is said by the ask itself, which stands beside it in the log. */
const saidByAsk = ({ to, hold }: Payload<"project.status_changed">): boolean =>
  to === "AWAITING_PLAN_APPROVAL" || hold?.reason === "permission" || hold?.reason === "question";

type Reading = { readonly item: RowItem; readonly openAs?: string } | Completion | null;

/** What one event means for the rows; null where it is shown elsewhere. The compiler asks here about every new event. */
const read = ({ runId, payload }: ProjectEvent): Reading => {
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
    case "project.failed":
    case "plan.approved":
    case "phase.committed":
    case "run.failed":
    case "provider.retrying":
    case "check.none_found":
      return { item: { kind: "note", payload } };
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

const startOf = ({ payload }: ProjectEvent): { operation: Operation; round: number | null } | null => {
  if (payload.type === "run.queued") return { operation: payload.operation, round: payload.round };
  if (payload.type === "attempt.started") return { operation: payload.operation, round: null };
  return null;
};

/** Rows that grow with the log. Growing gives the same rows as building them anew, at the cost of what is new. */
export interface RowBuilder {
  /** The rows of a window of the log; a new array whenever something has changed. */
  readonly update: (events: readonly ProjectEvent[]) => readonly ActivityRow[];
}

/** Makes a builder; it is bound to one project's log. */
export const createRowBuilder = (): RowBuilder => {
  let seen: readonly ProjectEvent[] = [];
  let rows: ActivityRow[] = [];
  let open = new Map<string, number>();
  let runs = new Map<string, { operation: Operation; round: number | null }>();
  let lastRunId: string | null = null;

  const add = (event: ProjectEvent, item: RowItem, kind = ""): number => {
    const { sequence, at, phaseId, runId } = event;
    return rows.push({ key: `${kind}${sequence}`, sequence, at, phaseId, runId, item }) - 1;
  };

  const take = (event: ProjectEvent) => {
    const start = startOf(event);
    if (event.runId !== null && start !== null) {
      const known = runs.get(event.runId);
      runs.set(event.runId, { ...start, round: start.round ?? known?.round ?? null });
    }
    const reading = read(event);
    if (reading === null) return;
    if ("of" in reading) {
      const at = open.get(reading.of);
      const row = at === undefined ? undefined : rows[at];
      if (at !== undefined && row !== undefined) rows[at] = { ...row, item: reading.complete(row.item) };
      open.delete(reading.of);
      return;
    }
    if (event.runId !== null && event.runId !== lastRunId) {
      const run = runs.get(event.runId);
      add(event, { kind: "run", operation: run?.operation ?? null, round: run?.round ?? null }, "run-");
      lastRunId = event.runId;
    }
    const at = add(event, reading.item);
    if (reading.openAs !== undefined) open.set(reading.openAs, at);
  };

  return {
    update: (events) => {
      if (events === seen) return rows;
      const grown = seen.length > 0 && events.length >= seen.length && events[0] === seen[0];
      if (grown) {
        rows = [...rows];
      } else {
        rows = [];
        open = new Map();
        runs = new Map();
        lastRunId = null;
      }
      for (const event of events.slice(grown ? seen.length : 0)) take(event);
      seen = events;
      return rows;
    },
  };
};

/** The row that shows an event, or the one before it where it has no row of its own; -1 where there is none. */
export const rowOfSequence = (rows: readonly ActivityRow[], sequence: number): number => {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.sequence ?? Number.POSITIVE_INFINITY) <= sequence) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
