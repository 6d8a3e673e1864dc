import { z } from "zod";
import { canonicalJson } from "./canonical-json.ts";

/** How far a remembered permission goes: the run that asked, its project, or every project of the installation. */
export const permissionScopes = ["run", "project", "all"] as const;
export const PermissionScope = z.enum(permissionScopes);
export type PermissionScope = z.infer<typeof PermissionScope>;

/**
 * What a remembered permission covers, never more than can be said in a line: one command to the letter, one file, or
 * one input to the letter.
 */
export const PermissionMatch = z.discriminatedUnion("type", [
  z.object({ type: z.literal("command"), toolName: z.string(), command: z.string() }),
  /** `path` within the workspace. */
  z.object({ type: z.literal("file"), toolName: z.string(), path: z.string() }),
  z.object({ type: z.literal("input"), toolName: z.string(), input: z.string() }),
]);
export type PermissionMatch = z.infer<typeof PermissionMatch>;

const stringField = (input: unknown, name: string): string | null => {
  if (input === null || typeof input !== "object") return null;
  const value: unknown = Reflect.get(input, name);
  return typeof value === "string" ? value : null;
};

/** The tools that change one file, whose other inputs are new each time. */
const fileTools = new Map([
  ["Write", "file_path"],
  ["Edit", "file_path"],
  ["NotebookEdit", "notebook_path"],
]);

/** Outside of a workspace a path would mean another file in every project. */
const inWorkspace = (path: string): string | null =>
  /^(?:.*\/prj_[0-9a-z]+\/files|\/workspace)\/(?<rest>[^/].*)$/u.exec(path)?.groups?.["rest"] ??
  (path.startsWith("/") || path.split("/").includes("..") ? null : path);

/** The rule that "allow and remember" makes of a tool use. */
export const matchOf = (toolName: string, input: unknown): PermissionMatch => {
  const command = toolName === "Bash" ? stringField(input, "command") : null;
  if (command !== null) return { type: "command", toolName, command };
  const field = fileTools.get(toolName);
  const path = field === undefined ? null : stringField(input, field);
  const file = path === null || path.split("/").includes("..") ? null : inWorkspace(path);
  if (file !== null) return { type: "file", toolName, path: file };
  return { type: "input", toolName, input: canonicalJson(input) };
};

/** The rule that "allow and remember" would make, in words. May hold an agent's words. */
export const ruleWords = (match: PermissionMatch): string => {
  switch (match.type) {
    case "command":
      return `Run exactly: ${match.command}`;
    case "file":
      return `${match.toolName} the file ${match.path}, whatever is written`;
    case "input":
      return `${match.toolName} with exactly: ${match.input}`;
    default:
      return match satisfies never;
  }
};

/** Whether a tool use is exactly what a rule covers. */
export const isCovered = (match: PermissionMatch, toolName: string, input: unknown): boolean =>
  canonicalJson(match) === canonicalJson(matchOf(toolName, input));

/**
 * What a person has made of an input: texts may be others, nothing may be added, left out or become something else.
 * Null: it is no such change.
 */
export const editedInput = (original: unknown, edited: unknown): Record<string, unknown> | null => {
  const Fields = z.record(z.string(), z.unknown());
  const [before, after] = [Fields.safeParse(original), Fields.safeParse(edited)];
  if (!before.success || !after.success) return null;
  const names = Object.keys(before.data);
  if (names.length !== Object.keys(after.data).length) return null;
  const isSound = names.every((name) => {
    const [from, to] = [before.data[name], after.data[name]];
    // No command is no command; whoever wants that denies it.
    if (name === "command" && typeof to === "string" && to.trim() === "") return false;
    return typeof from === "string" ? typeof to === "string" : canonicalJson(from) === canonicalJson(to);
  });
  return isSound ? after.data : null;
};

/** A remembered permission, as it is listed. */
export interface PermissionRuleView {
  readonly id: string;
  readonly scope: PermissionScope;
  readonly match: PermissionMatch;
  /** Null for one that covers every project. */
  readonly project: { readonly id: string; readonly title: string } | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  /** How often it has allowed something, and when it last did. */
  readonly uses: number;
  readonly lastUsedAt: Date | null;
  readonly canRemove: boolean;
}
