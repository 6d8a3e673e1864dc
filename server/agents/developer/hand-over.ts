import type { ChangedFile } from "../../contract/outputs.ts";
import { cut, data, list, paragraphs } from "../material.ts";
import { describeCall, type ToolCall } from "./describe-call.ts";

/** What was done so far, for a Developer who takes over a conversation that it cannot read. */
export interface HandOver {
  /** `fresh`: it knows nothing of it. `back`: it was there at first, and another one went on meanwhile. */
  readonly kind: "fresh" | "back";
  /** Against the phase's beginning. */
  readonly changedFiles: readonly ChangedFile[];
  readonly diff: string;
  readonly todos: readonly { readonly text: string; readonly status: "pending" | "in_progress" | "completed" }[];
  readonly lastWords: string | null;
  /** The newest tool calls, oldest first. */
  readonly results: readonly (ToolCall & { readonly output: string; readonly failed: boolean })[];
  /** Tool calls in all. */
  readonly calls: number;
}

/** Shares of the whole: what is to be done next is short, the difference is what it is about. */
const shares = { todos: 0.08, lastWords: 0.08, files: 0.08, results: 0.28, diff: 0.4 } as const;

const signs = { pending: "[ ]", in_progress: "[~]", completed: "[x]" } as const;

const intro = {
  fresh:
    "You take this over in the middle: another Developer was at it, whose conversation you cannot see. What it left stands below, as the runner has it on record. Its files are in the working directory. Look at them before you change any, and do nothing again that is done. Begin with a task list of your own for what is left.",
  back: "Another Developer went on with this while you could not. What it did stands below, as the runner has it on record; the files in the working directory are as it left them. Look at what has changed before you go on.",
} as const;

/**
 * A hand-over in words: made from the log and the workspace alone, so no model is asked for it, least of all the one
 * that cannot answer. All of it is material, fenced as such: files, outputs and an agent's words give no orders. Pure.
 *
 * @param maxCharacters of all of it; the fences and labels are within it
 */
export const describeHandOver = (
  { kind, changedFiles, diff, todos, lastWords, results, calls }: HandOver,
  { maxCharacters }: { readonly maxCharacters: number },
): string => {
  const share = (part: keyof typeof shares): number => Math.max(200, Math.floor(maxCharacters * shares[part]));
  const each = Math.max(120, Math.floor(share("results") / Math.max(1, results.length)));
  // Open ones first: of a long list those are what counts.
  const ordered = [
    ...todos.filter(({ status }) => status !== "completed"),
    ...todos.filter(({ status }) => status === "completed"),
  ];
  const outputs = results.map(({ tool, input, output, failed }) =>
    cut(`${describeCall({ tool, input })}${failed ? " (failed)" : ""}\n${output.trim()}`, { max: each, keep: "end" }),
  );
  return paragraphs(
    intro[kind],
    todos.length === 0
      ? null
      : data(
          "hand-over: task list",
          ordered.map(({ text, status }) => `${signs[status]} ${text.replaceAll(/\s+/g, " ")}`).join("\n"),
          { max: share("todos"), keep: "start" },
        ),
    lastWords === null ? null : data("hand-over: last words", lastWords, { max: share("lastWords"), keep: "end" }),
    data(
      "hand-over: changed files",
      list(
        changedFiles.map(
          ({ path, change, insertions, deletions }) => `${path} (${change}, +${insertions} −${deletions})`,
        ),
      ),
      { max: share("files"), keep: "start" },
    ),
    results.length === 0
      ? null
      : data(`hand-over: last results of ${calls} tool calls`, outputs.join("\n\n"), {
          max: share("results"),
          keep: "end",
        }),
    diff === "" ? null : data("hand-over: difference so far", diff, { max: share("diff"), keep: "start" }),
  );
};
