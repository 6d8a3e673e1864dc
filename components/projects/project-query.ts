import type { ProjectCard } from "#server/contract/views";
import { workedMs } from "../ui/work-time.ts";
import { columnIds, columnOf, type ColumnId } from "./board-columns.ts";

/** Board or list. */
export const viewIds = ["board", "list"] as const;
export type ViewId = (typeof viewIds)[number];

/** What the list can be ordered by. */
export const sortIds = ["created", "title", "priority", "work", "tokens", "cost"] as const;
export type SortId = (typeof sortIds)[number];

/** What the projects page shows, as its address says it: `?view=list&q=todo&state=running&sort=-tokens`. */
export interface ProjectQuery {
  readonly view: ViewId;
  readonly text: string;
  readonly column: ColumnId | null;
  readonly sort: SortId;
  readonly descending: boolean;
  /** The archived projects instead of all others. */
  readonly archived: boolean;
}

/** What an address without parameters shows. */
export const defaultQuery: ProjectQuery = {
  view: "board",
  text: "",
  column: null,
  sort: "created",
  descending: true,
  archived: false,
};

const oneOf = <Value extends string>(values: readonly Value[], wanted: string | null): Value | null =>
  values.find((value) => value === wanted) ?? null;

/** Reads an address; what it does not understand it takes as not said. */
export const parseQuery = (params: Pick<URLSearchParams, "get">): ProjectQuery => {
  const sortText = params.get("sort");
  const descending = sortText?.startsWith("-") ?? false;
  const sort = oneOf(sortIds, descending ? (sortText?.slice(1) ?? null) : sortText);
  return {
    view: oneOf(viewIds, params.get("view")) ?? defaultQuery.view,
    text: params.get("q") ?? "",
    column: oneOf(columnIds, params.get("state")),
    sort: sort ?? defaultQuery.sort,
    descending: sort === null ? defaultQuery.descending : descending,
    archived: params.get("archived") === "1",
  };
};

/** The address of a query, without what is the default anyway: "" or "?view=list". */
export const formatQuery = (query: ProjectQuery): string => {
  const params = new URLSearchParams();
  if (query.view !== defaultQuery.view) params.set("view", query.view);
  if (query.text !== "") params.set("q", query.text);
  if (query.column !== null) params.set("state", query.column);
  if (query.sort !== defaultQuery.sort || query.descending !== defaultQuery.descending) {
    params.set("sort", `${query.descending ? "-" : ""}${query.sort}`);
  }
  if (query.archived) params.set("archived", "1");
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
};

const figure = (project: ProjectCard, sort: Exclude<SortId, "title">, now: number): number => {
  switch (sort) {
    case "created":
      return project.createdAt.getTime();
    case "priority":
      return project.priority;
    case "work":
      return workedMs(project.work, now);
    case "tokens":
      return project.usage.inputTokens + project.usage.outputTokens;
    case "cost":
      return project.usage.billedMicros + project.usage.equivalentMicros;
  }
};

/** Every word of the search must occur in the title, the sentence, the model or the owner's name. */
const matches = (project: ProjectCard, text: string): boolean => {
  const haystack = `${project.title}\n${project.activity}\n${project.model ?? ""}\n${project.ownerName}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => haystack.includes(word));
};

/** The projects that a query asks for, in its order. */
export const applyQuery = (
  projects: readonly ProjectCard[],
  query: ProjectQuery,
  now: number,
): readonly ProjectCard[] => {
  const { sort } = query;
  const direction = query.descending ? -1 : 1;
  return projects
    .filter(
      (project) =>
        (query.column === null || columnOf(project.status, project.hold) === query.column) &&
        matches(project, query.text),
    )
    .toSorted(
      (a, b) =>
        direction * (sort === "title" ? a.title.localeCompare(b.title) : figure(a, sort, now) - figure(b, sort, now)) ||
        a.id.localeCompare(b.id),
    );
};
