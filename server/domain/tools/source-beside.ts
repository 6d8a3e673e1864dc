import type { ToolSourceFile } from "../../contract/tools.ts";
import type { ToolContent } from "../../tools/tool-content.ts";

/**
 * A tool's files to be read, beside those of the version before. Whether one has changed is decided by its bytes: what is
 * no text may not pass for what it is not.
 * @param before null: there is nothing to compare with
 */
export const sourceBeside = (content: ToolContent, before: ToolContent | null): ToolSourceFile[] => {
  if (before === null) return content.map((file) => ({ path: file.path, text: textOf(file.content) }));
  const earlier = new Map(before.map((file) => [file.path, file.content]));
  const now = new Set(content.map(({ path }) => path));
  return [
    ...content.map(({ path, content: bytes }): ToolSourceFile => {
      const was = earlier.get(path);
      const text = textOf(bytes);
      if (was === undefined) return { path, text, before: null, change: "added" };
      return { path, text, before: textOf(was), change: bytes.equals(was) ? null : "modified" };
    }),
    ...before
      .filter(({ path }) => !now.has(path))
      .map((file): ToolSourceFile => ({
        path: file.path,
        text: null,
        before: textOf(file.content),
        change: "deleted",
      })),
  ];
};

/** Null: it is no text. */
const textOf = (content: Buffer): string | null => {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
};
