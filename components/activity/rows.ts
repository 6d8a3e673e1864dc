import type { ProjectEvent } from "../../server/contract/events.ts";
import type { Operation } from "../../server/contract/roles.ts";
import { readEvent, type ActivityRow, type Completion, type RowItem } from "./row.ts";
import { withoutSaidByWait } from "./said-by-wait.ts";

const startOf = ({ payload }: ProjectEvent): { operation: Operation; round: number | null } | null => {
  if (payload.type === "run.queued") return { operation: payload.operation, round: payload.round };
  if (payload.type === "attempt.started") return { operation: payload.operation, round: null };
  return null;
};

/** Rows that grow with the log, at both ends. Growing gives the same rows as building them anew, at the cost of what is new. */
export interface RowBuilder {
  /** The rows of a window of the log; a new array whenever something has changed. Rows that stay the same stay identical. */
  readonly update: (events: readonly ProjectEvent[]) => readonly ActivityRow[];
}

interface RunStart {
  readonly operation: Operation;
  readonly round: number | null;
}

/** Rows of a stretch of the log, and what its neighbours need to know to be joined to it. Owned by one builder, which changes it. */
interface Stretch {
  readonly rows: readonly ActivityRow[];
  /** Rows that wait for a later event, by its key. */
  readonly open: Map<string, number>;
  /** Every key that was ever waited for here: what stands before this stretch no longer waits for it. */
  readonly opened: Set<string>;
  /** Completions of rows that stand before this stretch. */
  readonly orphans: Map<string, Completion["complete"]>;
  readonly runs: Map<string, RunStart>;
  readonly lastRunId: string | null;
}

const emptyStretch = (): Stretch => ({
  rows: [],
  open: new Map(),
  opened: new Set(),
  orphans: new Map(),
  runs: new Map(),
  lastRunId: null,
});

/** The stretch that goes on with these events; takes over what the given one holds. */
const extend = (stretch: Stretch, events: readonly ProjectEvent[]): Stretch => {
  const { open, opened, orphans, runs } = stretch;
  const rows = [...stretch.rows];
  let { lastRunId } = stretch;
  const add = ({ sequence, at, phaseId, runId }: ProjectEvent, item: RowItem, prefix = ""): number =>
    rows.push({ key: `${prefix}${sequence}`, sequence, at, phaseId, runId, item }) - 1;

  for (const event of events) {
    const { runId } = event;
    const start = startOf(event);
    if (runId !== null && start !== null)
      runs.set(runId, { ...start, round: start.round ?? runs.get(runId)?.round ?? null });
    const reading = readEvent(event);
    if (reading === null) continue;
    if ("of" in reading) {
      const at = open.get(reading.of);
      const row = at === undefined ? undefined : rows[at];
      if (at !== undefined && row !== undefined) rows[at] = { ...row, item: reading.complete(row.item) };
      else if (!opened.has(reading.of) && !orphans.has(reading.of)) orphans.set(reading.of, reading.complete);
      open.delete(reading.of);
      continue;
    }
    if (runId !== null && runId !== lastRunId) {
      const run = runs.get(runId);
      add(event, { kind: "run", operation: run?.operation ?? null, round: run?.round ?? null }, "run-");
      lastRunId = runId;
    }
    const at = add(event, reading.item);
    if (reading.openAs === undefined) continue;
    open.set(reading.openAs, at);
    opened.add(reading.openAs);
  }
  return { ...stretch, rows, lastRunId };
};

/** Two stretches that follow on each other as one; takes over what both hold. */
const join = (older: Stretch, newer: Stretch): Stretch => {
  const rows = [...older.rows];
  for (const [key, complete] of newer.orphans) {
    const at = older.open.get(key);
    const row = at === undefined ? undefined : rows[at];
    if (at !== undefined && row !== undefined) rows[at] = { ...row, item: complete(row.item) };
    else if (!older.opened.has(key) && !older.orphans.has(key)) older.orphans.set(key, complete);
    older.open.delete(key);
  }
  for (const key of older.open.keys()) if (newer.opened.has(key)) older.open.delete(key);
  for (const key of newer.opened) older.opened.add(key);

  // A stretch begins with its first run's head, which is one too many where that run had begun before.
  const first = newer.rows.findIndex((row) => row.item.kind === "run");
  const doubled = first >= 0 && newer.rows[first]?.runId === older.lastRunId ? first : -1;
  const moved = (at: number): number => older.rows.length + (doubled >= 0 && at > doubled ? at - 1 : at);
  for (const [index, row] of newer.rows.entries()) if (index !== doubled) rows.push(withStart(row, older.runs));
  for (const [key, at] of newer.open) older.open.set(key, moved(at));
  const runs = new Map([...older.runs, ...newer.runs]);
  return { ...older, rows, runs, lastRunId: newer.lastRunId ?? older.lastRunId };
};

/** A run's head that was made before the run's beginning was known. */
const withStart = (row: ActivityRow, runs: ReadonlyMap<string, RunStart>): ActivityRow => {
  const { item, runId } = row;
  if (item.kind !== "run" || runId === null || (item.operation !== null && item.round !== null)) return row;
  const run = runs.get(runId);
  return run === undefined
    ? row
    : { ...row, item: { kind: "run", operation: item.operation ?? run.operation, round: item.round ?? run.round } };
};

/** Makes a builder; it is bound to one project's log. */
export const createRowBuilder = (): RowBuilder => {
  let seen: readonly ProjectEvent[] = [];
  let stretch = emptyStretch();
  let shown: readonly ActivityRow[] = [];
  return {
    update: (events) => {
      if (events === seen) return shown;
      const first = seen[0];
      const older = first === undefined ? 0 : first.sequence - (events[0]?.sequence ?? first.sequence);
      if (first === undefined || events[older] !== first) {
        stretch = extend(emptyStretch(), events);
      } else {
        if (older > 0) stretch = join(extend(emptyStretch(), events.slice(0, older)), stretch);
        if (events.length > older + seen.length) stretch = extend(stretch, events.slice(older + seen.length));
      }
      seen = events;
      shown = withoutSaidByWait(stretch.rows);
      return shown;
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
