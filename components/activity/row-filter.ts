import { operations, type AgentRole, type Operation } from "../../server/contract/roles.ts";
import { findInRow } from "./row-text.ts";
import type { ActivityRow, RowKind } from "./row.ts";

/** Whose rows: an agent's, or those of the runner and the product itself. */
export const rowAuthors = ["PROJECT_MANAGER", "DEVELOPER", "QUALITY_ASSURANCE", "SPIRAL"] as const satisfies readonly (
  | AgentRole
  | "SPIRAL"
)[];
export type RowAuthor = (typeof rowAuthors)[number];

/** Kinds of rows as people tell them apart. */
export const rowTopics = {
  messages: { label: "Messages", kinds: ["message", "said", "prompt"] },
  thinking: { label: "Thinking", kinds: ["thinking"] },
  tools: { label: "Tools", kinds: ["tool"] },
  checks: { label: "Checks and verdicts", kinds: ["check", "files", "plan", "review", "verdict", "report"] },
  asks: { label: "Requests to people", kinds: ["ask"] },
  notes: { label: "Status, limits, errors", kinds: ["note"] },
} as const satisfies Record<string, { label: string; kinds: readonly Exclude<RowKind, "run">[] }>;
export type RowTopic = keyof typeof rowTopics;
export const rowTopicNames = [
  "messages",
  "thinking",
  "tools",
  "checks",
  "asks",
  "notes",
] as const satisfies readonly RowTopic[];

/** Empty lists and an empty query let everything through. */
export interface RowFilter {
  readonly authors: readonly RowAuthor[];
  readonly topics: readonly RowTopic[];
  readonly query: string;
}

export const noFilter: RowFilter = { authors: [], topics: [], query: "" };
export const isFiltering = (filter: RowFilter): boolean =>
  filter.authors.length > 0 || filter.topics.length > 0 || filter.query.trim() !== "";

/** Whose words and deeds a run's rows are. */
export const authorOf = (operation: Operation | null): RowAuthor =>
  operation === null ? "SPIRAL" : (operations[operation].role ?? "SPIRAL");

/** Makes `filter` usable row by row. Results of the search are remembered per row, so that a growing log costs only what is new. */
export const createRowMatcher = (filter: RowFilter, operationOf: (runId: string) => Operation | null) => {
  const query = filter.query.trim().toLowerCase();
  const kinds = new Set<RowKind>(filter.topics.flatMap((topic) => [...rowTopics[topic].kinds]));
  const authors = new Set<RowAuthor>(filter.authors);
  const found = new WeakMap<ActivityRow, boolean>();
  return (row: ActivityRow): boolean => {
    if (kinds.size > 0 && !kinds.has(row.item.kind)) return false;
    if (authors.size > 0 && !authors.has(authorOf(row.runId === null ? null : operationOf(row.runId)))) return false;
    if (query === "") return true;
    const known = found.get(row) ?? findInRow(row, query) !== null;
    found.set(row, known);
    return known;
  };
};

/** The rows to show: those that match, under the heads of their runs; of folded runs only the heads. */
export const visibleRows = (
  rows: readonly ActivityRow[],
  matches: ((row: ActivityRow) => boolean) | null,
  folded: ReadonlySet<string>,
): readonly ActivityRow[] => {
  if (matches === null && folded.size === 0) return rows;
  const visible: ActivityRow[] = [];
  let head: ActivityRow | null = null;
  for (const row of rows) {
    if (row.item.kind === "run") {
      head = row;
      if (matches === null) visible.push(row);
      continue;
    }
    if (matches !== null && !matches(row)) continue;
    if (matches !== null && head !== null && head.runId === row.runId) {
      visible.push(head);
      head = null;
    }
    if (row.runId === null || !folded.has(row.runId)) visible.push(row);
  }
  return visible;
};
