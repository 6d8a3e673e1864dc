import { shortPath } from "../../server/contract/activity.ts";

/**
 * A tool call in one line. Inputs are whatever an agent sent, so every field is looked at before it is believed.
 */
export interface ToolSummary {
  readonly kind: ToolKind;
  /** What it acts on: a path, a command, a pattern. Untrusted. */
  readonly target: string;
}

export type ToolKind =
  | "shell"
  | "read"
  | "write"
  | "edit"
  | "search"
  | "web"
  | "agent"
  | "todo"
  | "notebook"
  | "mcp"
  | "other";

const kinds = new Map<string, ToolKind>(
  Object.entries({
    Bash: "shell",
    BashOutput: "shell",
    KillShell: "shell",
    Read: "read",
    Write: "write",
    Edit: "edit",
    MultiEdit: "edit",
    NotebookEdit: "notebook",
    Glob: "search",
    Grep: "search",
    LS: "search",
    WebFetch: "web",
    WebSearch: "web",
    Task: "agent",
    Agent: "agent",
    TodoWrite: "todo",
    TaskCreate: "todo",
    TaskUpdate: "todo",
    TaskList: "todo",
    TaskGet: "todo",
  } satisfies Record<string, ToolKind>),
);

/** A named string of an untrusted input; null where there is none. */
export const textField = (input: unknown, name: string): string | null => {
  if (input === null || typeof input !== "object") return null;
  const value: unknown = Reflect.get(input, name);
  return typeof value === "string" ? value : null;
};

/** The fields that say what a call is about, best first. */
const targets = [
  "file_path",
  "notebook_path",
  "command",
  "pattern",
  "url",
  "query",
  "subject",
  "description",
  "path",
  "prompt",
] as const;

const targetOf = (kind: ToolKind, input: unknown): string => {
  const [task, status] = [textField(input, "taskId"), textField(input, "status")];
  if (kind === "todo" && task !== null) return `#${task}${status === null ? "" : ` ${status.replaceAll("_", " ")}`}`;
  for (const name of targets) {
    const value = textField(input, name);
    if (value === null || value.trim() === "") continue;
    const line = value.trim().split("\n", 1)[0] ?? "";
    return kind === "read" || kind === "write" || kind === "edit" || kind === "notebook" ? shortPath(line) : line;
  }
  return "";
};

/** What a tool call is and what it acts on. */
export const summariseTool = (name: string, input: unknown): ToolSummary => {
  const kind = kinds.get(name) ?? (name.startsWith("mcp__") ? "mcp" : "other");
  return { kind, target: targetOf(kind, input) };
};

/** "mcp__files__read" is "files: read" to people. */
export const toolLabel = (name: string): string => {
  const [prefix, server, ...tool] = name.split("__");
  return prefix === "mcp" && server !== undefined && tool.length > 0 ? `${server}: ${tool.join("__")}` : name;
};

const countLines = (text: string): number => (text === "" ? 0 : text.replace(/\n$/u, "").split("\n").length);

/** One exchange of an edit: what stood there and what stands there now. */
export interface Replacement {
  readonly before: string;
  readonly after: string;
}

/** The replacements that an Edit or MultiEdit asked for; empty where its input is not understood. */
export const replacementsOf = (input: unknown): readonly Replacement[] => {
  const edits: unknown = input !== null && typeof input === "object" ? Reflect.get(input, "edits") : null;
  return (Array.isArray(edits) ? edits : [input]).flatMap((edit: unknown) => {
    const before = textField(edit, "old_string");
    const after = textField(edit, "new_string");
    return before === null || after === null ? [] : [{ before, after }];
  });
};

/** How big a result was, in the unit that fits the tool; null where there is nothing worth saying. */
export const resultWords = (name: string, input: unknown, output: string): string | null => {
  const { kind } = summariseTool(name, input);
  switch (kind) {
    case "read":
    case "search":
      return output.trim() === "" ? "nothing" : lines(countLines(output));
    case "write":
      return lines(countLines(textField(input, "content") ?? ""));
    case "shell":
      return output.trim() === "" ? "no output" : lines(countLines(output));
    case "edit":
    case "web":
    case "agent":
    case "todo":
    case "notebook":
    case "mcp":
    case "other":
      return null;
    default:
      return kind satisfies never;
  }
};

const lines = (count: number): string => (count === 1 ? "1 line" : `${count.toLocaleString("en")} lines`);
